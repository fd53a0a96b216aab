"""Generations: each change of the index is a new folder, and one small file says which is live.

    INDEX/
      CURRENT                  the live generation's name
      generations/000007/      the engine's files and manifest.json; never written again
      generations/000008.building/   what a writer is at, or left when it was killed
      vocabulary               stems for the next rebuild (index/batch_analysis/stem_cache.py)
      writer.lock writer.json  who writes (index/store/writer_lock.py)

A new generation is written beside the live one, verified, brought to the disk, and becomes live
when CURRENT is replaced. Until that one rename every reader finds the old one, behind it the new
one. Readers that opened the old one keep it for as long as they hold it open.
"""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

from index.analysis import fingerprint
from index.engines.protocols import Engine, OpenIndex, Writer
from index.engines.registry import DEFAULT_ENGINE, ENGINES, engine_named, engine_of
from index.model.errors import (
    DamagedIndexError,
    FingerprintError,
    GenerationError,
    NoIndexError,
    StoreError,
)
from index.model.messages import Message
from index.model.os_errors import storing, unreadable
from index.store import checksums
from index.store.atomic_files import (
    link_tree,
    remove_unfinished,
    size_of,
    sync,
    sync_tree,
    write_whole,
)
from index.store.generation_folder import Generation, GenerationFolder, GenerationSummary, is_name
from index.store.integrity import IntegrityReport, examine
from index.store.manifest import MANIFEST, Manifest, Root, program_version, write_manifest
from index.store.writer_lock import only_writer

CURRENT: Final = "CURRENT"
GENERATIONS: Final = "generations"
KEPT: Final = 2
"""How many generations stay after a change: the live one and the one before."""

Stamp: TypeAlias = tuple[int, int]
"""Tells one state of CURRENT from another: its inode and when it was written."""

_ATTEMPTS: Final = 5


@dataclass(frozen=True, slots=True)
class DirectoryBuilder:
    """Implements `index.store.protocols.GenerationBuilder` in a folder.

    Attributes:
        directory: the index directory.
        name: of the new generation.
        path: the folder for the engine's files.
        engine: writes them.
        base: the generation with whose files the folder began; None if it began empty.
    """

    directory: IndexDirectory
    name: str
    path: Path
    engine: Engine
    base: Generation | None

    def open_base(self) -> OpenIndex:
        """The generation that this one is derived from, opened for reading."""
        assert self.base is not None
        return self.engine.open(self.directory.folder(self.base))

    def writer(self, memory: int | None = None) -> Writer:
        """The engine's writer; about how many bytes it may hold, None for what suits a machine."""
        begin = self.engine.change if self.base is not None else self.engine.create
        return begin(self.path, memory)

    def publish(
        self,
        *,
        documents: int,
        roots: tuple[Root, ...],
        seconds: float,
        command: str,
        verify: Callable[[OpenIndex], None],
    ) -> Generation:
        """Verify the new generation, bring it to the disk and make it live.

        Raises:
            GenerationError: the verification failed; the live generation stays.
            StorageError: the disk is full.
        """
        base = self.base
        with storing(self.directory.path):
            files = checksums.sums(
                self.path,
                known={} if base is None else base.manifest.files,
                shared=None if base is None else self.directory.folder(base),
            )
        manifest = Manifest(
            name=self.name,
            fingerprint=fingerprint(),
            engine=self.engine.name,
            created=dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
            documents=documents,
            roots=roots,
            seconds=round(seconds, 3),
            version=program_version(),
            command=command,
            files=files,
            previous=self.directory._live_if_known(),
        )
        with storing(self.directory.path):
            write_manifest(self.path, manifest)
        try:
            with self.engine.open(self.path) as index:
                verify(index)
        except DamagedIndexError as error:
            raise verification_error(error.message) from error
        final = self.path.with_name(self.name)
        with storing(self.directory.path):
            sync_tree(self.path)
            self.path.rename(final)
            sync(final.parent)
            self.directory._make_live(self.name)
        return Generation(self.name, manifest)

    def prune(self, keep: int) -> tuple[str, ...]:
        """As `IndexDirectory.prune`, while this writer holds the index."""
        return self.directory._prune(keep)


def verification_error(what: Message) -> GenerationError:
    """The error that a new generation is not as it should be, and what is wrong."""
    return GenerationError(
        "The new generation failed its verification: {what}. The live index is unchanged.",
        what=what,
    )


class IndexDirectory:
    """Implements `index.store.protocols.GenerationStore` in an index directory.

    Cheap to make; touches nothing until asked.

    Args:
        path: the directory; it may not exist yet.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._folder = GenerationFolder(path / GENERATIONS)

    def folder(self, generation: Generation) -> Path:
        """The folder of a generation."""
        return self._folder.path / generation.name

    def size(self, generation: Generation) -> int:
        """Bytes of all files of a generation; a file shared with another one counts in both."""
        return size_of(self.folder(generation))

    def stamp(self) -> Stamp:
        """What changes whenever a generation goes live: no file is read, so ask at every request.

        A name may return, in an index that was made anew; a stamp does not.

        Raises:
            NoIndexError: nothing was built here.
            DamagedIndexError, ForbiddenIndexError: CURRENT can't be looked at.
        """
        file = self.path / CURRENT
        try:
            found = file.stat()
        except (FileNotFoundError, NotADirectoryError) as missing:
            raise NoIndexError(str(self.path)) from missing
        except OSError as error:
            raise unreadable(str(file), error) from error
        return found.st_ino, found.st_mtime_ns

    def live_name(self) -> str:
        """The live generation's name.

        Raises:
            NoIndexError: nothing was built here.
            DamagedIndexError: CURRENT doesn't name a generation.
        """
        file = self.path / CURRENT
        try:
            name = file.read_text(encoding="utf-8").strip()
        except (FileNotFoundError, NotADirectoryError) as missing:
            raise NoIndexError(str(self.path)) from missing
        except (OSError, UnicodeError) as error:
            raise unreadable(str(file), error) from error
        if not is_name(name):
            what = Message("{name!r} is not the name of a generation", name=name[:40])
            raise DamagedIndexError(str(file), what)
        return name

    def live(self) -> Generation:
        """The live generation.

        Raises:
            NoIndexError: nothing was built here.
            DamagedIndexError: CURRENT or the manifest is broken or missing.
        """
        return self._folder.generation(self.live_name())

    def examine(self, name: str | None = None) -> IntegrityReport:
        """Read everything in a generation and compare it with what was written.

        Args:
            name: of the generation; None for the live one.

        Raises:
            NoIndexError: nothing was built here.
            GenerationError: there is no such generation.
            DamagedIndexError: something is missing or not what was written.
            FingerprintError: another analysis chain or engine made it.
        """
        self._built_once()
        chosen = self.live_name() if name is None else self._folder.named(name)
        found = self._folder.generation(chosen)
        return examine(self.folder(found), found.manifest, self._engine(found))

    def open_live(self, engine: Engine | None = None) -> tuple[Generation, OpenIndex]:
        """The live generation, opened for reading.

        A writer may replace and remove it between the look at CURRENT and the opening: then
        the new one is opened.

        Args:
            engine: opens it; None for the engine that wrote it.

        Raises:
            NoIndexError: nothing was built here.
            DamagedIndexError: a file is broken or missing.
            FingerprintError: another analysis chain made it, or another version of the engine.
        """
        for _ in range(_ATTEMPTS):
            name = self.live_name()
            try:
                generation = self._folder.generation(name)
                reading = self._engine(generation, engine)
                checksums.check(self.folder(generation), generation.manifest.files)
                return generation, reading.open(self.folder(generation))
            except DamagedIndexError as error:
                if self.live_name() == name:
                    raise
                last = error
        raise last

    def _engine(self, generation: Generation, engine: Engine | None = None) -> Engine:
        """The engine, or else the one that wrote a generation; refuses what it can't read."""
        found, manifest = engine or engine_of(generation.manifest.engine), generation.manifest
        expected = (fingerprint(), found.name if found else ", ".join(ENGINES))
        if found is None or (manifest.fingerprint, manifest.engine) != expected:
            raise FingerprintError(
                str(self.path),
                found=f"{manifest.fingerprint} {manifest.engine}",
                expected=" ".join(expected),
            )
        return found

    def generations(self) -> tuple[GenerationSummary, ...]:
        """Every complete generation, oldest first.

        Raises:
            NoIndexError: nothing was built here.
        """
        self._built_once()
        return self._folder.listed(self._live_if_known())

    def roll_back(self, name: str | None = None) -> Generation:
        """Make another generation live.

        Args:
            name: which; None for the one that was live before the one that is now.

        Raises:
            NoIndexError: nothing was built here.
            GenerationError: there is no such generation.
            DamagedIndexError: a file of it is broken or missing.
            FingerprintError: another analysis chain made it.
            WriterBusyError: a writer is at work.
        """
        self._built_once()
        with only_writer(self.path, "fihris generations roll-back"):
            found = self._folder
            chosen = found.before(self._live_if_known()) if name is None else found.named(name)
            wanted = found.generation(chosen)
            self._engine(wanted)
            checksums.check(self.folder(wanted), wanted.manifest.files)
            with storing(self.path):
                self._make_live(wanted.name)
        return wanted

    def prune(self, keep: int = KEPT) -> tuple[str, ...]:
        """Remove generations beyond `keep`, never the live one; say which were removed.

        Those that were live most recently stay.

        Raises:
            NoIndexError: nothing was built here.
            WriterBusyError: a writer is at work.
        """
        self._built_once()
        with only_writer(self.path, "fihris generations prune"):
            return self._prune(keep)

    def _prune(self, keep: int) -> tuple[str, ...]:
        """The same for who holds the lock."""
        leaving = sorted(self._folder.beyond(keep, self._live_if_known()), key=int)
        with storing(self.path):
            self._folder.remove(leaving)
        return tuple(leaving)

    @contextmanager
    def begin(
        self, command: str, engine: Engine | None = None, *, derived: bool = False
    ) -> Iterator[DirectoryBuilder]:
        """A new generation beside the live one; what isn't published is removed.

        Args:
            command: what is done, for the error of a second writer.
            engine: writes it; None for the engine that wrote the live one if it is derived from
                that, else for the default.
            derived: whether it begins with the live generation's files. They are shared, not
                copied, which is why an engine never writes a file twice.

        Raises:
            WriterBusyError: another writer is at work.
            StorageError: the directory can't be written.
            NoIndexError: it is derived, and there is no live generation.
            FingerprintError: it is derived, and another analysis chain or engine made the live one.
            DamagedIndexError: it is derived, and a file of the live one is broken or missing.
        """
        if derived:
            self.live_name()  # where nothing was built, nothing is made either
        with only_writer(self.path, command):
            base = self.live() if derived else None
            if base is not None:
                engine = self._engine(base, engine)
                checksums.check(self.folder(base), base.manifest.files)
            with storing(self.path):
                self._folder.path.mkdir(exist_ok=True)
                self._folder.remove_leftovers()
                remove_unfinished(self.path)
                name, folder = self._folder.begin()
            try:
                with storing(self.path):
                    if base is not None:
                        link_tree(self.folder(base), folder)
                        (folder / MANIFEST).unlink()
                engine = engine or engine_named(DEFAULT_ENGINE)
                yield DirectoryBuilder(self, name, folder, engine, base)
            finally:
                shutil.rmtree(folder, ignore_errors=True)

    def _built_once(self) -> None:
        """Refuse a directory in which there is no generation."""
        if not self._folder.names():
            raise NoIndexError(str(self.path))

    def _live_if_known(self) -> str | None:
        """The live generation's name, None if there is none or CURRENT is damaged."""
        try:
            return self.live_name()
        except StoreError:
            return None

    def _make_live(self, name: str) -> None:
        write_whole(self.path / CURRENT, f"{name}\n")
