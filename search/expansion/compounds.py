"""Compounds among a query's words: with a space between their parts, and without one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from index.analysis import Analyzer, Reading
from index.model.query import Origin, Word
from search.arabic import compounds
from search.arabic.families import relatives
from search.expansion.variants import Variant, alternative


def compound_variants(words: Sequence[Word], analyzer: Analyzer) -> Iterator[Variant]:
    """The words of a query that are compounds, written the other way.

    Args:
        words: adjacent words of a query.
        analyzer: reads forms.
    """
    forms = [word.readings[0].form for word in words]
    for first in range(len(forms)):
        if found := compounds.parts(forms[first]):
            yield _variant(first, first, found, analyzer)
        for last in range(first + 1, min(len(forms), first + compounds.MAX_PARTS)):
            if whole := compounds.joined(forms[first : last + 1]):
                yield _variant(first, last, [whole], analyzer)


def _variant(first: int, last: int, forms: Sequence[str], analyzer: Analyzer) -> Variant:
    leaf = alternative(
        " ".join(forms), [(each, _readings(each, analyzer)) for each in forms], Origin.SPELLING
    )
    whole = replace(leaf, weight=1 / len(forms))
    return Variant(first, last, Origin.SPELLING, (leaf.surface,), leaves=(whole,))


def _readings(form: str, analyzer: Analyzer) -> tuple[Reading, ...]:
    """The readings of a part, and of its family."""
    own = tuple(reading for token in analyzer.tokens(form) for reading in token.readings)
    return (*own, *(replace(own[0], form=each) for each in relatives(form)))
