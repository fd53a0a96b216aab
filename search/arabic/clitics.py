"""Clitics: the article ال and the particles that are prefixed to the next word.

A word of a query may have or lack them where the text has it otherwise, and a space may be
missing or too much: عبدالله -> عبد الله, والسياره -> السياره.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import regex

ARTICLE: Final = "ال"
LAM_WITH_ARTICLE: Final = "لل"
"""The article loses its alef after the preposition ل."""
ARTICLES: Final = tuple(
    conjunction + article
    for conjunction in ("", "و", "ف")
    for article in (ARTICLE, f"ب{ARTICLE}", f"ك{ARTICLE}", LAM_WITH_ARTICLE)
)
"""The article, alone and after the particles that precede it."""
PARTICLES: Final = ("و", "ف", "ب", "ك", "ل")
"""Particles of one letter that are prefixed to the next word."""
PARTICLES_BEFORE_WORDS: Final = (*PARTICLES, "وب", "وك", "ول", "فب", "فل")
"""The particles that are prefixed to a word without the article."""
MIN_PART: Final = 2
"""Letters of the shortest part that a word is divided into."""

_PROCLITICS: Final = (
    "وبال", "وكال", "وال", "فال", "بال", "كال", "ولل", "فلل", "لل", "ال",
    "وب", "ول", "فب", "فل", "و", "ف", "ب", "ك", "ل", "س",
)  # fmt: skip
_MIN_STEM: Final = 3
_LETTER: Final = "[\N{ARABIC LETTER HAMZA}-\N{ARABIC LETTER YEH}]"
_BARE_PATTERN: Final = regex.compile(rf"\??(?!{ARTICLE}){_LETTER}")
_DEFINITE: Final = regex.compile(r"ا\p{M}*+ل\p{M}*+(?=\p{L}\p{M}*+\p{L})")
_WORD: Final = regex.compile(r"[\p{Script=Arabic}\p{M}\N{ARABIC TATWEEL}]++", regex.VERSION1)


def may_follow_article(pattern: str) -> bool:
    """Whether a pattern may match words after their article: one of Arabic letters, without it.

    Whoever looks for كتا* has the word of a dictionary in mind, where الكتاب is listed under
    كتاب.

    Args:
        pattern: folded letters, `*` and `?`.
    """
    return _BARE_PATTERN.match(pattern) is not None


def counterpart(surface: str) -> str | None:
    """The word with the article, or without it if it has it; None if it isn't an Arabic word.

    Readers take the two for one word. A stemmer does not: it takes the first letter of بنك or
    وزير for a particle, but not after the article, so بنك and البنك have different stems, and
    each is found by the other only if both are looked for.

    Args:
        surface: a word as written, marks and all.
    """
    if not _WORD.fullmatch(surface):
        return None
    definite = _DEFINITE.match(surface)
    return surface[definite.end() :] if definite else ARTICLE + surface


def divided(form: str) -> Iterator[tuple[str, str]]:
    """All pairs of parts that a form can be divided into."""
    for place in range(MIN_PART, len(form) - MIN_PART + 1):
        yield form[:place], form[place:]


def otherwise_glued(form: str) -> tuple[str, ...]:
    """The form without the clitics before it, with the article, or with another particle."""
    bare = [
        form.removeprefix(proclitic)
        for proclitic in _PROCLITICS
        if form.startswith(proclitic) and len(form) - len(proclitic) >= _MIN_STEM
    ]
    found = [*bare, *(ARTICLE + each for each in (form, *bare))]
    found += [particle + form for particle in ("و", "ب", "ل")]
    if form.startswith(LAM_WITH_ARTICLE):
        found.append(ARTICLE + form.removeprefix(LAM_WITH_ARTICLE))
    return tuple(each for each in dict.fromkeys(found) if each != form)
