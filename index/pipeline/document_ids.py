"""Ids of documents, by the sources that they are in.

An id is the file's path relative to the indexed folder. With several sources, the ids of each begin
with its folder's name, so that all are different. Files that are added later to an indexed folder
get the ids that they would get in a rebuild.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, count
from pathlib import Path, PurePosixPath
from typing import Final

from index.model.errors import UnreadableError
from index.readers import Piece, Records, SourceFile, check, walk
from index.readers.common.sources import printable
from index.store.manifest import Root

OWN_IDS: Final = "#"
"""The prefix of records whose ids are their own, without their file's path before them."""


@dataclass(frozen=True, slots=True)
class Source:
    """A source, with the prefix of its documents' ids."""

    path: Path
    prefix: str


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file to read, with the prefix of its documents' ids and its size in bytes."""

    file: SourceFile
    prefix: str
    size: int

    @property
    def id(self) -> str:
        """The id of its document, or the beginning of its documents' ids."""
        return joined_id(self.prefix, self.file.relative)


@dataclass(frozen=True, slots=True)
class Inputs:
    """The sources of a change.

    Attributes:
        sources: to read.
        roots: the roots that the index has after the change.
        repeated: sources that are part of another one and are left out.
    """

    sources: tuple[Source, ...]
    roots: tuple[Root, ...]
    repeated: tuple[Path, ...] = ()


def inputs_of(sources: Sequence[Path]) -> Inputs:
    """The inputs of a rebuild.

    Raises:
        SourceMissingError: one does not exist.
        SourceRefusedError: the system denies access to one.
    """
    found, repeated = _different(sources)
    alone = [Source(path, "") for path in found if len(found) == 1]
    with_prefix = tuple(alone or _with_unique_prefixes(found, taken=lambda name: False))
    return Inputs(with_prefix, tuple(map(_root, with_prefix)), repeated)


def added_inputs(
    sources: Sequence[Path], roots: Sequence[Root], taken: Callable[[str], bool]
) -> Inputs:
    """The inputs of an addition.

    Args:
        sources: to add.
        roots: of the index.
        taken: whether ids of the index begin with a name.

    Raises:
        SourceMissingError: one does not exist.
        SourceRefusedError: the system denies access to one.
    """
    found, repeated = _different(sources)
    inside = tuple(source for path in found if (source := _source_within(path, roots)))
    known = {source.path for source in inside}
    new = tuple(_with_unique_prefixes([path for path in found if path not in known], taken))
    return Inputs((*inside, *new), (*roots, *map(_root, new)), repeated)


def input_files(inputs: Inputs, leave_out: Path) -> Iterator[InputFile]:
    """The files of the sources in a fixed order, without those in the folder `leave_out`."""
    hidden = leave_out.resolve()
    for source in inputs.sources:
        for file in walk(source.path):
            if not file.path.is_relative_to(hidden):
                if source.prefix != OWN_IDS:
                    file = replace(file, collection=_collection(file, source.prefix))
                yield InputFile(file, source.prefix, _size(file.path))


def _collection(file: SourceFile, prefix: str) -> str:
    """The first folder of a document's id, else the one that the file is in."""
    first, inside, _ = joined_id(prefix, file.relative).partition("/")
    return first if inside else printable(file.path.parent.name)


def with_prefix(piece: Piece, prefix: str) -> Piece:
    """A piece of a file, with the prefix before its id and path."""
    if not prefix:
        return piece
    if prefix == OWN_IDS and isinstance(piece, Records):
        return replace(piece, id="", path="")
    if isinstance(piece, UnreadableError):
        return UnreadableError(joined_id(prefix, piece.path), piece.reason, piece.detail)
    return replace(piece, id=joined_id(prefix, piece.id), path=joined_id(prefix, piece.path))


def joined_id(prefix: str, name: str) -> str:
    """`prefix/name`, or `name` where there is no prefix."""
    return f"{prefix}/{name}" if prefix else name


def _different(sources: Sequence[Path]) -> tuple[list[Path], tuple[Path, ...]]:
    """The resolved sources that are in no other one, and the sources that are left out."""
    for source in sources:
        check(source)
    resolved = [source.resolve() for source in sources]
    paths = dict.fromkeys(resolved)
    found = [path for path in paths if paths.keys().isdisjoint(path.parents)]
    repeated = (
        source
        for number, (source, path) in enumerate(zip(sources, resolved, strict=True))
        if path not in found or path in resolved[:number]
    )
    return found, tuple(repeated)


def _with_unique_prefixes(paths: Sequence[Path], taken: Callable[[str], bool]) -> Iterator[Source]:
    """Sources whose prefix is the folder's name; a file has none. Numbers make names unique."""
    used: set[str] = set()

    def free(name: str) -> bool:
        return name not in used and not taken(name)

    for path in paths:
        if path.is_file() and free(path.name):
            used.add(path.name)
            yield Source(path, "")
            continue
        name = (path.parent if path.is_file() else path).name or "root"
        numbered = (f"{name}-{number}" for number in count(2))
        prefix = next(filter(free, chain((name,), numbered)))
        used.add(prefix)
        yield Source(path, prefix)


def _source_within(path: Path, roots: Sequence[Root]) -> Source | None:
    """The source of a path in a root, the innermost if several contain it; None if none does."""
    holding = [root for root in roots if path.is_relative_to(root.path)]
    if not holding:
        return None
    root = max(holding, key=lambda each: len(each.path))
    if path == Path(root.path):
        return Source(path, root.prefix)
    below = PurePosixPath(path.relative_to(root.path).as_posix())
    folder = below.parent if path.is_file() else below
    return Source(path, joined_id(root.prefix, str(folder)) if folder.name else root.prefix)


def _root(source: Source) -> Root:
    return Root(str(source.path), source.prefix)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:  # its reader will say what is wrong
        return 0
