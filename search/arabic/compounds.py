"""Compounds: words that are written with a space between their parts or without one.

    عبد الله, عبدالله      أبو ظبي, أبوظبي    نور الدين, نورالدين    iPhone 15, iPhone15, F-16, F16

The rules work on forms, and each needs a part that is hardly ever anything else than one of a
compound, so that a word that is no compound is left whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, TypeAlias

from index.analysis.normalization.normalizer import fold, form

MAX_PARTS: Final = 3
"""Parts of the longest compound."""

_BEFORE_RELIGION: Final = form(
    "نور|صلاح|علاء|سيف|شمس|محي|محيي|جمال|كمال|خير|عز|فخر|بدر|تقي|ضياء|بهاء|زين|تاج|سعد|عماد|نجم"
    "|شهاب|حسام|نصر|ناصر|نصير|شرف|معز|رشيد|برهان|نظام|جلال|عبد|قطب|معين|صفي|مجد|قمر"
)
_RULES: Final = tuple(
    map(
        re.compile,
        (
            "(و?عبد)(ال..+)",
            "([ول]?ابو)((?!هما).{3,})",
            "(..+)(الله)",
            f"(و?(?:{_BEFORE_RELIGION}))(الدين)",
            "([a-z]+)([0-9]+)",
            "([0-9]+)([a-z]+)",
        ),
    )
)
_PHRASES: Final = {
    fold(phrase.replace(" ", "")): tuple(map(fold, phrase.split()))
    for phrase in (
        *("إن شاء الله", "ما شاء الله", "الحمد لله", "بسم الله", "لا سيما", "عز وجل"),
        *("بور سعيد", "بيت لحم", "حضر موت", "كفر الشيخ"),
    )
}
_AND: Final = "و"
_MIN_LETTERS_AFTER_AND: Final = 3
Writing: TypeAlias = tuple[int | str, ...]
"""Adjacent words written otherwise: forms, and for words that stay as they are their numbers."""
_CASES: Final = {"ابي": "ابو", "ابا": "ابو"}
"""Compounds are written in the nominative: أبوظبي."""


def parts(form: str) -> tuple[str, ...]:
    """The parts of a compound that is written as one word; () for other words."""
    if form in _PHRASES:
        return _PHRASES[form]
    found = (rule.fullmatch(form) for rule in _RULES)
    return next((each.groups() for each in found if each), ())


def joined(forms: Sequence[str]) -> str | None:
    """Adjacent words written as one; None if they are no compound."""
    first, *others = forms
    words = (_CASES.get(first, first), *others)
    whole = "".join(words)
    return whole if parts(whole) == words else None


def writings(forms: Sequence[str]) -> tuple[Writing, ...]:
    """Adjacent words with other spaces: compounds apart or joined, and so و and the next word."""
    own: Writing = tuple(range(len(forms)))
    apart = tuple(part for at in own for part in parts(forms[int(at)]) or (at,))
    found = dict.fromkeys((own, apart, tuple(_together(forms))))
    found |= dict.fromkeys(tuple(_with_and(writing, forms)) for writing in [*found])
    return tuple(writing for writing in found if writing != own)


def _together(forms: Sequence[str]) -> Iterator[int | str]:
    at = 0
    while at < len(forms):
        for end in range(min(len(forms), at + MAX_PARTS), at + 1, -1):
            if whole := joined(forms[at:end]):
                yield whole
                at = end
                break
        else:
            yield at
            at += 1


def _with_and(writing: Writing, forms: Sequence[str]) -> Iterator[int | str]:
    """Words with each و joined to the next one if it stands alone, else apart from it."""
    words = [forms[each] if isinstance(each, int) else each for each in writing]
    if _AND in words[:-1]:
        for at, word in enumerate(words):
            if at and words[at - 1] == _AND:
                yield _AND + word
            elif word != _AND or at == len(words) - 1:
                yield writing[at]
        return
    for at, word in enumerate(words):
        if at and word.startswith(_AND) and len(word) > _MIN_LETTERS_AFTER_AND:
            yield from (_AND, word.removeprefix(_AND))
        else:
            yield writing[at]
