"""Writing: analysed documents into Whoosh segments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from whoosh import index as whoosh_index

from index.analysis.token import Level, Token
from index.engines.protocols import AnalyzedDocument
from index.engines.stored import pack
from index.engines.whoosh import schema as names
from index.engines.whoosh.columns import column_values
from index.engines.whoosh.failures import writing

# Postings that Whoosh gathers in memory before it writes a sorted run, in megabytes.
_POOL_MEGABYTES = 256


class WhooshWriter:
    """Implements `index.engines.protocols.Writer` on one folder.

    Args:
        folder: where the index is, or where an empty one begins.
        new: whether to begin an empty one.
    """

    def __init__(self, folder: Path, *, new: bool) -> None:
        """See the class."""
        self._folder = folder
        with writing(folder):
            if new:
                self._index = whoosh_index.create_in(str(folder), names.make_schema())
            else:
                self._index = whoosh_index.open_dir(str(folder))
            self._before: set[str] = set() if new else _ids(self._index)
            self._writer: Any = self._index.writer(limitmb=_POOL_MEGABYTES)
        self._numbers: dict[str, int] = {}
        self._replaced: list[int] = []

    def add(self, document: AnalyzedDocument) -> None:
        """Index a document; one with the same id that was there before is replaced."""
        identity = document.document.id
        with writing(self._folder):
            self._forget(identity)
            self._numbers[identity] = self._writer.docnum - self._writer.docbase
            self._writer.add_document(**_columns(document), **_terms(document))

    def remove(self, ids: Iterable[str]) -> int:
        """Remove documents by id and say how many were there."""
        with writing(self._folder):
            return sum(self._forget(identity) for identity in ids)

    def commit(self) -> None:
        """Make all changes visible and durable."""
        with writing(self._folder):
            self._writer.commit(merge=not self._replaced)
            if self._replaced:
                self._delete_replaced()

    def abort(self) -> None:
        """Drop all changes."""
        with writing(self._folder):
            self._writer.cancel()

    def _forget(self, identity: str) -> bool:
        if identity in self._before:
            self._writer.delete_by_term(names.ID, identity)
            self._before.discard(identity)
            return True
        number = self._numbers.pop(identity, None)
        if number is not None:
            self._replaced.append(number)
        return number is not None

    def _delete_replaced(self) -> None:
        """Whoosh can't delete from the segment that is being written: do it behind it."""
        again: Any = self._index.writer()
        base = again._doc_offsets[-1]
        for number in self._replaced:
            again.delete_document(base + number)
        again.commit(merge=False)


def _ids(index: Any) -> set[str]:
    reader = index.reader()
    try:
        live = set(reader.all_doc_ids())
        values = column_values(reader, names.ID)
        return {identity for number, identity in enumerate(values) if number in live}
    finally:
        reader.close()


def _columns(analyzed: AnalyzedDocument) -> dict[str, Any]:
    document = analyzed.document
    values: dict[str, Any] = {names.ID: document.id, names.DOCUMENT: pack(document)}
    if document.date is not None:
        values[names.DATE] = document.date.toordinal()
    if document.source is not None:
        values[names.SOURCE] = document.source.encode("utf-8", "surrogatepass")
    for field, tokens in analyzed.tokens.items():
        values[names.length_column(field)] = len(tokens)
    return values


def _terms(analyzed: AnalyzedDocument) -> dict[str, Iterator[tuple[int, str]]]:
    return {
        names.terms_field(field, level): _positioned(analyzed.tokens[field], level)
        for field, levels in names.LEVELS.items()
        for level in levels
        if analyzed.tokens.get(field)
    }


def _positioned(tokens: Sequence[Token], level: Level) -> Iterator[tuple[int, str]]:
    for token in tokens:
        readings = token.readings
        if len(readings) == 1:
            yield token.position, readings[0].at(level)
        else:
            for term in token.terms(level):
                yield token.position, term
