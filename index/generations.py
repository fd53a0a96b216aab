"""Generations: each change of the index is a new folder, and one small file says which is live.

    INDEX/
      CURRENT                  the live generation's name
      generations/000007/      the engine's files and manifest.json; never written again
      generations/000008.building/   what a writer is at, or left when it was killed
      vocabulary               stems for the next rebuild (index/vocabulary.py)
      writer.lock writer.json  who writes (index/lock.py)

A new generation is written beside the live one, verified, brought to the disk, and becomes live
when CURRENT is replaced. Until that one rename every reader finds the old one, behind it the new
one. Readers that opened the old one keep it for as long as they hold it open.
"""

from __future__ import annotations

import datetime as dt
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from index import checksums
from index.analysis import fingerprint
from index.durable import link_tree, size_of, storing, sync, sync_tree, write_whole
from index.engines.protocols import Engine, Reader
from index.errors import (
    DamagedIndexError,
    FingerprintError,
    GenerationError,
    NoIndexError,
    StoreError,
)
from index.lock import only_writer
from index.manifest import (
    MANIFEST,
    Manifest,
    Root,
    program_version,
    read_manifest,
    write_manifest,
)
from index.refusals import unreadable

CURRENT: Final = "CURRENT"
GENERATIONS: Final = "generations"
BUILDING: Final = ".building"
LEAVING: Final = ".leaving"
KEPT: Final = 2
"""How many generations stay after a change: the live one and the one before."""

_NAME: Final = re.compile(r"[0-9]{6,12}")
_ATTEMPTS: Final = 5


@dataclass(frozen=True, slots=True)
class Generation:
    """A complete generation: its name, folder and manifest."""

    name: str
    path: Path
    manifest: Manifest


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of the list of generations.

    Attributes:
        name: the generation's.
        live: whether it answers.
        bytes: of its files; a file shared with its neighbours counts in each.
        manifest: None if it is damaged.
    """

    name: str
    live: bool
    bytes: int
    manifest: Manifest | None


@dataclass(frozen=True, slots=True)
class Building:
    """A generation that is being made; only one writer has one at a time.

    Attributes:
        name: the name that it will have.
        path: the folder for the engine's files.
        live: the generation that is live meanwhile, None if there is none that can be used.
    """

    directory: IndexDirectory
    name: str
    path: Path
    live: Generation | None

    def publish(
        self,
        *,
        engine: str,
        documents: int,
        roots: tuple[Root, ...],
        seconds: float,
        command: str,
        verify: Callable[[Path], None],
    ) -> Generation:
        """Verify the new generation, bring it to the disk and make it live.

        Args:
            engine: the engine's name.
            documents: how many can be found.
            roots: where they were read.
            seconds: how long it took.
            command: what made it.
            verify: is given the folder, raises GenerationError where it isn't as it should be.

        Raises:
            GenerationError: the verification failed; the live generation stays.
            StorageError: the disk is full.
        """
        with storing(self.directory.path):
            files = checksums.sums(
                self.path,
                known=self.live.manifest.files if self.live else {},
                shared=self.live.path if self.live else None,
            )
        manifest = Manifest(
            name=self.name,
            fingerprint=fingerprint(),
            engine=engine,
            created=dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
            documents=documents,
            roots=roots,
            seconds=round(seconds, 3),
            version=program_version(),
            command=command,
            files=files,
            previous=self.directory.live_name() if self.directory.built() else None,
        )
        with storing(self.directory.path):
            write_manifest(self.path, manifest)
        verify(self.path)
        final = self.path.with_name(self.name)
        with storing(self.directory.path):
            sync_tree(self.path)
            self.path.rename(final)
            sync(final.parent)
            self.directory._make_live(self.name)
        return Generation(self.name, final, manifest)

    def prune(self, keep: int) -> tuple[str, ...]:
        """As `IndexDirectory.prune`, while this writer holds the index."""
        return self.directory._prune(keep)


class IndexDirectory:
    """An index directory: which generation is live, and how another becomes so.

    Cheap to make; touches nothing until asked.

    Args:
        path: the directory; it may not exist yet.
    """

    def __init__(self, path: Path) -> None:
        """See the class."""
        self.path = path
        self._folder = path / GENERATIONS

    def built(self) -> bool:
        """Whether CURRENT names a generation."""
        try:
            self.live_name()
        except StoreError:
            return False
        return True

    def live_name(self) -> str:
        """The live generation's name: one small file is read, so ask at every request.

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
        if not _NAME.fullmatch(name):
            raise DamagedIndexError(
                str(file),
                f"{name[:40]!r} is not the name of a generation",
                f"«{name[:40]}» ليس اسم جيل",
            )
        return name

    def live(self) -> Generation:
        """The live generation.

        Raises:
            NoIndexError: nothing was built here.
            DamagedIndexError: CURRENT or the manifest is broken or missing.
        """
        return self.generation(self.live_name())

    def generation(self, name: str) -> Generation:
        """The complete generation of that name.

        Raises:
            DamagedIndexError: its manifest is broken or missing.
        """
        folder = self._folder / name
        return Generation(name, folder, read_manifest(folder))

    def open_live(self, engine: Engine) -> tuple[Generation, Reader]:
        """The live generation, opened for reading.

        A writer may replace and remove it between the look at CURRENT and the opening: then
        the new one is opened.

        Raises:
            NoIndexError: nothing was built here.
            DamagedIndexError: a file is broken or missing.
            FingerprintError: another analysis chain made it, or another version of the engine.
        """
        for _ in range(_ATTEMPTS):
            name = self.live_name()
            try:
                generation = self.generation(name)
                self._accept(generation, engine)
                checksums.check(generation.path, generation.manifest.files)
                return generation, engine.open(generation.path)
            except DamagedIndexError as error:
                if self.live_name() == name:
                    raise
                last = error
        raise last

    def _accept(self, generation: Generation, engine: Engine | None = None) -> None:
        """Refuse what another analysis made or, where the engine is known, another engine."""
        manifest = generation.manifest
        expected = (fingerprint(), engine.name if engine else manifest.engine)
        if (manifest.fingerprint, manifest.engine) != expected:
            raise FingerprintError(
                str(self.path),
                found=f"{manifest.fingerprint} {manifest.engine}",
                expected=" ".join(expected),
            )

    def generations(self) -> tuple[Listed, ...]:
        """Every complete generation, oldest first.

        Raises:
            NoIndexError: nothing was built here.
        """
        names = self._names()
        if not names:
            raise NoIndexError(str(self.path))
        live = self.live_name() if self.built() else None
        return tuple(self._listed(name, live) for name in names)

    def _listed(self, name: str, live: str | None) -> Listed:
        try:
            manifest: Manifest | None = self.generation(name).manifest
        except StoreError:
            manifest = None
        return Listed(name, name == live, size_of(self._folder / name), manifest)

    def roll_back(self, name: str | None = None) -> Generation:
        """Make another generation live.

        Args:
            name: which; None for the one that was live before the one that is now.

        Raises:
            NoIndexError: nothing was built here.
            GenerationError: there is no such generation.
            DamagedIndexError: its manifest is broken.
            FingerprintError: another analysis chain made it.
            WriterBusyError: a writer is at work.
        """
        if not self._names():
            raise NoIndexError(str(self.path))
        with only_writer(self.path, "fihris generations roll-back"):
            wanted = self.generation(self._named(name) if name else self._before_live())
            self._accept(wanted)
            with storing(self.path):
                self._make_live(wanted.name)
        return wanted

    def _named(self, name: str) -> str:
        full = name.zfill(6)
        if full not in self._names():
            raise _no_generation(name, self._names())
        return full

    def _before_live(self) -> str:
        names = self._names()
        if not self.built():
            return names[-1]
        live = self.live_name()
        earlier = [name for name in names if int(name) < int(live)]
        try:
            previous = self.live().manifest.previous
        except DamagedIndexError:
            previous = None
        if previous in names:
            return previous
        if not earlier:
            raise _no_generation("-1", names)
        return earlier[-1]

    def prune(self, keep: int = KEPT) -> tuple[str, ...]:
        """Remove generations beyond `keep`, never the live one; say which were removed.

        Those that were live most recently stay.

        Raises:
            NoIndexError: nothing was built here.
            WriterBusyError: a writer is at work.
        """
        if not self._names():
            raise NoIndexError(str(self.path))
        with only_writer(self.path, "fihris generations prune"):
            return self._prune(keep)

    def _prune(self, keep: int) -> tuple[str, ...]:
        """The same for who holds the lock."""
        leaving = self._by_recency()[max(keep, 1) :]
        with storing(self.path):
            for name in leaving:
                self._discard(self._folder / name)
        return tuple(sorted(leaving, key=int))

    def _by_recency(self) -> list[str]:
        """The live generation, those that were live before it, then the others, newest first."""
        names = self._names()
        chain: list[str] = []
        name: str | None = self.live_name() if self.built() else None
        while name in names and name not in chain:
            chain.append(name)
            try:
                name = self.generation(name).manifest.previous
            except DamagedIndexError:
                name = None
        return chain + [name for name in reversed(names) if name not in chain]

    @contextmanager
    def begin(self, command: str, *, derived_by: Engine | None = None) -> Iterator[Building]:
        """Begin a new generation beside the live one; whatever isn't published is removed.

        Args:
            command: what is being done, for a second writer's error.
            derived_by: the engine that begins with the live generation's files; None begins with
                none. The files are shared, not copied, which is why an engine never writes a
                file twice.

        Raises:
            WriterBusyError: another writer is at work.
            StorageError: the directory can't be written.
            NoIndexError: `derived_by`, and there is no live generation.
            FingerprintError: `derived_by`, and another analysis chain made it.
            DamagedIndexError: `derived_by`, and a file of it is broken or missing.
        """
        if derived_by:
            base = self.live()
            self._accept(base, derived_by)
            checksums.check(base.path, base.manifest.files)
        with only_writer(self.path, command):
            live = self.live() if derived_by or self._usable() else None
            with storing(self.path):
                self._folder.mkdir(exist_ok=True)
                self._remove_leftovers()
                name = self._next_name()
                folder = self._folder / f"{name}{BUILDING}"
                folder.mkdir()
            try:
                with storing(self.path):
                    if derived_by and live:
                        link_tree(live.path, folder)
                        (folder / MANIFEST).unlink()
                yield Building(self, name, folder, live)
            finally:
                shutil.rmtree(folder, ignore_errors=True)

    def _usable(self) -> bool:
        try:
            self.live()
        except StoreError:
            return False
        return True

    def _make_live(self, name: str) -> None:
        write_whole(self.path / CURRENT, f"{name}\n")

    def _names(self) -> list[str]:
        try:
            found = [entry.name for entry in self._folder.iterdir()]
        except (FileNotFoundError, NotADirectoryError):
            return []
        except OSError as error:
            raise unreadable(str(self._folder), error) from error
        return sorted((name for name in found if _NAME.fullmatch(name)), key=int)

    def _next_name(self) -> str:
        last = max(map(int, self._names()), default=0)
        return f"{last + 1:06}"

    def _remove_leftovers(self) -> None:
        for entry in self._folder.iterdir():
            if entry.name.endswith((BUILDING, LEAVING)):
                self._discard(entry)

    def _discard(self, folder: Path) -> None:
        """Remove a folder; its name goes first, so that no half of it looks complete."""
        if _NAME.fullmatch(folder.name):
            folder = folder.rename(folder.with_name(f"{folder.name}{LEAVING}"))
        shutil.rmtree(folder)


def _no_generation(name: str, names: list[str]) -> GenerationError:
    there = ", ".join(names)
    if name == "-1":
        return GenerationError(
            english=f"There is no earlier generation to go back to (there are: {there}).",
            arabic=f"لا يوجد جيل سابق يمكن الرجوع إليه (الموجود: {there}).",
        )
    return GenerationError(
        english=f"There is no generation {name!r} (there are: {there}).",
        arabic=f"لا يوجد جيل باسم «{name}» (الموجود: {there}).",
    )
