"""Joints: words written as one, one written as two, and what may be glued before a word.

عبدالله -> عبد الله        بيونج يانج -> بيونجيانج        والسياره -> السياره
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

SHORTEST: Final = 2
"""Letters of the shortest part that a word is divided into."""
_SHORTEST_STEM: Final = 3
_PROCLITICS: Final = (
    "وبال", "وكال", "وال", "فال", "بال", "كال", "ولل", "فلل", "لل", "ال",
    "وب", "ول", "فب", "فل", "و", "ف", "ب", "ك", "ل", "س",
)  # fmt: skip
_LAM: Final = "لل"
PARTICLES: Final = ("و", "ف", "ب", "ك", "ل")
"""Particles of one letter that are written in one word with the next."""


def divided(form: str) -> Iterator[tuple[str, str]]:
    """The ways to part a form in two."""
    for place in range(SHORTEST, len(form) - SHORTEST + 1):
        yield form[:place], form[place:]


def otherwise_glued(form: str) -> tuple[str, ...]:
    """The form without what is glued before it, or with the article, or with another particle."""
    bare = [
        form.removeprefix(proclitic)
        for proclitic in _PROCLITICS
        if form.startswith(proclitic) and len(form) - len(proclitic) >= _SHORTEST_STEM
    ]
    found = [*bare, *("ال" + each for each in (form, *bare))]
    found += [particle + form for particle in ("و", "ب", "ل")]
    if form.startswith(_LAM):
        found.append("ال" + form.removeprefix(_LAM))
    return tuple(each for each in dict.fromkeys(found) if each != form)
