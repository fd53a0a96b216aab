"""The filter for vowel marks and letters that a query requires: it compares candidates' texts.

Terms have no marks and one letter for several, so an engine finds all readings and spellings of a
word. The best of its candidates are read, and those that answer the query with its marks and
letters remain. Not all are read, so that a search keeps its time; the answer says whether there
may be more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from index.analysis import Level, Token
from index.engines.protocols import (
    MAX_FACET_VALUES,
    Candidate,
    Candidates,
    FacetValue,
    Retrieval,
)
from index.model.columns import counted_text
from index.model.document import Document
from index.model.query import ALL_LEVELS, Node, TextField
from search.highlight.excerpts import matched_passages
from search.highlight.match_levels import judge
from search.highlight.match_reasons import Closest, closer, closest
from search.highlight.matcher import Matcher, compile_matcher
from search.model.limits import Limits
from search.ranking.cursors import follows

_AT_ONCE: Final = 50

TokensOf: TypeAlias = Callable[[Iterable[str]], Callable[[str], Sequence[Token]]]


@dataclass(frozen=True, slots=True)
class FilteredCandidate:
    """A candidate that answers the query with its marks.

    Attributes:
        candidate: as the engine gave it.
        level: at which it answers.
        document: as stored.
    """

    candidate: Candidate
    level: Level
    document: Document


@dataclass(frozen=True, slots=True)
class FilteredCandidates:
    """The candidates that remain.

    Attributes:
        candidates: in their order.
        exact: whether all candidates were read, each to its end.
        partial: whether the engine had no time to find all of them.
        unanimous: whether every candidate that was read remains.
    """

    candidates: tuple[FilteredCandidate, ...]
    exact: bool
    partial: bool
    unanimous: bool = False

    def answer(self, retrieval: Retrieval) -> Candidates:
        """The answer to a retrieval of their tree."""
        every = self.candidates
        found = [each for each in every if retrieval.level in (None, each.level)]
        levels = Counter(each.level for each in every)
        counted = self.exact and retrieval.count_levels
        page = [
            each
            for each in found
            if retrieval.after is None
            or follows(each.candidate, each.document.columns, retrieval.after, retrieval.order)
        ][retrieval.offset : retrieval.offset + retrieval.limit]
        return Candidates(
            found=tuple(each.candidate for each in page),
            total=len(found),
            all_levels=len(every),
            exact=self.exact,
            levels={level: levels[level] for level in ALL_LEVELS} if counted else {},
            facets={facet: _values(facet, found) for facet in retrieval.facets},
            documents={each.candidate.id: each.document for each in page},
            partial=self.partial,
        )


def _values(column: str, found: Iterable[FilteredCandidate]) -> tuple[FacetValue, ...]:
    values = (each.document.columns.get(column, ()) for each in found)
    counted = Counter(text for own in values for text in set(map(counted_text, own)))
    ordered = sorted(counted.items(), key=lambda each: (-each[1], each[0]))
    return tuple(FacetValue(*each) for each in ordered[:MAX_FACET_VALUES])


def vocalised_retrieval(retrieval: Retrieval, node: Node, limits: Limits) -> Retrieval:
    """The retrieval of the candidates of a tree that are to be filtered, in the same order."""
    return Retrieval(
        node,
        retrieval.weights,
        limit=limits.max_vocalised_documents,
        order=retrieval.order,
        filters=retrieval.filters,
        documents=limits.max_vocalised_documents,
        characters=limits.max_read_characters,
        seconds=retrieval.seconds,
    )


def filtered(
    best: Candidates, node: Node, query: Node, tokens_of: TokensOf, limits: Limits
) -> FilteredCandidates:
    """Those of the best candidates of a tree that answer it with its marks.

    Args:
        best: the answer to `vocalised_retrieval`.
        node: its tree.
        query: the tree of all words of the query, which are looked for in the texts.
        tokens_of: returns what analyses some texts.
        limits: how many characters are read.
    """
    matcher = compile_matcher(query)
    level_of = judge(node, matcher)
    left, complete = limits.max_read_characters, best.exact and best.total == len(best.documents)
    found: list[FilteredCandidate] = []
    for batch in _batches(best.found[: len(best.documents)]):
        documents = [best.documents[candidate.id] for candidate in batch]
        texts = [text for each in documents for text in (each.title, each.body)]
        tokens = tokens_of(texts if sum(map(len, texts)) <= left else ())
        for candidate, document in zip(batch, documents, strict=True):
            near = _closest(document, matcher, tokens, left)
            level = level_of({leaf: one.rank for leaf, one in near.items()}, document.columns)
            if level:
                found.append(FilteredCandidate(candidate, level, document))
            complete = complete and len(document.body) <= left
            left = max(0, left - len(document.body))
    unanimous = len(found) == len(best.documents)
    return FilteredCandidates(tuple(found), complete, best.partial, unanimous)


def _batches(found: Sequence[Candidate]) -> Iterator[Sequence[Candidate]]:
    for start in range(0, len(found), _AT_ONCE):
        yield found[start : start + _AT_ONCE]


def _closest(
    document: Document, matcher: Matcher, tokens: Callable[[str], Sequence[Token]], limit: int
) -> Mapping[int, Closest]:
    """The closest matches of all leaves in a whole document, or in the beginning of its body."""
    texts = {
        TextField.TITLE: document.title,
        TextField.SOURCE: document.source or "",
        TextField.BODY: document.body[:limit],
    }
    near: Mapping[int, Closest] = {}
    for field, text in texts.items():
        if matcher.looks_in(field):
            for passage in matched_passages(text, field, matcher, tokens, len(text)):
                near = closer(near, closest(passage.matches, passage.tokens, field))
    return near
