"""The query language: the user's text -> query tree.

    text -> syntax (Whoosh's qparser) -> leaves (words, phrases, patterns) -> tree and ladder

docs/query-language.md describes the language for those who use it.
"""

from __future__ import annotations

from typing import Final
from weakref import WeakKeyDictionary

from index.analysis import Analyzer
from index.model.query import Nothing
from search.model.parsed_query import Parsed, Rung
from search.query import messages
from search.query.formatting import describe
from search.query.grammar import read
from search.query.leaves import MAX_WORDS, LeafParser, Scope
from search.query.questions import asks
from search.query.relaxation import (
    MOST_FROM,
    MOST_SHARE,
    STOP_WORD_WEIGHT,
    describes,
    framed,
    ladder,
    parts,
)

__all__ = [
    "LONGEST_REMEMBERED",
    "MAX_WORDS",
    "MOST_FROM",
    "MOST_SHARE",
    "REMEMBERED",
    "STOP_WORD_WEIGHT",
    "Parsed",
    "Rung",
    "describe",
    "parse",
]

REMEMBERED: Final = 200
"""Queries that each analyser remembers."""
LONGEST_REMEMBERED: Final = 500
"""Characters of the longest; so they take no more than a few megabytes."""
_RECENT: Final[WeakKeyDictionary[Analyzer, dict[str, Parsed]]] = WeakKeyDictionary()


def parse(text: str, analyzer: Analyzer) -> Parsed:
    """Read a query; never raises, whatever the text.

    The same text means the same to one analyser, so each remembers what was lately asked: for
    the next page, for the hit that is opened, and for what many people ask.

    Args:
        text: as the user wrote it; the time taken grows linearly with its length.
        analyzer: reads its words, as it read the documents'.

    Returns:
        The trees to search for, the words as understood, and what could not be taken as written.
    """
    recent = _RECENT.setdefault(analyzer, {})
    parsed = recent.pop(text, None) or _parse(text, analyzer)
    if len(text) <= LONGEST_REMEMBERED:
        if len(recent) >= REMEMBERED:
            del recent[next(iter(recent))]
        recent[text] = parsed  # behind those that were asked for before
    return parsed


def _parse(text: str, analyzer: Analyzer) -> Parsed:
    reader = LeafParser(analyzer)
    asked = asks(text.split())
    found = parts(read(text, analyzer.is_stop_word), Scope(), reader)
    rungs = ladder(framed(found) if asked else found)
    if isinstance(rungs[0].node, Nothing):
        reader.remarked = [(messages.EMPTY, "")]
    return Parsed(
        rungs,
        messages.notices(reader.remarked),
        question=asked or describes(rungs[0]),
    )
