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
from index.model.messages import Message
from index.pipeline.batch import AnalyzedBatch, pack
from index.pipeline.document_ids import InputFile, with_prefix
from index.readers import Piece, ReaderOptions, outcomes, pieces


@dataclass(frozen=True, slots=True)
class SharedStems:
    """Stems that other workers learned, which a worker gets with a task.

    Attributes:
        rewritten: whether the vocabulary file was rewritten and must be read again.
        learned: stems learned since then, as `stem_cache.lines_of` writes them.
    """

    rewritten: bool = False
    learned: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Task:
    """Files to read and analyse, or parts of a file to analyse.

    Attributes:
        files: to read.
        pieces: of a file that was divided.
        pickled: the same, pickled by another process; the parent does not unpickle it.
        finished: how many files are completed by this task.
        bytes: how many bytes of the source this task covers.
        shared_stems: stems that the other workers learned.
    """

    files: tuple[InputFile, ...] = ()
    pieces: tuple[Piece, ...] = ()
    pickled: bytes = b""
    finished: int = 0
    bytes: int = 0
    shared_stems: SharedStems = field(default_factory=SharedStems)


@dataclass(frozen=True, slots=True)
class Answer:
    """A worker's answer to a task.

    Attributes:
        analyzed: the documents in the order of the source, None if there are none.
        unread: errors for what could not be read.
        learned: stems that were not known before, as `stem_cache.lines_of` writes them.
    """

    analyzed: AnalyzedBatch | None
    unread: tuple[UnreadableError, ...]
    learned: str


class Worker:
    """Does tasks; one for each process.

    Args:
        options: for the readers.
        directory: the index directory, where the vocabulary is.
    """

    def __init__(self, options: ReaderOptions, directory: Path) -> None:
        self._options = options
        self._directory = directory
        self._known = Known(load(directory, fingerprint()).stems)
        self._analyzer = Analyzer(self._known)
        self._chunks = ChunkWords(self._analyzer, self._known)

    def do(self, task: Task) -> Answer:
        """Read and analyse."""
        self._update_stems(task.shared_stems)
        divided = pickle.loads(task.pickled) if task.pickled else task.pieces
        found = chain(divided, *(pieces_of(each, self._options) for each in task.files))
        documents: list[Document] = []
        unread: list[UnreadableError] = []
        for outcome in chain.from_iterable(outcomes(each, self._options) for each in found):
            if isinstance(outcome, Document):
                documents.append(outcome)
            else:
                unread.append(outcome)
        analyzed = pack(documents, self._chunks) if documents else None
        return Answer(analyzed, tuple(unread), lines_of(self._analyzer.take_learned()))

    def _update_stems(self, shared_stems: SharedStems) -> None:
        if shared_stems.rewritten:
            self._known.renew(load(self._directory, fingerprint()).stems)
        for lines in shared_stems.learned:
            self._known.learn(lines)


def pieces_of(file: InputFile, options: ReaderOptions) -> Iterator[Piece]:
    """The pieces of a file, their ids with its prefix; if its reader fails, an error at the end."""
    try:
        for piece in pieces(file.file, options):
            yield with_prefix(piece, file.prefix)
    except Exception as error:  # a reader's mistake costs its file, not the build; it is reported
        said = f"{type(error).__name__}: {error}"
        yield UnreadableError(file.id, "broken", Message("its reader failed ({said})", said=said))
