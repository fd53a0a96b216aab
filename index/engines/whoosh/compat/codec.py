"""An index as Whoosh's own searcher reads it, by Whoosh's codec interface.

    open_index(folder).searcher()

finds with Whoosh's query classes what the engine finds. Nothing is written: Whoosh's own writer
would put segments of its own format beside ours.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, NoReturn

from whoosh import index as whoosh_index
from whoosh.codec import base
from whoosh.filedb.filestore import FileStorage
from whoosh.writing import IndexingError

from index.engines.whoosh.compat.per_document import SegmentDocuments
from index.engines.whoosh.compat.schema import make_schema
from index.engines.whoosh.compat.terms import SegmentTerms
from index.engines.whoosh.segments.segment import SegmentReader
from index.engines.whoosh.segments.toc import read_toc


class OpenSegment:
    """A segment as an entry of Whoosh's table of contents, and the codec that reads it.

    Args:
        reader: the open segment.
    """

    def __init__(self, reader: SegmentReader) -> None:
        self._reader = reader

    def segment_id(self) -> str:
        """The segment's name."""
        return self._reader.name

    def is_compound(self) -> bool:
        """Whether all of it is in one file: never."""
        return False

    def codec(self) -> OpenSegment:
        """What reads it: itself."""
        return self

    def terms_reader(self, *_: object) -> SegmentTerms:
        """The terms of the segment."""
        return SegmentTerms(self._reader)

    def per_document_reader(self, *_: object) -> SegmentDocuments:
        """The documents of the segment."""
        return SegmentDocuments(self._reader)

    def automata(self, *_: object) -> base.Automata:
        """What finds terms near another one, by Whoosh's own way."""
        return base.Automata()


class _ReadOnlyIndex(whoosh_index.FileIndex):
    def __init__(self, folder: Path) -> None:
        self.storage = FileStorage(str(folder))
        self.indexname = whoosh_index._DEF_INDEX_NAME
        self._folder = folder

    def writer(self, *_: Any, **__: Any) -> NoReturn:
        """Refuse.

        Raises:
            IndexingError: always.
        """
        raise IndexingError(
            "Fihris writes this index itself (fihris rebuild, add, remove): Whoosh may only read it"
        )

    def _read_toc(self) -> Any:
        segments = [
            OpenSegment(SegmentReader(self._folder, entry.name, entry.removed))
            for entry in read_toc(self._folder)
        ]
        return whoosh_index.TOC(make_schema(), segments, 0)


def open_index(folder: Path) -> whoosh_index.Index:
    """The index in a folder, for Whoosh's searcher; every reader of it opens the segments anew.

    Raises:
        DamagedIndexError: a file is not as it was written; also from what the index gives.
        OSError: a file can't be read.
    """
    return _ReadOnlyIndex(folder)
