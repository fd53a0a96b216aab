"""Build: readers -> analysis -> engine -> a new generation, with a report."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from index.analysis import fingerprint
from index.batch_analysis import stem_cache
from index.batch_analysis.stem_cache import Learning
from index.engines.protocols import Engine, Writer
from index.model.errors import StoreError
from index.model.messages import Message
from index.model.os_errors import words
from index.pipeline import machine_memory
from index.pipeline.accumulator import Accumulator
from index.pipeline.document_ids import Placed, Placement, files, place, place_among
from index.pipeline.executor import analyzed_batches, jobs_for
from index.pipeline.report import Notice, Refusal, Report, Skipped
from index.pipeline.verification import Expected, verify
from index.readers import ReaderOptions
from index.store.generations import KEPT
from index.store.protocols import GenerationBuilder, GenerationStore


@dataclass(frozen=True, slots=True)
class BuildOptions:
    """How to build.

    Attributes:
        jobs: the most processes to read and analyse with; None for one on each core.
        reading: for the readers.
        strict: whether anything that is left out stops the change.
        keep: how many generations stay, the new one included; at least 1.
        engine: writes the index; None for the default, or for the engine that wrote the live
            generation if that is changed.
        memory: about how many bytes the engine's writer may hold; None for a quarter of what
            there is.
    """

    jobs: int | None = None
    reading: ReaderOptions = field(default_factory=ReaderOptions)
    strict: bool = False
    keep: int = KEPT
    engine: Engine | None = None
    memory: int | None = None


def _memory(options: BuildOptions) -> int:
    return options.memory or machine_memory.available_memory() // 4


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a change is.

    Attributes:
        stage: "read" (and analyse and index), "write", "verify".
        documents: indexed so far.
        skipped: left out so far.
        file, files: how many files are done with, and of how many.
        byte, bytes: the same for the bytes of the sources.
    """

    stage: str
    documents: int = 0
    skipped: int = 0
    file: int = 0
    files: int = 0
    byte: int = 0
    bytes: int = 0


OnProgress = Callable[[Progress], None]


def unwatched(step: Progress) -> None:
    """No progress is shown."""


def rebuild(
    sources: Sequence[Path],
    store: GenerationStore,
    options: BuildOptions | None = None,
    progress: OnProgress = unwatched,
) -> Report:
    """Index sources from scratch and make the result live.

    Args:
        sources: files and folders; `index.pipeline.document_ids` says their documents' ids.
        store: keeps the index; made if it isn't there.
        options: how.
        progress: is told of each step.

    Returns:
        The report; its `refused` says why where nothing was changed.

    Raises:
        SourceMissingError: a source is not there.
        WriterBusyError: another writer is at work.
        StorageError: the disk is full or refuses to be written.
        GenerationError: the new generation failed its verification.
        WorkerLostError: a process was killed.
    """
    options = options or BuildOptions()
    placement = place(sources)
    with store.begin("fihris rebuild", options.engine) as building:
        change = _Change("rebuild", store, building, placement, options, progress)
        return change.make(before=())


def add(
    sources: Sequence[Path],
    store: GenerationStore,
    options: BuildOptions | None = None,
    progress: OnProgress = unwatched,
) -> Report:
    """Add sources to the live index, as a new generation.

    A file that was indexed before is replaced with all its records. Arguments, result and errors
    are those of `rebuild`, and:

    Raises:
        NoIndexError: there is no index to add to.
        FingerprintError: another analysis chain made it.
    """
    options = options or BuildOptions()
    with store.begin("fihris add", options.engine, derived=True) as building:
        base = building.base
        assert base is not None
        with building.open_base() as index:
            before = frozenset(index.retriever.ids())
        names = {identity.split("/", 1)[0].split("#", 1)[0] for identity in before}
        placement = place_among(sources, base.manifest.roots, names.__contains__)
        change = _Change("add", store, building, placement, options, progress)
        return change.make(before)


def remove(
    ids: Sequence[str],
    store: GenerationStore,
    options: BuildOptions | None = None,
) -> Report:
    """Remove documents from the live index, as a new generation.

    Args:
        ids: of documents; those that no document has are named in the report.
        store: keeps the index.
        options: how; `strict` refuses if an id is unknown.

    Returns:
        The report; nothing was changed if no id was there.

    Raises:
        NoIndexError: there is no index.
        FingerprintError: another analysis chain made it.
        WriterBusyError, StorageError, GenerationError: as `rebuild`.
    """
    options = options or BuildOptions()
    started = time.perf_counter()
    with store.begin("fihris remove", options.engine, derived=True) as building:
        base = building.base
        assert base is not None
        with building.open_base() as index:
            there = index.retriever.documents(ids).keys()
            total = index.vocabulary.count() - len(there)
        unknown = tuple(dict.fromkeys(each for each in ids if each not in there))
        if not there or (options.strict and unknown):
            refused = Refusal.STRICT if there else Refusal.EMPTY
            return Report(command="remove", generation=None, refused=refused, unknown=unknown)
        writer = building.writer(_memory(options))
        with _abandoned_on_error(writer):
            writer.remove(there)
            writer.commit()
        expected = Expected(total, gone=tuple(there))
        generation = building.publish(
            documents=total,
            roots=base.manifest.roots,
            seconds=time.perf_counter() - started,
            command="remove",
            verify=lambda index: verify(index, expected),
        )
        pruned, notices = _pruned(building, options.keep)
        return Report(
            command="remove",
            generation=generation.name,
            removed=len(there),
            total=total,
            unknown=unknown,
            pruned=pruned,
            notices=notices,
            seconds=round(time.perf_counter() - started, 3),
            index_bytes=store.size(generation),
        )


class _Change:
    """One rebuild or addition."""

    def __init__(
        self,
        command: str,
        store: GenerationStore,
        building: GenerationBuilder,
        placement: Placement,
        options: BuildOptions,
        progress: OnProgress,
    ) -> None:
        self._started = time.perf_counter()
        self._command = command
        self._store = store
        self._building = building
        self._placement = placement
        self._options = options
        self._progress = progress
        self._files: tuple[Placed, ...] = ()
        self._jobs = 1
        self._notices: list[Notice] = []

    def make(self, before: Collection[str]) -> Report:
        writer = self._building.writer(_memory(self._options))
        tally = Accumulator(writer, before)
        learning = Learning(self._store.path, fingerprint())
        with _abandoned_on_error(writer):
            self._mind_vocabulary()
            self._index(tally, learning)
            if refused := self._refusal(tally):
                writer.abort()
                return replace(self._report(tally), refused=refused)
            removed = writer.remove(self._left_behind(tally, before))
            self._progress(Progress("write", len(tally.ids)))
            writer.commit()
        total = len(before) - removed + len(tally.ids) - tally.replaced
        self._progress(Progress("verify", len(tally.ids)))
        expected = Expected(total, tally.probes())
        generation = self._building.publish(
            documents=total,
            roots=self._placement.roots,
            seconds=time.perf_counter() - self._started,
            command=self._command,
            verify=lambda index: verify(index, expected),
        )
        # The new generation answers: what goes wrong from here on is a notice and no failure.
        self._keep_vocabulary(learning)
        pruned, notices = _pruned(self._building, self._options.keep)
        self._notices.extend(notices)
        return replace(
            self._report(tally),
            generation=generation.name,
            removed=removed,
            total=total,
            pruned=pruned,
            index_bytes=self._store.size(generation),
        )

    def _mind_vocabulary(self) -> None:
        """Say it where the vocabulary can't be used."""
        complaint = stem_cache.load(self._store.path, fingerprint()).complaint
        if complaint:
            told = Message("The vocabulary can't be used ({why}); it is made anew.", why=complaint)
            self._notices.append(told.both)

    def _index(self, tally: Accumulator, learning: Learning) -> None:
        self._files = tuple(files(self._placement, leave_out=self._store.path))
        self._jobs = jobs_for(self._files, self._options.jobs)
        bytes_ = sum(each.size for each in self._files)
        file = byte = 0
        self._progress(Progress("read", files=len(self._files), bytes=bytes_))
        with closing(
            analyzed_batches(self._files, self._options.reading, learning, self._jobs)
        ) as batches:
            for batch in batches:
                tally.take(batch)
                file += batch.finished
                byte += batch.bytes
                counts = (len(tally.ids), len(tally.skipped))
                self._progress(Progress("read", *counts, file, len(self._files), byte, bytes_))

    def _refusal(self, tally: Accumulator) -> Refusal | None:
        if self._options.strict and tally.incomplete():
            return Refusal.STRICT
        return None if tally.ids else Refusal.EMPTY

    def _left_behind(self, tally: Accumulator, before: Collection[str]) -> Iterator[str]:
        """Documents that a file had before and has no more."""
        if not before:
            return
        read = {each.id for each in self._files} - {skipped.path for skipped in tally.skipped}
        for identity in before:
            if identity not in tally.ids and _of_file(identity, read):
                yield identity

    def _keep_vocabulary(self, learning: Learning) -> None:
        """Only a cache: that it can't be kept is said, and costs nothing else."""
        try:
            learning.keep()
        except StoreError as error:
            told = Message(
                "The vocabulary can't be kept ({why}); it is made anew later.", why=_why(error)
            )
            self._notices.append(told.both)

    def _report(self, tally: Accumulator) -> Report:
        """What was read and indexed; nothing is live yet."""
        repeated = tuple(
            Skipped(str(path), "repeated", _REPEATED.english, _REPEATED.arabic)
            for path in self._placement.repeated
        )
        return Report(
            command=self._command,
            generation=None,
            documents=len(tally.ids),
            replaced=tally.replaced,
            files=len(self._files),
            skipped=(*repeated, *tally.skipped),
            duplicates=tally.duplicates(),
            notices=tuple(self._notices),
            seconds=round(time.perf_counter() - self._started, 3),
            text_bytes=tally.bytes,
            jobs=self._jobs,
        )


_REPEATED: Final = Message("it is part of another source")


@contextmanager
def _abandoned_on_error(writer: Writer) -> Iterator[None]:
    """Have the writer let go of its files when its folder is given up."""
    try:
        yield
    except BaseException:
        with suppress(Exception):  # the folder goes anyway; the first error is the one to tell
            writer.abort()
        raise


def _pruned(building: GenerationBuilder, keep: int) -> tuple[tuple[str, ...], tuple[Notice, ...]]:
    """The old generations that were removed, and what is to be said if one could not be."""
    try:
        return building.prune(keep), ()
    except StoreError as error:
        told = Message(
            "Old generations can't be removed ({why}); the next change tries again.",
            why=_why(error),
        )
        return (), (told.both,)


def _why(error: StoreError) -> Message | str:
    """Why the system refused, without the error's own word that the live index is unchanged."""
    cause = error.__cause__
    return words(cause) if isinstance(cause, OSError) else error.message


def _of_file(identity: str, read: Collection[str]) -> bool:
    """Whether a document is one of those files, or a record or member of one."""
    ends = (end for end, letter in enumerate(identity) if letter in "#/")
    return identity in read or any(identity[:end] in read for end in ends)
