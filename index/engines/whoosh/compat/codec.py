"""Our segments behind Whoosh's codec interface, so that Whoosh's own searcher reads them.

    whoosh.index.open_dir(FOLDER).searcher()

finds with Whoosh's query classes what the engine finds. Whoosh's own writer is refused: it would
put segments of its own format beside ours.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, NoReturn

import numpy as np
from numpy.typing import NDArray
from whoosh.codec import base
from whoosh.codec.whoosh3 import W3Codec
from whoosh.filedb.filestore import FileStorage

from index.engines.whoosh.compat.per_document import SegmentDocuments
from index.engines.whoosh.compat.terms import SegmentTerms
from index.engines.whoosh.segments.schema import refused
from index.engines.whoosh.segments.segment import SegmentReader, files_of


class FlatSegment(base.Segment):
    """What Whoosh's table of contents keeps of a segment.

    Args:
        name: of the segment's files.
        documents: how many it has, removed ones included.
        removed: for each document, whether it was removed.
    """

    def __init__(self, name: str, documents: int, removed: NDArray[np.bool_] | None = None) -> None:
        """See the class."""
        self.indexname, _, self.segid = name.rpartition("_")
        self.compound = False
        self.documents = documents
        self._removed = b"" if removed is None else np.packbits(removed).tobytes()

    @property
    def name(self) -> str:
        """Of the segment's files."""
        return f"{self.indexname}_{self.segid}"

    @property
    def removed(self) -> NDArray[np.bool_] | None:
        """For each document, whether it was removed; None if none was."""
        if not self._removed:
            return None
        bits = np.unpackbits(np.frombuffer(self._removed, np.uint8), count=self.documents)
        return bits.view(np.bool_)

    def codec(self) -> Any:
        """The codec that reads it."""
        return FlatCodec()

    def doc_count_all(self) -> int:
        """How many documents it has, removed ones included."""
        return self.documents

    def deleted_count(self) -> int:
        """How many were removed."""
        removed = self.removed
        return 0 if removed is None else int(removed.sum())

    def deleted_docs(self) -> list[int]:
        """The numbers of those that were removed."""
        removed = self.removed
        return [] if removed is None else np.flatnonzero(removed).tolist()

    def is_deleted(self, docnum: int) -> bool:
        """Whether a document was removed."""
        removed = self.removed
        return removed is not None and bool(removed[docnum])

    def delete_document(self, docnum: int, delete: bool = True) -> NoReturn:
        """Refuse: what was removed is known to our own writer."""
        raise refused()

    def list_files(self, storage: Any) -> list[str]:
        """The names of its files."""
        return list(files_of(self.name))


class FlatCodec(W3Codec):
    """Whoosh's codec over our segments, for reading; it stands for one reader of Whoosh."""

    def __init__(self) -> None:
        """Opens nothing yet."""
        self._opened: dict[str, SegmentReader] = {}

    def terms_reader(self, storage: FileStorage, segment: FlatSegment) -> SegmentTerms:
        """The terms of a segment."""
        return SegmentTerms(self._open(storage, segment))

    def per_document_reader(self, storage: FileStorage, segment: FlatSegment) -> SegmentDocuments:
        """The documents of a segment."""
        return SegmentDocuments(self._open(storage, segment))

    def new_segment(self, storage: FileStorage, indexname: str) -> NoReturn:
        """Refuse."""
        raise refused()

    def per_document_writer(self, storage: FileStorage, segment: FlatSegment) -> NoReturn:
        """Refuse."""
        raise refused()

    def field_writer(self, storage: FileStorage, segment: FlatSegment) -> NoReturn:
        """Refuse."""
        raise refused()

    def postings_writer(self, dbfile: Any, byteids: bool = False) -> NoReturn:
        """Refuse."""
        raise refused()

    def _open(self, storage: FileStorage, segment: FlatSegment) -> SegmentReader:
        name = segment.name
        if name not in self._opened:
            self._opened[name] = SegmentReader(Path(storage.folder), name, segment.removed)
        return self._opened[name]
