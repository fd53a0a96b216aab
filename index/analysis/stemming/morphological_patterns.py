"""Whether a word has the shape of a word of its root.

Tashaphyne finds a root in nearly every word, in foreign names too (دمر in فلاديمير). But a word
of the language is built of its root by a pattern: few vowels stand between the letters of the
root, known ones before and behind them. A name that writes all its vowels fits none.

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
# What the forms of the verb, participles and nouns of place begin with.
_BEFORE: Final = frozenset(
    {"", "ا", "ان", "است", *map("".join, product(("ي", "ت", "ن", "م"), ("", "ست", "ت", "ن")))}
)
_SUFFIXES: Final = (
    "", *"اتوهني", "اء", "ات", "ان", "ين", "ون", "وا", "تا", "يا", "يه", "يات", "يين", "يون",
)  # fmt: skip
_ATTACHED: Final = ("", *"هيك", "ها", "هم", "هن", "هما", "كم", "كن", "نا", "ني")
_HEADS: Final = frozenset(map("".join, product(_PROCLITICS, _BEFORE)))
_TAILS: Final = frozenset(map("".join, product(_SUFFIXES, _ATTACHED)))
_LONGEST_HEAD: Final = max(map(len, _HEADS))
_LONGEST_TAIL: Final = max(map(len, _TAILS))
# What may stand between the first and the second letter of a root, and the second and the third.
_BETWEEN: Final = (
    (("",), ("", "ا", "و", "ي", "اي")),
    (("ا",), ("", "ي", "و")),
    (("و", "ي", "ت", "ط", "د"), ("", "ا")),
    (("وا", "يا"), ("", "ي")),
)
_VOWELS: Final = ("", "ا", "و", "ي")
_BEFORE_IT: Final = re.compile(
    f"^(?:{'|'.join(sorted(_PROCLITICS, key=len, reverse=True))})(?=.{{3}})"
)
# A word before its endings.
_ENDED: Final = re.compile("(.{3,}?)(?:[اوي]?[هتني]|[اوي]|يين|يا|يات|ويه|وي)?")
_ARTICLE: Final = "ال"
_SHORT: Final = 4
_PRONOUNS: Final = ("ها", "هم", "نا", "كم")
_ENDINGS: Final = ("ات", "ين", "ون", "ان", "وا")
_PERSONS: Final = "يتن"
_WEAK: Final = ("ا", "و", "ي", "ء")


def fits(form: str, root: str) -> bool:
    """Whether a form can be made of a root.

    Args:
        form: of a word.
        root: of three or four letters, folded like the form; nothing is made of any other.
    """
    bodies = _bodies(root)
    if not bodies:
        return False
    size = len(form)
    heads = [at for at in range(min(size, _LONGEST_HEAD) + 1) if form[:at] in _HEADS]
    tails = [at for at in range(max(0, size - _LONGEST_TAIL), size + 1) if form[at:] in _TAILS]
    return any(form[head:tail] in bodies for head in heads for tail in tails if head < tail)


def glued(one: str, other: str) -> bool:
    """Whether two forms differ by the particles that are written with a word, and no more."""
    bare = [_BEFORE_IT.sub("", each) for each in (one, other)]
    articles = [each.removeprefix(_ARTICLE) for each in (one, other)]
    return one != other and bare[0] == bare[1] and articles[0] != articles[1]


@lru_cache(maxsize=8192)
def _bodies(root: str) -> frozenset[str]:
    """What words of a root have between prefixes and endings."""
    letters = [("", *_WEAK) if letter in _WEAK else (letter,) for letter in root]
    if len(letters) == 4:
        first, second, third, fourth = letters
        parts = (first, second, _VOWELS, third, _VOWELS, fourth)
        return frozenset(map("".join, product(*parts)))
    if len(letters) != 3:
        return frozenset()
    first, second, third = letters
    bodies = {
        "".join(body)
        for between, behind in _BETWEEN
        for body in product(first, between, second, behind, third)
    }
    if root[1] == root[2]:
        bodies.update(map("".join, product(first, ("", "ا"), second)))
    return frozenset(bodies)


def inflected(one: str, other: str) -> bool:
    """Whether two forms differ by their endings, whatever is written before them, and no more."""
    one, other = (_BEFORE_IT.sub("", each) for each in (one, other))
    return one != other and _bare(one) == _bare(other)


def inflections(form: str) -> tuple[tuple[str, ...], ...]:
    """What a word of the language would also be written as, by kind of inflection.

    With the article; with attached pronouns; with endings of gender, number and person; with the
    other prefixes of the imperfect. A word has several kinds, a foreign name hardly two.
    """
    bare = form.removeprefix(_ARTICLE) if len(form) > _SHORT else form
    feminine = bare.endswith("ه")
    base = f"{bare[:-1]}ت" if feminine else bare
    short = bare[:-1] if feminine else bare
    kinds = [
        tuple(other for other in (f"ال{bare}", f"لل{bare}", bare) if other != form),
        tuple(base + pronoun for pronoun in _PRONOUNS),
        tuple(short + ending for ending in (_ENDINGS if feminine else (*_ENDINGS, "ه", "ت"))),
    ]
    if bare[0] in _PERSONS:
        kinds.append(tuple(person + bare[1:] for person in _PERSONS if person != bare[0]))
    return tuple(kinds)


def _bare(form: str) -> str:
    match = _ENDED.fullmatch(form)
    return match[1] if match else form
