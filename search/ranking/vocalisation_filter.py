"""A look at the texts themselves for what no index knows: the vowel marks that a query requires.

Terms have no marks, so an engine finds all readings of a word. Where only some are wanted, the
best of its candidates are read again, and those are kept that answer the query with its marks.
Only so many are read, so that a search keeps its time; whether there may be more is said.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from index.analysis import Level, Token
from index.engines.protocols import (
    MAX_FACET_VALUES,
    Candidate,
    Candidates,
    FacetValue,
    Retrieval,
    Retriever,
)
from index.model.columns import ColumnValues, counted_text
from index.model.document import Document
from index.model.query import ALL_LEVELS, Node, TextField
from search.highlight.excerpts import matched_passages
from search.highlight.match_levels import judge
from search.highlight.match_reasons import Closest, closer, closest
from search.highlight.matcher import Matcher, compile_matcher
from search.model.limits import Limits
from search.model.records import LevelCount

_AT_ONCE: Final = 50

TokensOf: TypeAlias = Callable[[Iterable[str]], Callable[[str], Sequence[Token]]]


@dataclass(frozen=True, slots=True)
class FilteredCandidate:
    """A candidate that answers the query with its marks.

    Attributes:
        candidate: as the engine gave it.
        level: at which it answers.
        columns: of the document.
    """

    candidate: Candidate
    level: Level
    columns: ColumnValues


@dataclass(frozen=True, slots=True)
class FilteredCandidates:
    """What is left of the candidates.

    Attributes:
        kept: in their order.
        exact: whether all candidates were read, each to its end.
        partial: whether the engine had no time to find all of them.
    """

    kept: tuple[FilteredCandidate, ...]
    exact: bool
    partial: bool

    def candidates(self, retrieval: Retrieval, behind: Sequence[str] | None) -> Candidates:
        """The answer to a retrieval.

        Args:
            retrieval: what was asked; its tree was sifted.
            behind: the ids of the candidates behind its cursor, if it has one.
        """
        kept = self.kept
        if behind is not None:
            known = frozenset(behind)
            kept = tuple(each for each in kept if each.candidate.id in known)
        page = kept[retrieval.offset : retrieval.offset + retrieval.limit]
        return Candidates(
            found=tuple(each.candidate for each in page),
            total=len(self.kept),
            exact=self.exact,
            facets={facet: self._values(facet) for facet in retrieval.facets},
            partial=self.partial,
        )

    def at(self, level: Level) -> FilteredCandidates:
        """Those that answer at a level."""
        return replace(self, kept=tuple(each for each in self.kept if each.level is level))

    def counts(self) -> tuple[LevelCount, ...]:
        """How many answer at each level; nothing unless all were read."""
        if not self.exact:
            return ()
        levels = Counter(each.level for each in self.kept)
        return tuple(LevelCount(level, levels[level]) for level in ALL_LEVELS)

    def _values(self, column: str) -> tuple[FacetValue, ...]:
        counted = Counter(
            text
            for each in self.kept
            for text in set(map(counted_text, each.columns.get(column, ())))
        )
        ordered = sorted(counted.items(), key=lambda each: (-each[1], each[0]))
        return tuple(FacetValue(*each) for each in ordered[:MAX_FACET_VALUES])


def sifted(
    retriever: Retriever, retrieval: Retrieval, asked: Node, tokens_of: TokensOf, limits: Limits
) -> FilteredCandidates:
    """Read the best candidates of a tree and keep those that answer it with its marks.

    Args:
        retriever: finds candidates and has their texts.
        retrieval: the ranking, the order and the time; its tree is the one to sift.
        asked: the query as a whole, whose words are looked for.
        tokens_of: prepares texts and gives what analyses them.
        limits: how many documents are read, and how many characters of them.
    """
    most = limits.max_vocalised_documents
    (best,) = retriever.search(
        [replace(retrieval, limit=most, offset=0, after=None, otherwise=(), facets=())]
    )
    matcher = compile_matcher(asked)
    level_of = judge(retrieval.query, matcher)
    left, complete = limits.max_read_characters, best.exact and best.total <= most
    kept: list[FilteredCandidate] = []
    for batch in _batches(best.found):
        documents = retriever.documents([candidate.id for candidate in batch])
        texts = [text for each in documents.values() for text in (each.title, each.body)]
        tokens = tokens_of(texts if sum(map(len, texts)) <= left else ())
        for candidate in batch:
            document = documents[candidate.id]
            near = _closest(document, matcher, tokens, left)
            level = level_of({leaf: one.rank for leaf, one in near.items()}, document.columns)
            if level:
                kept.append(FilteredCandidate(candidate, level, document.columns))
            complete = complete and len(document.body) <= left
            left = max(0, left - len(document.body))
        if not left:
            break
    return FilteredCandidates(tuple(kept), complete, best.partial)


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
