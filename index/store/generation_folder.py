"""The folder of generations: their names and manifests, which were live before, their removal."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from index.model.errors import GenerationError, StoreError
from index.model.os_errors import unreadable
from index.store.atomic_files import size_of
from index.store.manifest import Manifest, read_manifest

BUILDING: Final = ".building"
LEAVING: Final = ".leaving"

_NAME: Final = re.compile(r"[0-9]{6,12}")


@dataclass(frozen=True, slots=True)
class Generation:
    """A complete generation: its name and manifest."""

    name: str
    manifest: Manifest


@dataclass(frozen=True, slots=True)
class GenerationSummary:
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


def is_name(text: str) -> bool:
    """Whether a complete generation may have this name."""
    return bool(_NAME.fullmatch(text))


class GenerationFolder:
    """The folder in which every generation of an index has its own.

    Who changes it holds the index's lock; `live` names the live generation, None if it isn't
    known.

    Args:
        path: the folder; it may not exist yet.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def names(self) -> list[str]:
        """The names of all complete generations, oldest first.

        Raises:
            StoreError: the folder can't be read.
        """
        try:
            found = [entry.name for entry in self.path.iterdir()]
        except (FileNotFoundError, NotADirectoryError):
            return []
        except OSError as error:
            raise unreadable(str(self.path), error) from error
        return sorted(filter(is_name, found), key=int)

    def generation(self, name: str) -> Generation:
        """The complete generation of that name.

        Raises:
            DamagedIndexError: its manifest is broken or missing.
            ForbiddenIndexError: this user may not read it.
        """
        return Generation(name, read_manifest(self.path / name))

    def listed(self, live: str | None) -> tuple[GenerationSummary, ...]:
        """Every complete generation, oldest first."""
        return tuple(
            GenerationSummary(name, name == live, size_of(self.path / name), self._manifest(name))
            for name in self.names()
        )

    def named(self, wanted: str) -> str:
        """The full name of a generation; the zeros before its number may be left out.

        Raises:
            GenerationError: there is none.
        """
        full, names = wanted.zfill(6), self.names()
        if full in names:
            return full
        there = ", ".join(names)
        raise GenerationError(
            "There is no generation {name!r} (there are: {there}).", name=wanted, there=there
        )

    def before(self, live: str | None) -> str:
        """The generation that was live before the live one, else the one made before it.

        Raises:
            GenerationError: there is none.
        """
        names = self.names()
        previous = self._previous(live) if live else None
        if previous in names:
            return previous
        earlier = [name for name in names if live is None or int(name) < int(live)]
        if earlier:
            return earlier[-1]
        there = ", ".join(names)
        raise GenerationError(
            "There is no earlier generation to go back to (there are: {there}).", there=there
        )

    def beyond(self, keep: int, live: str | None) -> list[str]:
        """All but the `keep` generations that were live most recently; never the live one."""
        return self._by_recency(live)[max(keep, 1) :]

    def begin(self) -> tuple[str, Path]:
        """A name that no generation has, and an empty folder to make it in.

        Raises:
            OSError: it can't be made.
        """
        name = f"{max(map(int, self.names()), default=0) + 1:06}"
        folder = self.path / f"{name}{BUILDING}"
        folder.mkdir()
        return name, folder

    def remove(self, names: Iterable[str]) -> None:
        """Remove generations; the name goes first, so that no half of one looks complete.

        Raises:
            OSError: one can't be removed.
        """
        for name in names:
            folder = self.path / name
            shutil.rmtree(folder.rename(folder.with_name(f"{name}{LEAVING}")))

    def remove_leftovers(self) -> None:
        """Remove what a killed writer left.

        Raises:
            OSError: something can't be removed.
        """
        for entry in self.path.iterdir():
            if entry.name.endswith((BUILDING, LEAVING)):
                shutil.rmtree(entry)

    def _by_recency(self, live: str | None) -> list[str]:
        """The live generation, those that were live before it, then the others, newest first."""
        names = self.names()
        chain: list[str] = []
        name = live
        while name in names and name not in chain:
            chain.append(name)
            name = self._previous(name)
        return chain + [name for name in reversed(names) if name not in chain]

    def _previous(self, name: str) -> str | None:
        manifest = self._manifest(name)
        return manifest.previous if manifest else None

    def _manifest(self, name: str) -> Manifest | None:
        try:
            return self.generation(name).manifest
        except StoreError:
            return None
