"""The query language: the user's text -> query tree.

    text -> syntax tree (Whoosh's qparser) -> clauses (words, phrases, patterns) -> query trees

docs/query-language.md describes the language for those who use it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final
from weakref import WeakKeyDictionary

from index.analysis import Analyzer
from index.bounded_cache import BoundedCache
from index.model.query import Nothing
from search.model.parsed_query import Parsed, Rung
from search.query import messages
from search.query.formatting import describe
from search.query.grammar import read
from search.query.leaves import MAX_WORDS, LeafParser
from search.query.loosening import with_other_letters
from search.query.query_clauses import Scope
from search.query.questions import is_question
from search.query.relaxation import (
    MIN_WORDS_FOR_MOST,
    SHARE_FOR_MOST,
    STOP_WORD_WEIGHT,
    clauses,
    is_description,
    ladder,
    with_frame_weights,
)

__all__ = [
    "MAX_CACHED_LENGTH",
    "MAX_CACHED_QUERIES",
    "MAX_WORDS",
    "MIN_WORDS_FOR_MOST",
    "SHARE_FOR_MOST",
    "STOP_WORD_WEIGHT",
    "Parsed",
    "Rung",
    "describe",
    "parse",
]

MAX_CACHED_QUERIES: Final = 200
"""How many parsed queries are cached for each analyser."""
MAX_CACHED_LENGTH: Final = 500
"""Characters of the longest query that is cached, so that a cache takes a few megabytes."""
_RECENT: Final[WeakKeyDictionary[Analyzer, BoundedCache[str, Parsed]]] = WeakKeyDictionary()


def parse(text: str, analyzer: Analyzer) -> Parsed:
    """Parse a query; never raises, whatever the text.

    Recent queries are cached: the next page, the page of a hit and popular queries need them again.

    Args:
        text: as the user wrote it; the time taken grows linearly with its length.
        analyzer: analyses its words, as it analysed the documents'.

    Returns:
        The trees to search for, the query terms, and notices.
    """
    if len(text) > MAX_CACHED_LENGTH:
        return _parse(text, analyzer)
    recent = _RECENT.setdefault(analyzer, BoundedCache(MAX_CACHED_QUERIES))
    return recent.get_or_make(text, lambda: _parse(text, analyzer))


def _parse(text: str, analyzer: Analyzer) -> Parsed:
    parser = LeafParser(analyzer)
    question = is_question(text.split())
    found = clauses(read(text, analyzer.is_stop_word), Scope(), parser)
    rungs = ladder(with_frame_weights(found) if question else found)
    question = question or is_description(rungs[0])
    if question:  # what describes something may quote it in other letters
        rungs = tuple(replace(rung, node=with_other_letters(rung.node)) for rung in rungs)
    if isinstance(rungs[0].node, Nothing):
        parser.remarks = [(messages.EMPTY, "")]
    return Parsed(
        rungs,
        messages.notices(parser.remarks),
        question=question,
    )
