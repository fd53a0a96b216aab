"""Morphological patterns: how words are inflected, for what the lexicon lacks.

Source: Wright 1896, "A grammar of the Arabic language", volume I, section 185 (suffixed pronouns).
"""

from __future__ import annotations

import re
from itertools import product
from typing import Final

_PARTICLES: Final = ("", "ال", "بال", "كال", "لل", "ب", "ل", "ك", "س")
_PROCLITICS: Final = frozenset(map("".join, product(("", "و", "ف"), _PARTICLES)))
_LEADING_PROCLITICS: Final = re.compile(
    f"^(?:{'|'.join(sorted(_PROCLITICS, key=len, reverse=True))})(?=.{{3}})"
)
_STEM_AND_ENDING: Final = re.compile("(.{3,}?)(?:[اوي]?[هتني]|[اوي]|يين|يا|يات|ويه|وي)?")
_ARTICLE: Final = "ال"
_MAX_SHORT_LENGTH: Final = 4
_PRONOUNS: Final = ("ها", "هم", "نا", "كم")
_ENDINGS: Final = ("ات", "ين", "ون", "ان", "وا")
_PERSON_PREFIXES: Final = "يتن"


def differ_by_endings(one: str, other: str) -> bool:
    """Whether two forms differ only by their endings, or by endings and proclitics."""
    one, other = (_LEADING_PROCLITICS.sub("", each) for each in (one, other))
    return one != other and _without_ending(one) == _without_ending(other)


def inflections(form: str) -> tuple[tuple[str, ...], ...]:
    """The inflected forms that a form would have if it were an Arabic word.

    Of an Arabic word, forms of several kinds occur in a collection; of a foreign name, hardly of
    two.

    Returns:
        Forms by kind: with and without the article; with attached pronouns; with endings of gender,
        number and person; and, for what may be a verb, with the other prefixes of the imperfect.
    """
    word = form.removeprefix(_ARTICLE) if len(form) > _MAX_SHORT_LENGTH else form
    feminine = word.endswith("ه")
    stem = word[:-1] if feminine else word
    before_pronoun = f"{stem}ت" if feminine else stem
    kinds = [
        tuple(other for other in (f"ال{word}", f"لل{word}", word) if other != form),
        tuple(before_pronoun + pronoun for pronoun in _PRONOUNS),
        tuple(stem + ending for ending in (_ENDINGS if feminine else (*_ENDINGS, "ه", "ت"))),
    ]
    if word[0] in _PERSON_PREFIXES:
        kinds.append(tuple(each + word[1:] for each in _PERSON_PREFIXES if each != word[0]))
    return tuple(kinds)


def _without_ending(form: str) -> str:
    match = _STEM_AND_ENDING.fullmatch(form)
    return match[1] if match else form
