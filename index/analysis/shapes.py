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
from typing import Final

_PROCLITICS: Final = "[وف]?(?:ال|بال|كال|لل|[بلكس])?"
_BEFORE: Final = "(?:است|[يتنم]ست|ان|[يتم]ن|[يتنم]ت|[اتيمن])?"
_BEHIND: Final = (
    "(?:(?:اء|ات|ان|ين|ون|وا|تا|يا|ي|يه|يات|يين|يون|[اتوهن])?(?:ه|ها|هم|هن|هما|كم|كن|نا|ني|ي|ك)?)"
)
# What may stand between the first and the second letter of a root, and the second and the third.
_BETWEEN: Final = (
    ("", "(?:[اوي]|اي)?"),
    ("ا", "[يو]?"),
    ("[وي]", "ا?"),
    ("[وي]ا", "ي?"),
    ("[تطد]", "ا?"),
)
_BEFORE_IT: Final = re.compile(f"^{_PROCLITICS}(?=.{{3}})")
# A word before its endings.
_ENDED: Final = re.compile("(.{3,}?)(?:[اوي]?[هتني]|[اوي]|يين|يا|يات|ويه|وي)?")
_ARTICLE: Final = "ال"
_SHORT: Final = 4
_PRONOUNS: Final = ("ها", "هم", "نا", "كم")
_ENDINGS: Final = ("ات", "ين", "ون", "ان", "وا")
_PERSONS: Final = "يتن"
_WEAK: Final = frozenset("اويء")


def fits(form: str, root: str) -> bool:
    """Whether a form can be made of a root.

    Args:
        form: of a word.
        root: of three or four letters, folded like the form; nothing is made of any other.
    """
    shape = _shape(root)
    return shape is not None and shape.fullmatch(form) is not None


def glued(one: str, other: str) -> bool:
    """Whether two forms differ by the particles that are written with a word, and no more."""
    bare = [_BEFORE_IT.sub("", each) for each in (one, other)]
    articles = [each.removeprefix(_ARTICLE) for each in (one, other)]
    return one != other and bare[0] == bare[1] and articles[0] != articles[1]


@lru_cache(maxsize=4096)
def _shape(root: str) -> re.Pattern[str] | None:
    letters = [_letter(letter) for letter in root]
    if len(root) == 4:
        first, second, third, fourth = letters
        bodies = [f"{first}{second}[اوي]?{third}[اوي]?{fourth}"]
    elif len(root) == 3:
        first, second, third = letters
        bodies = [f"{first}{one}{second}{two}{third}" for one, two in _BETWEEN]
        if root[1] == root[2]:
            bodies.append(f"{first}ا?{second}")
    else:
        return None
    return re.compile(f"{_PROCLITICS}{_BEFORE}(?:{'|'.join(bodies)}){_BEHIND}")


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


def _letter(letter: str) -> str:
    """A letter of a root; a weak one changes, or is not there."""
    return "[اويء]?" if letter in _WEAK else re.escape(letter)
