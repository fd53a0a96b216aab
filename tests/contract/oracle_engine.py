"""The oracle as an engine: documents as JSON in one file, every answer by definition.

It is registered beside the engines of the program and passes the same tests: so the contract asks
nothing that only one engine can do.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import math
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from index.analysis.phonetics import phonetic_key
from index.analysis.token import Level, Reading
from index.engines.protocols import (
    AnalyzedDocument,
    Candidate,
    Candidates,
    Completion,
    Expansion,
    Explanation,
    FacetValue,
    FieldWeights,
    Homophone,
    IndexStatistics,
    Location,
    NearForm,
    OpenIndex,
    Retrieval,
)
from index.model.document import Document
from index.model.errors import DamagedIndexError
from index.model.query import DEFAULT_FIELDS, AllOf, Node, Pattern, TextField, TextLeaf, leaves
from tests.contract.oracle import LEVELS, MAX_FORMS, Collection, Oracle, distance

FILE = "documents.json"
MAX_FACET_VALUES = 20
Documents = dict[str, AnalyzedDocument]


class OracleEngine:
    """Implements `index.engines.protocols.Engine`."""

    name = "oracle-1"

    def create(self, location: Location, memory: int | None = None) -> OracleWriter:
        """Start an empty index."""
        return OracleWriter(Path(location), {})

    def change(self, location: Location, memory: int | None = None) -> OracleWriter:
        """Change the index of a folder."""
        return OracleWriter(Path(location), read(Path(location)))

    def open(self, location: Location) -> OpenIndex:
        """Read all documents."""
        collection = Collection(read(Path(location)))
        return OpenIndex(OracleVocabulary(collection), OracleRetriever(collection))


class OracleWriter:
    """Implements `index.engines.protocols.Writer`: the documents that there will be."""

    def __init__(self, folder: Path, documents: Documents) -> None:
        self._file = folder / FILE
        self._documents = documents

    def add(self, documents: Iterable[AnalyzedDocument]) -> None:
        """Index documents, each in the place of one with its id."""
        self._documents |= {each.document.id: each for each in documents}

    def remove(self, ids: Iterable[str]) -> int:
        """Remove documents; how many were there."""
        return sum(self._documents.pop(identity, None) is not None for identity in ids)

    def commit(self) -> None:
        """Write all documents to a new file that takes the old one's place."""
        beside = self._file.with_suffix(".new")
        beside.write_text(json.dumps([_record(each) for each in self._documents.values()]), "ascii")
        beside.replace(self._file)

    def abort(self) -> None:
        """Nothing: what was not committed is in no file."""


def read(folder: Path) -> Documents:
    """The documents of a folder.

    Raises:
        DamagedIndexError: there are none, or the file is not as it was written.
    """
    try:
        records = json.loads((folder / FILE).read_text("ascii"))
        documents = list(map(_document, records))
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise DamagedIndexError(str(folder), str(error)) from error
    return {each.document.id: each for each in documents}


def _record(analyzed: AnalyzedDocument) -> dict[str, Any]:
    document, tokens = analyzed.document, analyzed.tokens
    fields = {each.name: getattr(document, each.name) for each in dataclasses.fields(document)}
    columns = {name: list(map(_written, values)) for name, values in document.columns.items()}
    return fields | {
        "date": _written(document.date),
        "columns": columns,
        "tokens": {
            field: [[dataclasses.astuple(each) for each in readings] for readings in own]
            for field, own in tokens.items()
        },
    }


def _written(value: object) -> object:
    """A value as JSON has it; a day by its number in a list."""
    return [value.toordinal()] if isinstance(value, dt.date) else value


def _value(written: Any) -> Any:
    return dt.date.fromordinal(*written) if isinstance(written, list) else written


def _document(record: dict[str, Any]) -> AnalyzedDocument:
    tokens = {
        TextField(field): tuple(tuple(Reading(*each) for each in readings) for readings in own)
        for field, own in record.pop("tokens").items()
    }
    fields = record | {
        "date": _value(record["date"]),
        "language": tuple(record["language"]),
        "columns": {name: tuple(map(_value, own)) for name, own in record["columns"].items()},
    }
    return AnalyzedDocument(Document(**fields), tokens)


class OracleVocabulary:
    """Implements `index.engines.protocols.Vocabulary`."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection

    def count(self) -> int:
        """How many documents there are."""
        return len(self._collection.documents)

    def doc_freq(self, field: TextField, level: Level, *terms: str) -> int:
        """In how many documents the most frequent of the terms occurs."""
        return max(self._collection.doc_freqs[field, level][term] for term in terms)

    def doc_freqs(self, terms: Sequence[str], level: Level = Level.FORM) -> tuple[int, ...]:
        """In how many titles or, if more, bodies each term occurs."""
        known = [self._collection.doc_freqs[field, level] for field in DEFAULT_FIELDS]
        return tuple(max(freqs[term] for freqs in known) for term in terms)

    def near(self, forms: Sequence[str], edits: int = 0) -> tuple[NearForm, ...]:
        """The forms within so many edits of one of some."""
        freqs = self._collection.form_freqs(DEFAULT_FIELDS)
        if not edits:
            found = [NearForm(form, freqs[form], 0) for form in {*forms} & freqs.keys()]
        else:
            found = [
                NearForm(form, documents, least)
                for form, documents in freqs.items()
                if (least := min((distance(each, form) for each in forms), default=9)) <= edits
            ]
        found.sort(key=lambda each: (each.edits, -each.documents, each.form))
        return tuple(found[:MAX_FORMS] if edits else found)

    def completions(
        self, prefix: str, limit: int, fields: Sequence[TextField] = DEFAULT_FIELDS
    ) -> tuple[Completion, ...]:
        """The most frequent forms that begin with a prefix."""
        freqs = self._collection.form_freqs(dict.fromkeys(fields))
        found = [Completion(*each) for each in freqs.items() if each[0].startswith(prefix)]
        found.sort(key=lambda each: (-each.documents, each.form))
        return tuple(found[: max(0, limit)])

    def homophones(self, form: str, max_cost: int, limit: int) -> tuple[Homophone, ...]:
        """The forms that sound like a form, by the costs of the analysis."""
        keys = phonetic_key.similar_keys(form)
        freqs = self._collection.form_freqs(DEFAULT_FIELDS)
        others = [other for other in sorted(freqs) if phonetic_key.key(other) in keys]
        costs = zip(phonetic_key.costs(form, others), others, strict=True)
        found = sorted(each for each in costs if 0 < each[0] <= max_cost)[:limit]
        return tuple(Homophone(other, cost, *self.doc_freqs([other])) for cost, other in found)


class OracleRetriever:
    """Implements `index.engines.protocols.Retriever`."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection

    def search(self, retrievals: Sequence[Retrieval]) -> tuple[Candidates, ...]:
        """The best candidates of each retrieval."""
        return tuple(map(self._search, retrievals))

    def _search(self, retrieval: Retrieval) -> Candidates:
        search = _Search(Oracle(self._collection, retrieval.weights), retrieval)
        rung, node = search.answer()
        scores = search.scores(node)
        levels = search.levels(node, scores)
        kept = {i: scores[i] for i in scores if retrieval.level in (None, levels.get(i))}
        page = search.page(kept)
        counts = Counter(levels.values())
        counted = retrieval.count_levels and not search.partial
        return Candidates(
            found=tuple(Candidate(i, kept[i]) for i in page),
            total=len(kept),
            all_levels=len(scores),
            exact=not search.partial,
            expansions=search.expansions(node),
            rung=rung,
            levels={level: counts[level] for level in Level} if counted else {},
            facets={column: search.facet(column, kept) for column in retrieval.facets},
            documents=self._stored(page[: retrieval.documents], retrieval.characters),
            partial=search.partial,
        )

    def _stored(self, ids: Sequence[str], characters: int | None) -> dict[str, Document]:
        stored: dict[str, Document] = {}
        for identity in ids:
            if characters is not None and characters <= sum(len(d.body) for d in stored.values()):
                break
            stored |= self.documents([identity])
        return stored

    def explain(
        self, query: Node, weights: FieldWeights, ids: Sequence[str]
    ) -> dict[str, Explanation]:
        """How the scores of documents come about."""
        oracle = Oracle(self._collection, weights)
        return {i: oracle.explain(query, i) for i in ids if i in oracle.documents}

    def documents(self, ids: Sequence[str]) -> dict[str, Document]:
        """The stored documents of those ids that exist."""
        known = self._collection.documents
        return {identity: known[identity].document for identity in ids if identity in known}

    def ids(self) -> Iterable[str]:
        """Every document's id."""
        return iter(self._collection.documents)

    def statistics(self) -> IndexStatistics:
        """Numbers about the documents."""
        documents = [each.document for each in self._collection.documents.values()]
        dates = [document.date for document in documents if document.date]
        return IndexStatistics(
            documents=len(documents),
            deleted=0,
            terms={
                f"{field}.{level}": len(freqs)
                for (field, level), freqs in self._collection.doc_freqs.items()
            },
            tokens={field: sum(self._collection.lengths[field].values()) for field in LEVELS},
            dated=len(dates),
            earliest=min(dates, default=None),
            latest=max(dates, default=None),
            sources=dict(Counter(each.source for each in documents if each.source).most_common()),
            columns=Counter(name for each in documents for name in each.columns),
        )

    def check(self) -> None:
        """Nothing: all was read when the index was opened."""


class _Search:
    """One retrieval, which may run out of time: then what is not known yet matches nothing."""

    def __init__(self, oracle: Oracle, retrieval: Retrieval) -> None:
        self.oracle = oracle
        self.retrieval = retrieval
        self.partial = False
        seconds = retrieval.seconds
        self._until = None if seconds is None else time.perf_counter() + seconds

    def answer(self) -> tuple[int, Node]:
        """The tree that answers, and its number."""
        retrieval = self.retrieval
        trees = (retrieval.query, *retrieval.fallbacks)
        for rung, node in enumerate(trees[:-1]):
            found = len(self.scores(node))
            narrower = retrieval.narrower if rung == 0 and found < retrieval.few else None
            if found >= retrieval.enough and (narrower is None or self.scores(narrower)):
                return rung, node
        return len(trees) - 1, trees[-1]

    def scores(self, node: Node) -> dict[str, float]:
        """Score by id of what a tree matches, if there is time."""
        if self._until is not None and time.perf_counter() >= self._until:
            known = {leaf for leaf, *_ in self.oracle.collection.remembered}
            if not {leaf for leaf in leaves(node) if isinstance(leaf, TextLeaf)} <= known:
                self.partial = True
                return {}
        return self.oracle.scores(AllOf((node, *self.retrieval.filters)))

    def levels(self, node: Node, ids: Iterable[str]) -> dict[str, Level]:
        """The level of each document, if any is to be counted or kept by its level."""
        if self.retrieval.level is None and not self.retrieval.count_levels:
            return {}
        return {identity: self.oracle.level_of(node, identity) for identity in ids}

    def page(self, scores: dict[str, float]) -> list[str]:
        """The ids that were asked for, best first."""
        retrieval, order, key = self.retrieval, self.retrieval.order, self.oracle.key
        ranked = self.oracle.ranked(scores, order)
        if (after := retrieval.after) is not None:
            if order.column is None:
                end = -round(after.score, 5)
            else:
                end = math.inf if after.value is None else self.oracle.place(after.value, order)
            ranked = [i for i in ranked if (key(i, scores[i], order), i) > (end, after.id)]
        return ranked[retrieval.offset : retrieval.offset + retrieval.limit]

    def facet(self, column: str, ids: Iterable[str]) -> tuple[FacetValue, ...]:
        """The most frequent values of a column, of documents that were found."""
        counts = self.oracle.facet(ids, column)
        values = sorted(counts, key=lambda value: (-counts[value], value))[:MAX_FACET_VALUES]
        return tuple(FacetValue(value, counts[value]) for value in values)

    def expansions(self, node: Node) -> tuple[Expansion, ...]:
        """What the patterns of a tree stand for."""
        if self.partial:
            return ()
        found = [each for each in leaves(node) if isinstance(each, Pattern)]
        forms = [self.oracle.collection.forms(each) for each in found]
        return tuple(
            Expansion(each.surface, own.matched, len(own.used))
            for each, own in zip(found, forms, strict=True)
        )
