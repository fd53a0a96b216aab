"""Letters as typed: whether a word of a text has the letters of a word of a query, marks aside.

Forms make one letter of those that writers exchange, so they find الغاز for ألغاز. Where that is
not wanted, words are compared as they are spelt.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from index.analysis.normalization.letters import ONE_LETTER
from index.analysis.normalization.normalizer import form, nfkc, spelling, spellings
from search.arabic.clitics import ARTICLE
from search.arabic.word_parts import common_core

_EXCHANGED: Final = frozenset((*ONE_LETTER, *ONE_LETTER.values()))


def may_be_exchanged(surface: str) -> bool:
    """Whether a word has letters that forms do not tell from others."""
    return not _EXCHANGED.isdisjoint(spelling(nfkc(surface)).removeprefix(ARTICLE))


def is_spelt_with_care(surface: str) -> bool:
    """Whether a word has a letter that hurried writers replace: a hamza, teh marbuta and such."""
    return not ONE_LETTER.keys().isdisjoint(surface)


@lru_cache(maxsize=4096)
def is_as_typed(query: str, text: str) -> bool:
    """Whether a word of a text is spelt as that of a query, with or without the article."""
    typed = spelling(nfkc(query)).removeprefix(ARTICLE)
    return any(typed == each.removeprefix(ARTICLE) for each in spellings(nfkc(text)))


@lru_cache(maxsize=4096)
def keeps_letters(query: str, text: str) -> bool:
    """Whether a word of a text, perhaps an inflection, has no other letters where both have some.

    Affixes are not compared, and words without a common core, as a broken plural, have nothing to
    compare.

    Args:
        query: the word as typed.
        text: the word as it occurs in the text.
    """
    typed = spelling(nfkc(query))
    return any(_fits(typed, each) for each in spellings(nfkc(text)))


def _fits(typed: str, found: str) -> bool:
    if typed == found:
        return True
    affixes = common_core(typed, found)
    if affixes is None or form(typed) == form(found):
        return affixes is None
    words = ((typed, affixes[0]), (found, affixes[1]))
    if any(not ONE_LETTER.keys().isdisjoint(word[: own.prefix]) for word, own in words):
        return False  # أل of ألغاز is no article
    return affixes[0].core(typed) == affixes[1].core(found)
