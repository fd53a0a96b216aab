"""Writing: analysed documents into Whoosh segments."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from whoosh import index as whoosh_index
from whoosh.index import LockError

from index.analysis.token import Level, Token
from index.engines.protocols import LEVELS, AnalyzedDocument
from index.engines.stored import pack
from index.engines.whoosh import schema as names
from index.engines.whoosh.codec import block_codec
from index.engines.whoosh.columns import column_values
from index.engines.whoosh.failures import parsing, reading, writing

# Postings that Whoosh gathers in memory before it writes a sorted run, in megabytes.
_POOL_MEGABYTES: Final = 256
# Whoosh's name for the lock that a writer holds.
_LOCK: Final = "WRITELOCK"


class WhooshWriter:
    """Implements `index.engines.protocols.Writer` on one folder.

    Args:
        folder: where the index is, or where an empty one begins.
        new: whether to begin an empty one.

    Raises:
        DamagedIndexError: there is no index to change, or a file of it is broken.
        StorageError: the folder can't be written.
        WriterBusyError: another writer is at work in it.
    """

    def __init__(self, folder: Path, *, new: bool) -> None:
        """See the class."""
        self._folder = folder
        if new:
            with writing(folder):
                self._index = whoosh_index.create_in(str(folder), names.make_schema())
            self._before: dict[str, int] = {}
        else:
            with reading(folder):
                self._index = whoosh_index.open_dir(str(folder))
                self._before = _numbers(self._index)
        self._written: dict[str, int] = {}
        with writing(folder):
            self._files = {file.name for file in folder.iterdir()}
            self._writer = self._begin()

    def add(self, document: AnalyzedDocument) -> None:
        """Index a document; one with the same id that was there before is replaced."""
        values = {**_columns(document), **_terms(document)}
        identity = document.document.id
        with writing(self._folder):
            self._forget(identity)
            self._written[identity] = self._writer.docnum
            self._writer.add_document(**values)

    def remove(self, ids: Iterable[str]) -> int:
        """Remove documents by id and say how many were there."""
        with writing(self._folder):
            return sum(self._forget(identity) for identity in ids)

    def commit(self) -> None:
        """Make all changes visible and durable."""
        try:
            # It merges segments, and they may be broken.
            with writing(self._folder), parsing(self._folder):
                self._writer.commit()
        finally:
            self._unlock()

    def abort(self) -> None:
        """Drop all changes."""
        if not self._writer.is_closed:
            with suppress(OSError):  # Whoosh writes out what is about to be thrown away
                self._writer.cancel()
        try:
            with writing(self._folder):
                self._discard()
        finally:
            self._unlock()

    def _begin(self) -> Any:
        """A Whoosh writer under a lock of ours: Whoosh keeps its own when it fails to begin."""
        self._lock: Any = self._index.lock(_LOCK)
        if not self._lock.acquire():
            raise LockError
        try:
            return self._index.writer(limitmb=_POOL_MEGABYTES, codec=block_codec(), _lk=False)
        except BaseException:
            self._discard()
            self._unlock()
            raise

    def _unlock(self) -> None:
        if self._lock:
            self._lock.release()
            self._lock = None

    def _discard(self) -> None:
        """Remove all files that weren't there at the beginning; the lock may be another's now."""
        for file in self._folder.iterdir():
            if file.name in self._files or file.name.endswith(_LOCK):
                continue
            if file.is_dir():
                shutil.rmtree(file)
            else:
                file.unlink()

    def _forget(self, identity: str) -> bool:
        number = self._before.pop(identity, None)
        if number is not None:
            self._writer.delete_document(number)
            return True
        number = self._written.pop(identity, None)
        if number is None:
            return False
        # Its own documents come first in the segment that is being written, whatever is merged.
        self._writer.newsegment.delete_document(number)
        return True


def _numbers(index: Any) -> dict[str, int]:
    """The number of each document that can be found, by its id."""
    reader = index.reader()
    try:
        live = set(reader.all_doc_ids())
        values = enumerate(column_values(reader, names.ID))
        return {names.decoded(value): number for number, value in values if number in live}
    finally:
        reader.close()


def _columns(analyzed: AnalyzedDocument) -> dict[str, Any]:
    document = analyzed.document
    values: dict[str, Any] = {names.ID: document.id, names.DOCUMENT: pack(document)}
    if document.date is not None:
        values[names.DATE] = document.date.toordinal()
    if document.source is not None:
        values[names.SOURCE] = names.encoded(document.source)
    for field, tokens in analyzed.tokens.items():
        values[names.length_column(field)] = len(tokens)
    return values


def _terms(analyzed: AnalyzedDocument) -> dict[str, Iterator[tuple[int, str]]]:
    return {
        names.terms_field(field, level): _positioned(analyzed.tokens[field], level)
        for field, levels in LEVELS.items()
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
