"""What the pipeline and the search know of the store that keeps an index's generations.

`index.store.generations.IndexDirectory` keeps them as folders of one index directory; a store of
another kind may keep them anywhere that its engine reaches.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol, TypeAlias

from index.engines.protocols import Engine, OpenIndex, Writer
from index.store.generation_folder import Generation
from index.store.manifest import Root

Stamp: TypeAlias = Hashable
"""Differs whenever another generation has become live."""


class GenerationBuilder(Protocol):
    """A new generation, beside the live one; only one writer has one at a time."""

    @property
    def base(self) -> Generation | None:
        """The generation that it is derived from; None if it begins empty."""

    def open_base(self) -> OpenIndex:
        """The generation that it is derived from, opened for reading."""

    def writer(self, memory: int | None = None) -> Writer:
        """The engine's writer of this generation.

        Args:
            memory: about how many bytes it may hold; None for what suits a machine.
        """

    def publish(
        self,
        *,
        documents: int,
        roots: tuple[Root, ...],
        seconds: float,
        command: str,
        verify: Callable[[OpenIndex], None],
    ) -> Generation:
        """Verify the generation that the writer committed, and make it live.

        Args:
            documents: how many documents it has.
            roots: the files and folders that were indexed.
            seconds: how long the change took.
            command: what made it.
            verify: raises GenerationError if the generation is not as it should be.

        Raises:
            GenerationError: it can't be opened or was not verified; the live one stays.
            StorageError: the disk is full.
        """

    def prune(self, keep: int) -> tuple[str, ...]:
        """Remove all but so many generations; returns the names of the removed ones."""


class GenerationStore(Protocol):
    """The generations of one index: which is live, and how another becomes live.

    Attributes:
        path: a folder of this machine for what belongs to no generation, such as known stems.
    """

    path: Path

    def stamp(self) -> Stamp:
        """What differs whenever another generation has become live; cheap enough for each request.

        Raises:
            NoIndexError: nothing was built yet.
        """

    def live(self) -> Generation:
        """The live generation.

        Raises:
            NoIndexError: nothing was built yet.
            DamagedIndexError: what is known of it is broken or missing.
        """

    def open_live(self, engine: Engine | None = None) -> tuple[Generation, OpenIndex]:
        """The live generation, opened for reading.

        Args:
            engine: opens it; None for the engine that wrote it.

        Raises:
            NoIndexError: nothing was built yet.
            DamagedIndexError: a part of it is broken or missing.
            FingerprintError: another analysis chain made it, or another version of the engine.
        """

    def begin(
        self, command: str, engine: Engine | None = None, *, derived: bool = False
    ) -> AbstractContextManager[GenerationBuilder]:
        """A new generation; it is removed when the context ends, unless it was published.

        Args:
            command: what is done, for the error of a second writer.
            engine: writes it; None for the engine that wrote the live one, or else the default.
            derived: whether it begins with the documents of the live generation.

        Raises:
            WriterBusyError: another writer is at work.
            StorageError: the store can't be written.
            NoIndexError: it is derived, and there is no live generation.
            FingerprintError: it is derived, and another analysis chain or engine made the live one.
            DamagedIndexError: it is derived, and a part of the live one is broken or missing.
        """

    def size(self, generation: Generation) -> int:
        """How many bytes a generation takes."""
