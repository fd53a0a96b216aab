"""A worker: reads files and analyses documents, one task after the other."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from index.analysis import Analyzer, fingerprint
from index.batch_analysis.chunk_words import ChunkWords
from index.batch_analysis.stem_cache import Known, lines_of, load
from index.model.document import Document
from index.model.errors import UnreadableError
from index.pipeline.batch import AnalyzedBatch, pack
from index.pipeline.document_ids import Placed, placed
from index.readers import Piece, ReaderOptions, outcomes, pieces


@dataclass(frozen=True, slots=True)
class SharedStems:
    """What a worker has to know of the others' work before a task.

    Attributes:
        kept: whether the vocabulary was written anew.
        learned: stems that others learned since, as `vocabulary.lines_of` writes them.
    """

    kept: bool = False
    learned: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Task:
    """What a worker is asked to do: read and analyse files, or only analyse.

    Attributes:
        files: to read.
        pieces: of files that are divided already.
        pickled: pieces too, from another process: the parent hands them on as they are.
        finished: how many files are done with when this task is.
        bytes: how many of the source's bytes this task stands for.
        news: what to know before.
    """

    files: tuple[Placed, ...] = ()
    pieces: tuple[Piece, ...] = ()
    pickled: bytes = b""
    finished: int = 0
    bytes: int = 0
    news: SharedStems = field(default_factory=SharedStems)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a worker made of a task.

    Attributes:
        parcel: the documents in the order of the source, None if there are none.
        unread: what could not be read.
        learned: stems that were not known before, as `vocabulary.lines_of` writes them.
    """

    parcel: AnalyzedBatch | None
    unread: tuple[UnreadableError, ...]
    learned: str


class Worker:
    """Does tasks; one for each process.

    Args:
        options: for the readers.
        directory: the index directory, where the vocabulary is.
    """

    def __init__(self, options: ReaderOptions, directory: Path) -> None:
        """See the class."""
        self._options = options
        self._directory = directory
        self._known = Known(load(directory, fingerprint()).stems)
        self._analyzer = Analyzer(self._known)
        self._chunks = ChunkWords(self._analyzer, self._known)

    def do(self, task: Task) -> Answer:
        """Read and analyse."""
        self._hear(task.news)
        already = pickle.loads(task.pickled) if task.pickled else task.pieces
        found = chain(already, *(pieces_of(each, self._options) for each in task.files))
        documents: list[Document] = []
        unread: list[UnreadableError] = []
        for outcome in chain.from_iterable(outcomes(each, self._options) for each in found):
            if isinstance(outcome, Document):
                documents.append(outcome)
            else:
                unread.append(outcome)
        parcel = pack(documents, self._chunks) if documents else None
        return Answer(parcel, tuple(unread), lines_of(self._analyzer.take_learned()))

    def _hear(self, news: SharedStems) -> None:
        if news.kept:
            self._known.renew(load(self._directory, fingerprint()).stems)
        for lines in news.learned:
            self._known.learn(lines)


def pieces_of(file: Placed, options: ReaderOptions) -> Iterator[Piece]:
    """What its reader gives of a file, with placed ids; a reader that fails is an outcome too."""
    try:
        for piece in pieces(file.file, options):
            yield placed(piece, file.prefix)
    except Exception as error:  # a reader's mistake costs its file, not the build; it is reported
        said = f"{type(error).__name__}: {error}"
        yield UnreadableError(
            file.id,
            "broken",
            english=f"its reader failed ({said})",
            arabic=f"أخفق قارئه ({said})",
        )
