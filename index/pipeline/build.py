"""Builds: readers -> analysis -> engine -> a new generation, with a report."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from index.analysis import fingerprint
from index.batch_analysis import stem_cache
from index.batch_analysis.stem_cache import Learning
from index.engines.protocols import Engine, Writer
from index.model.columns import ColumnType
from index.model.errors import ParameterError, StoreError
from index.model.messages import Message
from index.model.os_errors import words
from index.pipeline import machine_memory
from index.pipeline.accumulator import Accumulator
from index.pipeline.document_ids import InputFile, Inputs, added_inputs, input_files, inputs_of
from index.pipeline.executor import analyzed_batches, jobs_for
from index.pipeline.report import Notice, Refusal, Report, Skipped
from index.pipeline.verification import Expected, verify
from index.readers import ReaderOptions
from index.store.generations import DEFAULT_KEEP
from index.store.protocols import GenerationBuilder, GenerationStore


@dataclass(frozen=True, slots=True)
class BuildOptions:
    """How to build.

    Attributes:
        jobs: the highest number of processes that read and analyse; None for one on each core.
        reading: for the readers.
        strict: whether the change is given up if anything is left out.
        keep: how many generations are kept, with the new one; at least 1.
        engine: writes the index; None for the default, or for the engine that wrote the live
            generation if that is changed.
        memory: about how many bytes the engine's writer may use; None for a quarter of the memory.
    """

    jobs: int | None = None
    reading: ReaderOptions = field(default_factory=ReaderOptions)
    strict: bool = False
    keep: int = DEFAULT_KEEP
    engine: Engine | None = None
    memory: int | None = None


def _memory(options: BuildOptions) -> int:
    return options.memory or machine_memory.available_memory() // 4


@dataclass(frozen=True, slots=True)
class Progress:
    """The progress of a change.

    Attributes:
        stage: "read" (and analyse and index), "write", "verify".
        documents: how many documents were indexed so far.
        skipped: how many files and records were left out so far.
        file, files: how many files were read so far, and how many there are.
        byte, bytes: the same in bytes.
    """

    stage: str
    documents: int = 0
    skipped: int = 0
    file: int = 0
    files: int = 0
    byte: int = 0
    bytes: int = 0


OnProgress = Callable[[Progress], None]


def no_progress(step: Progress) -> None:
    """Ignore the progress."""


def rebuild(
    sources: Sequence[Path] | Inputs,
    store: GenerationStore,
    options: BuildOptions | None = None,
    progress: OnProgress = no_progress,
) -> Report:
    """Index sources from scratch and make the result live.

    Args:
        sources: files and folders; their documents get the ids of `index.pipeline.document_ids`.
        store: keeps the index, which need not exist.
        options: the defaults if None.
        progress: called after each step.

    Returns:
        The report; its `refused` is set if nothing was changed.

    Raises:
        SourceMissingError: a source is not there.
        WriterBusyError: another writer is at work.
        StorageError: the disk is full or refuses to be written.
        GenerationError: the new generation failed its verification.
        WorkerLostError: a process was killed.
    """
    options = options or BuildOptions()
    inputs = sources if isinstance(sources, Inputs) else inputs_of(sources)
    with store.begin("fihris rebuild", options.engine) as building:
        change = _Change("rebuild", store, building, inputs, options, progress)
        return change.apply(before=())


def add(
    sources: Sequence[Path],
    store: GenerationStore,
    options: BuildOptions | None = None,
    progress: OnProgress = no_progress,
) -> Report:
    """Add sources to the live index, as a new generation.

    All documents of a file that was indexed before are replaced. Arguments, result and errors are
    those of `rebuild`, and:

    Raises:
        NoIndexError: there is no index to add to.
        FingerprintError: another analysis chain made it.
        ParameterError: a column is declared that the index has with another type.
    """
    options = options or BuildOptions()
    with store.begin("fihris add", options.engine, derived=True) as building:
        base = building.base
        assert base is not None
        with building.open_base() as index:
            before = frozenset(index.retriever.ids())
        names = {identity.split("/", 1)[0].split("#", 1)[0] for identity in before}
        inputs = added_inputs(sources, base.manifest.roots, names.__contains__)
        options = _declaring(options, base.manifest.columns)
        change = _Change("add", store, building, inputs, options, progress)
        return change.apply(before)


def remove(
    ids: Sequence[str],
    store: GenerationStore,
    options: BuildOptions | None = None,
) -> Report:
    """Remove documents from the live index, as a new generation.

    Args:
        ids: of the documents; the report lists those that no document has.
        store: keeps the index.
        options: the defaults if None; with `strict`, an unknown id prevents the change.

    Returns:
        The report; nothing was changed if no document has any of the ids.

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
            found = index.retriever.documents(ids).keys()
            total = index.vocabulary.count() - len(found)
        unknown = tuple(dict.fromkeys(each for each in ids if each not in found))
        if not found or (options.strict and unknown):
            refused = Refusal.STRICT if found else Refusal.EMPTY
            return Report(command="remove", generation=None, refused=refused, unknown=unknown)
        writer = building.writer(_memory(options))
        with _aborted_on_error(writer):
            writer.remove(found)
            writer.commit()
        expected = Expected(total, gone=tuple(found))
        generation = building.publish(
            documents=total,
            roots=base.manifest.roots,
            seconds=time.perf_counter() - started,
            command="remove",
            columns=base.manifest.columns,
            verify=lambda index: verify(index, expected),
        )
        pruned, notices = _pruned(building, options.keep)
        return Report(
            command="remove",
            generation=generation.name,
            removed=len(found),
            total=total,
            unknown=unknown,
            pruned=pruned,
            notices=notices,
            seconds=round(time.perf_counter() - started, 3),
            index_bytes=store.size(generation),
        )


def _declaring(options: BuildOptions, known: Mapping[str, ColumnType]) -> BuildOptions:
    """The options with the columns of an index added.

    Raises:
        ParameterError: a column is declared with another type than the index has.
    """
    declared = options.reading.declared
    for name, of in declared.items():
        if known.get(name, of) is not of:
            raise ParameterError(
                "--column",
                "the index has {name} as {known}; rebuild it to change that",
                name=name,
                known=known[name].label,
            )
    return replace(options, reading=replace(options.reading, declared={**known, **declared}))


@dataclass(slots=True)
class _Change:
    """One rebuild or addition."""

    command: str
    store: GenerationStore
    building: GenerationBuilder
    inputs: Inputs
    options: BuildOptions
    progress: OnProgress
    started: float = field(default_factory=time.perf_counter)
    files: tuple[InputFile, ...] = ()
    jobs: int = 1
    notices: list[Notice] = field(default_factory=list)

    def apply(self, before: Collection[str]) -> Report:
        """Index the inputs and publish the generation.

        Args:
            before: ids of the documents that the index had.
        """
        writer = self.building.writer(_memory(self.options))
        accumulator = Accumulator(writer, before)
        learning = Learning(self.store.path, fingerprint())
        with _aborted_on_error(writer):
            self._check_vocabulary()
            self._index(accumulator, learning)
            if refused := self._refusal(accumulator):
                writer.abort()
                return replace(self._report(accumulator), refused=refused)
            removed = writer.remove(self._stale_ids(accumulator, before))
            self.progress(Progress("write", len(accumulator.ids)))
            writer.commit()
        total = len(before) - removed + len(accumulator.ids) - accumulator.replaced
        self.progress(Progress("verify", len(accumulator.ids)))
        expected = Expected(total, accumulator.probes())
        generation = self.building.publish(
            documents=total,
            roots=self.inputs.roots,
            seconds=time.perf_counter() - self.started,
            command=self.command,
            columns=self.options.reading.declared,
            verify=lambda index: verify(index, expected),
        )
        # The new generation answers: what goes wrong from here on is a notice and no failure.
        self._keep_vocabulary(learning)
        pruned, notices = _pruned(self.building, self.options.keep)
        self.notices.extend(notices)
        return replace(
            self._report(accumulator),
            generation=generation.name,
            removed=removed,
            total=total,
            pruned=pruned,
            index_bytes=self.store.size(generation),
        )

    def _check_vocabulary(self) -> None:
        """Add a notice if the vocabulary can't be used."""
        complaint = stem_cache.load(self.store.path, fingerprint()).complaint
        if complaint:
            message = Message(
                "The vocabulary can't be used ({why}); it is made anew.", why=complaint
            )
            self.notices.append(message.both)

    def _index(self, accumulator: Accumulator, learning: Learning) -> None:
        self.files = tuple(input_files(self.inputs, leave_out=self.store.path))
        self.jobs = jobs_for(self.files, self.options.jobs)
        bytes_ = sum(each.size for each in self.files)
        file = byte = 0
        self.progress(Progress("read", files=len(self.files), bytes=bytes_))
        with closing(
            analyzed_batches(self.files, self.options.reading, learning, self.jobs)
        ) as batches:
            for batch in batches:
                accumulator.take(batch)
                file += batch.finished
                byte += batch.bytes
                counts = (len(accumulator.ids), len(accumulator.skipped))
                self.progress(Progress("read", *counts, file, len(self.files), byte, bytes_))

    def _refusal(self, accumulator: Accumulator) -> Refusal | None:
        if self.options.strict and accumulator.incomplete():
            return Refusal.STRICT
        return None if accumulator.ids else Refusal.EMPTY

    def _stale_ids(self, accumulator: Accumulator, before: Collection[str]) -> Iterator[str]:
        """The ids of documents that their file, which was read again, no longer has."""
        if not before:
            return
        read = {each.id for each in self.files} - {skipped.path for skipped in accumulator.skipped}
        for identity in before:
            if identity not in accumulator.ids and _is_of_file(identity, read):
                yield identity

    def _keep_vocabulary(self, learning: Learning) -> None:
        """Save the vocabulary; as it is only a cache, an error becomes a notice."""
        try:
            learning.save()
        except StoreError as error:
            message = Message(
                "The vocabulary can't be kept ({why}); it is made anew later.", why=_reason(error)
            )
            self.notices.append(message.both)

    def _report(self, accumulator: Accumulator) -> Report:
        """The report of what was read and indexed, before anything is published."""
        repeated = tuple(
            Skipped(str(path), "repeated", _REPEATED.english, _REPEATED.arabic)
            for path in self.inputs.repeated
        )
        return Report(
            command=self.command,
            generation=None,
            documents=len(accumulator.ids),
            replaced=accumulator.replaced,
            files=len(self.files),
            skipped=(*repeated, *accumulator.skipped),
            duplicates=accumulator.duplicates(),
            notices=tuple(self.notices),
            seconds=round(time.perf_counter() - self.started, 3),
            text_bytes=accumulator.bytes,
            jobs=self.jobs,
        )


_REPEATED: Final = Message("it is part of another source")


@contextmanager
def _aborted_on_error(writer: Writer) -> Iterator[None]:
    """Have the writer release its files on an error, after which its folder is deleted."""
    try:
        yield
    except BaseException:
        with suppress(Exception):  # the folder is deleted anyway; the first error is reported
            writer.abort()
        raise


def _pruned(building: GenerationBuilder, keep: int) -> tuple[tuple[str, ...], tuple[Notice, ...]]:
    """The names of the old generations that were deleted, and a notice if one could not be."""
    try:
        return building.prune(keep), ()
    except StoreError as error:
        message = Message(
            "Old generations can't be removed ({why}); the next change tries again.",
            why=_reason(error),
        )
        return (), (message.both,)


def _reason(error: StoreError) -> Message | str:
    """The system's reason for an error, without the sentence that the live index is unchanged."""
    cause = error.__cause__
    return words(cause) if isinstance(cause, OSError) else error.message


def _is_of_file(identity: str, read: Collection[str]) -> bool:
    """Whether an id is that of a document in one of the files, by the files' ids."""
    ends = (end for end, letter in enumerate(identity) if letter in "#/")
    return identity in read or any(identity[:end] in read for end in ends)
