"""Ordinals after a definite noun: القرن 21, القرن الـ21, القرن الحادي والعشرين.

Alone, a digit and an ordinal mean too much (الأول is no 1), so each is searched for with its noun.
The words are those of Wright 1896, volume I, sections 328 and 329, in both genders and cases.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import Final, TypeAlias

from index.analysis import Analyzer, Reading
from index.analysis.normalization.normalizer import fold
from index.model.query import Origin, Phrase, Word
from search.arabic.clitics import ARTICLE
from search.expansion.variants import Variant, alternative

_Words: TypeAlias = tuple[tuple[str, ...], ...]
"""The forms of each word of an ordinal."""

_ONES: Final = tuple(
    tuple(map(fold, word.split("|")))
    for word in (
        "الحادي|الحادية", "الثاني|الثانية", "الثالث|الثالثة", "الرابع|الرابعة", "الخامس|الخامسة",
        "السادس|السادسة", "السابع|السابعة", "الثامن|الثامنة", "التاسع|التاسعة",
    )
)  # fmt: skip
_FIRST: Final = ("الاول", "الاولي")
_TENTH: Final = ("العاشر", "العاشره")
_TEN: Final = ("عشر", "عشره")
_TENS: Final = ("العشر", "الثلاث", "الاربع", "الخمس", "الست", "السبع", "الثمان", "التسع")


def ordinal_variants(words: Sequence[Word], analyzer: Analyzer) -> Iterator[Variant]:
    """The numbers after definite nouns of a query, in digits for words and in words for digits.

    Args:
        words: adjacent words of a query.
        analyzer: reads forms.
    """
    forms = [word.readings[0].form for word in words]
    for noun, form in enumerate(forms[:-1]):
        if not form.startswith(ARTICLE):
            continue
        for last in range(min(len(forms), noun + 3) - 1, noun, -1):
            if others := _others(tuple(forms[noun + 1 : last + 1])):
                yield _variant(words[noun], noun, last, others, analyzer)
                break


def _variant(noun: Word, first: int, last: int, others: _Words, analyzer: Analyzer) -> Variant:
    found = [(each[0], _readings(each, analyzer)) for each in others]
    surface = " ".join((noun.surface, *(each for each, _ in found)))
    leaf = alternative(surface, [(noun.surface, noun.readings), *found], Origin.SYNONYM)
    assert isinstance(leaf, Phrase)
    # الـ may stand between a noun and its digits.
    leaf = replace(leaf, slop=int(others[0][0].isdigit()))
    return Variant(first, last, Origin.SYNONYM, (surface,), leaves=(leaf,))


def _readings(forms: Sequence[str], analyzer: Analyzer) -> tuple[Reading, ...]:
    return tuple(
        reading for each in forms for token in analyzer.tokens(each) for reading in token.readings
    )


def _others(forms: tuple[str, ...]) -> _Words:
    """The words of an ordinal in digits, or the digits of one in words; () for anything else."""
    if len(forms) == 1 and forms[0] in _ordinals():
        return _ordinals()[forms[0]]
    number = next(
        (
            number
            for number, words in _ordinals().items()
            if len(words) == len(forms)
            and all(form in word for form, word in zip(forms, words, strict=True))
        ),
        None,
    )
    return ((number,),) if number else ()


@cache
def _ordinals() -> dict[str, _Words]:
    """The words of the ordinals from 1 to 99, by their digits."""
    return {str(number): _in_words(number) for number in range(1, 100)}


def _in_words(number: int) -> _Words:
    tens, ones = divmod(number, 10)
    one = _ONES[ones - 1]
    if tens == 0:
        return (_FIRST if ones == 1 else one,)
    if tens == 1:
        return (one, _TEN) if ones else (_TENTH,)
    ten = tuple(f"{_TENS[tens - 2]}{case}" for case in ("ون", "ين"))
    return (one, tuple(f"و{each}" for each in ten)) if ones else (ten,)
