"""No engine: every document looked through, so that answers can be checked where engines differ.

Prefixes are looked for among forms, as Fihris does; the rest in the terms that all are given.
"""

from __future__ import annotations

import itertools
import json
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.performance.measures import Answer, Kind
from bench.performance.peers.protocol import Ask, Session
from bench.performance.questions import Question
from index.analysis import Analyzer, Level
from index.engines.protocols import MAX_FORMS

CORPUS: Final = "corpus.jsonl"


@dataclass(frozen=True, slots=True)
class _Words:
    """One document's words, at their positions with all their readings, and what filters ask."""

    stems: tuple[tuple[str, ...], ...]
    forms: frozenset[str]
    source: str
    date: str


class Plain:
    """See the module."""

    version = "0"
    kinds = frozenset({Kind.TOTAL, Kind.PHRASE, Kind.PREFIX, Kind.FILTER, Kind.FACETS})

    def build(self, corpus: Path, terms: Path, index: Path) -> int:
        """See `Peer.build`; only a copy."""
        shutil.copyfile(corpus, index / CORPUS)
        with corpus.open(encoding="utf-8") as lines:
            return sum(1 for _ in lines)

    def open(self, index: Path) -> Session:
        """See `Peer.open`."""
        analyzer = Analyzer()
        with (index / CORPUS).open(encoding="utf-8") as lines:
            return _Session([_words(line, analyzer) for line in lines])


def _words(line: str, analyzer: Analyzer) -> _Words:
    record = json.loads(line)
    tokens = analyzer.tokens(record["text"])
    return _Words(
        stems=tuple(token.terms(Level.STEM) for token in tokens),
        forms=frozenset(form for token in tokens for form in token.terms(Level.FORM)),
        source=record["source"],
        date=record["date"],
    )


class _Session:
    def __init__(self, documents: list[_Words]) -> None:
        self._documents = documents
        self._stems = [
            frozenset(stem for stems in words.stems for stem in stems) for words in documents
        ]
        self._forms = frozenset[str]().union(*(words.forms for words in documents))

    def prepare(self, kind: Kind, question: Question) -> Ask:
        if kind is Kind.PREFIX:
            return lambda: self._prefix(question.prefix)
        if kind is Kind.PHRASE:
            return lambda: self._matching(question.phrase, lambda words: _follow(words, question))
        if kind is Kind.FILTER:
            return lambda: self._matching(question.terms, lambda words: _within(words, question))
        return lambda: self._matching(question.terms, lambda words: True)

    def _matching(self, terms: tuple[str, ...], also: Callable[[_Words], bool]) -> Answer:
        wanted = frozenset(terms)
        found = [
            words
            for words, stems in zip(self._documents, self._stems, strict=True)
            if not wanted.isdisjoint(stems) and also(words)
        ]
        return Answer(len(found), (), (), dict(Counter(words.source for words in found)))

    def _prefix(self, prefix: str) -> Answer:
        forms = {form for form in self._forms if form.startswith(prefix)}
        if len(forms) > MAX_FORMS:  # Fihris searches for the most frequent ones, and says so
            return Answer(None, (), ())
        found = sum(not forms.isdisjoint(words.forms) for words in self._documents)
        return Answer(found, (), ())


def _follow(words: _Words, question: Question) -> bool:
    first, second = question.phrase
    stems = words.stems
    return any(first in one and second in two for one, two in itertools.pairwise(stems))


def _within(words: _Words, question: Question) -> bool:
    return question.first <= words.date <= question.last
