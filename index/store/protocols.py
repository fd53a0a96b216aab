"""What the pipeline and the search know of the store that keeps an index's generations.

`index.store.generations.IndexDirectory` keeps them in folders; a store of another kind may keep
them anywhere that its engine reaches.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol, TypeAlias

from index.engines.protocols import Engine, OpenIndex, Writer
from index.model.columns import ColumnType
from index.store.generation_folder import Generation
from index.store.manifest import Root

Stamp: TypeAlias = Hashable
"""Differs whenever another generation has become live."""


class GenerationBuilder(Protocol):
    """A new generation beside the live one; there is at most one at a time."""

    @property
    def base(self) -> Generation | None:
        """The generation that it is derived from; None if it begins empty."""

    def open_base(self) -> OpenIndex:
        """The generation that it is derived from, opened for reading."""

    def writer(self, memory: int | None = None) -> Writer:
        """The engine's writer; `memory` is about how many bytes it may hold, None for enough."""

    def publish(
        self,
        *,
        documents: int,
        roots: tuple[Root, ...],
        seconds: float,
        command: str,
        columns: Mapping[str, ColumnType],
        verify: Callable[[OpenIndex], None],
    ) -> Generation:
        """Verify what the writer committed, and make it live.

        Args:
            documents: how many it has.
            roots: the files and folders that were indexed.
            seconds: how long the change took.
            command: what made it.
            columns: the types of those that the user declared, by name.
            verify: raises GenerationError if the generation is not as it should be.

        Raises:
            GenerationError: it can't be opened or was not verified; the live generation stays.
            StorageError: the disk is full.
        """

    def prune(self, keep: int) -> tuple[str, ...]:
        """Remove all but so many generations; returns the names of the removed ones."""


class GenerationStore(Protocol):
    """The generations of one index.

    Each method raises NoIndexError if there is none, and DamagedIndexError if a part of what it
    reads is broken or missing.

    Attributes:
        path: a folder of this machine for what belongs to no generation, such as known stems.
    """

    path: Path

    def stamp(self) -> Stamp:
        """What differs whenever another generation has become live; for every request."""

    def live(self) -> Generation:
        """The live generation."""

    def open_live(self, engine: Engine | None = None) -> tuple[Generation, OpenIndex]:
        """The live generation, opened by an engine; by None, the one that wrote it.

        Raises:
            FingerprintError: another analysis chain made it, or another version of the engine.
        """

    def begin(
        self, command: str, engine: Engine | None = None, *, derived: bool = False
    ) -> AbstractContextManager[GenerationBuilder]:
        """A new generation; it is removed when the context ends, unless it was published.

        Args:
            command: what is done, for the error of a second writer.
            engine: writes it; None for the one that wrote the live one, or the default if it is
                not derived.
            derived: whether it begins with the documents of the live generation.

        Raises:
            WriterBusyError: another writer is at work.
            StorageError: the store can't be written.
            FingerprintError: it is derived, and another analysis chain or engine made the live one.
        """

    def size(self, generation: Generation) -> int:
        """How many bytes a generation takes."""
