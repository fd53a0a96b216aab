"""Placing: which ids the documents of a source get.

An id is the file's path relative to the folder that was indexed. Of several sources each one's
ids begin with its folder's name, so that they can't meet. What is added later to a folder that
was indexed gets the ids that it would get in a rebuild.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path, PurePosixPath

from index.model.errors import UnreadableError
from index.readers import Piece, SourceFile, check, walk
from index.readers.common.sources import printable
from index.store.manifest import Root


@dataclass(frozen=True, slots=True)
class Source:
    """A source with the prefix that stands before the ids which `walk` makes of it."""

    path: Path
    prefix: str


@dataclass(frozen=True, slots=True)
class Placed:
    """A file to read, with the same prefix and its size in bytes."""

    file: SourceFile
    prefix: str
    size: int

    @property
    def id(self) -> str:
        """What its documents' ids are or begin with."""
        return joined(self.prefix, self.file.relative)


@dataclass(frozen=True, slots=True)
class Placement:
    """Where everything stands.

    Attributes:
        sources: what to walk.
        roots: all roots of the index then, for its manifest.
        repeated: sources that lie in another one and are left out.
    """

    sources: tuple[Source, ...]
    roots: tuple[Root, ...]
    repeated: tuple[Path, ...] = ()


def place(sources: Sequence[Path]) -> Placement:
    """Place the sources of a rebuild.

    Raises:
        SourceMissingError: one is not there.
        SourceRefusedError: the system refuses to look at one.
    """
    found, repeated = _different(sources)
    alone = [Source(path, "") for path in found if len(found) == 1]
    placed = tuple(alone or _prefixed(found, taken=lambda name: False))
    return Placement(placed, tuple(map(_root, placed)), repeated)


def place_among(
    sources: Sequence[Path], roots: Sequence[Root], taken: Callable[[str], bool]
) -> Placement:
    """Place sources that are added to an index.

    Args:
        sources: what is added.
        roots: of the index.
        taken: whether ids of the index begin with this name.

    Raises:
        SourceMissingError: one is not there.
        SourceRefusedError: the system refuses to look at one.
    """
    found, repeated = _different(sources)
    inside = tuple(source for path in found if (source := _inside(path, roots)))
    known = {source.path for source in inside}
    new = tuple(_prefixed([path for path in found if path not in known], taken))
    return Placement((*inside, *new), (*roots, *map(_root, new)), repeated)


def files(placement: Placement, leave_out: Path) -> Iterator[Placed]:
    """Every file of the sources in a fixed order, but what lies in the folder `leave_out`."""
    hidden = leave_out.resolve()
    for source in placement.sources:
        for file in walk(source.path):
            if not file.path.is_relative_to(hidden):
                known = replace(file, collection=_collection(file, source.prefix))
                yield Placed(known, source.prefix, _size(file.path))


def _collection(file: SourceFile, prefix: str) -> str:
    """The first folder of a document's id, else the one that the file is in."""
    first, inside, _ = joined(prefix, file.relative).partition("/")
    return first if inside else printable(file.path.parent.name)


def placed(piece: Piece, prefix: str) -> Piece:
    """What a reader gave, with the prefix before its id and path."""
    if not prefix:
        return piece
    if isinstance(piece, UnreadableError):
        return UnreadableError(joined(prefix, piece.path), piece.reason, piece.detail)
    return replace(piece, id=joined(prefix, piece.id), path=joined(prefix, piece.path))


def joined(prefix: str, name: str) -> str:
    """`prefix/name`, or `name` where there is no prefix."""
    return f"{prefix}/{name}" if prefix else name


def _different(sources: Sequence[Path]) -> tuple[list[Path], tuple[Path, ...]]:
    for source in sources:
        check(source)
    paths = dict.fromkeys(source.resolve() for source in sources)
    found = [path for path in paths if not any(other in paths for other in path.parents)]
    kept: set[Path] = set(found)
    repeated = []
    for source in sources:
        if source.resolve() in kept:
            kept.discard(source.resolve())
        else:
            repeated.append(source)
    return found, tuple(repeated)


def _prefixed(paths: Sequence[Path], taken: Callable[[str], bool]) -> Iterator[Source]:
    """A folder's ids begin with its name, a file's id is its name; made unique by a number."""
    used: set[str] = set()

    def free(name: str) -> bool:
        return name not in used and not taken(name)

    for path in paths:
        if path.is_file() and free(path.name):
            used.add(path.name)
            yield Source(path, "")
            continue
        name = (path.parent if path.is_file() else path).name or "root"
        prefix = (
            name
            if free(name)
            else next(numbered for number in count(2) if free(numbered := f"{name}-{number}"))
        )
        used.add(prefix)
        yield Source(path, prefix)


def _inside(path: Path, roots: Sequence[Root]) -> Source | None:
    """The place of what lies in a root, the closest one if several hold it."""
    holding = [root for root in roots if path.is_relative_to(root.path)]
    if not holding:
        return None
    root = max(holding, key=lambda each: len(each.path))
    if path == Path(root.path):
        return Source(path, root.prefix)
    below = PurePosixPath(path.relative_to(root.path).as_posix())
    folder = below.parent if path.is_file() else below
    return Source(path, joined(root.prefix, str(folder)) if folder.name else root.prefix)


def _root(source: Source) -> Root:
    return Root(str(source.path), source.prefix)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:  # its reader will say what is wrong
        return 0
