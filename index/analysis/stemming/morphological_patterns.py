"""Morphological patterns: whether a word can be derived from a root, and how words are inflected.

Tashaphyne finds a root in nearly every word, in foreign names too (دمر in فلاديمير). But an Arabic
word is derived from its root by a pattern: known prefixes, few vowels between the letters of the
root, known endings. A foreign name that writes all its vowels fits no pattern.

Source: Wright 1896, "A grammar of the Arabic language", volume I, sections 35-39 and 190-240
(the forms of the verb, the patterns of nouns), 304 (broken plurals), 185 (suffixed pronouns).
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import product
from typing import Final

_PARTICLES: Final = ("", "ال", "بال", "كال", "لل", "ب", "ل", "ك", "س")
_PROCLITICS: Final = frozenset(map("".join, product(("", "و", "ف"), _PARTICLES)))
# Prefixes of the forms of the verb, of participles and of nouns of place.
_STEM_PREFIXES: Final = frozenset(
    {"", "ا", "ان", "است", *map("".join, product(("ي", "ت", "ن", "م"), ("", "ست", "ت", "ن")))}
)
_STEM_ENDINGS: Final = (
    "", *"اتوهني", "اء", "ات", "ان", "ين", "ون", "وا", "تا", "يا", "يه", "يات", "يين", "يون",
)  # fmt: skip
_ATTACHED_PRONOUNS: Final = ("", *"هيك", "ها", "هم", "هن", "هما", "كم", "كن", "نا", "ني")
_PREFIXES: Final = frozenset(map("".join, product(_PROCLITICS, _STEM_PREFIXES)))
_ENDINGS_WITH_PRONOUNS: Final = frozenset(map("".join, product(_STEM_ENDINGS, _ATTACHED_PRONOUNS)))
# Infixes: between the first and the second letter of a root, and between the second and the third.
_INFIXES: Final = (
    (("",), ("", "ا", "و", "ي", "اي")),
    (("ا",), ("", "ي", "و")),
    (("و", "ي", "ت", "ط", "د"), ("", "ا")),
    (("وا", "يا"), ("", "ي")),
)
_VOWELS: Final = ("", "ا", "و", "ي")
_LEADING_PROCLITICS: Final = re.compile(
    f"^(?:{'|'.join(sorted(_PROCLITICS, key=len, reverse=True))})(?=.{{3}})"
)
_STEM_AND_ENDING: Final = re.compile("(.{3,}?)(?:[اوي]?[هتني]|[اوي]|يين|يا|يات|ويه|وي)?")
_ARTICLE: Final = "ال"
_MAX_SHORT_LENGTH: Final = 4
_PRONOUNS: Final = ("ها", "هم", "نا", "كم")
_ENDINGS: Final = ("ات", "ين", "ون", "ان", "وا")
_PERSON_PREFIXES: Final = "يتن"
_WEAK: Final = ("ا", "و", "ي", "ء")


def can_derive(form: str, root: str) -> bool:
    """Whether a word with this form can be derived from a root.

    Args:
        form: of the word.
        root: three or four letters, folded like the form; False for a root of another length.
    """
    stems = _stems_of(root)
    if not stems:
        return False
    starts = [at for at in range(len(form)) if form[:at] in _PREFIXES]
    ends = [at for at in range(1, len(form) + 1) if form[at:] in _ENDINGS_WITH_PRONOUNS]
    return any(form[start:end] in stems for start in starts for end in ends if start < end)


def differ_by_proclitics(one: str, other: str) -> bool:
    """Whether two forms differ only by their proclitics, and not only by the article."""
    words = [_LEADING_PROCLITICS.sub("", each) for each in (one, other)]
    return (
        one != other
        and words[0] == words[1]
        and one.removeprefix(_ARTICLE) != other.removeprefix(_ARTICLE)
    )


@lru_cache(maxsize=8192)
def _stems_of(root: str) -> frozenset[str]:
    """What words derived from a root have between their prefixes and endings."""
    letters = [("", *_WEAK) if letter in _WEAK else (letter,) for letter in root]
    if len(letters) == 4:
        first, second, third, fourth = letters
        return frozenset(map("".join, product(first, second, _VOWELS, third, _VOWELS, fourth)))
    if len(letters) != 3:
        return frozenset()
    first, second, third = letters
    stems = {
        "".join(parts) for one, two in _INFIXES for parts in product(first, one, second, two, third)
    }
    if root[1] == root[2]:
        stems.update(map("".join, product(first, ("", "ا"), second)))
    return frozenset(stems)


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
