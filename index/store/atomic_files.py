"""Writing that survives a crash: a file is there whole or not at all.

A rename is atomic (POSIX.1-2024, rename()), but neither a file's content nor its name is sure to
be on the disk before fsync of the file and of the folder that names it.
"""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path
from typing import Final

_UNFINISHED: Final = ".new"


def write_whole(file: Path, content: str | bytes) -> None:
    """Replace `file` in one step; a crash leaves the old content or the new, text as UTF-8."""
    beside = file.with_name(f"{file.name}.{os.getpid()}{_UNFINISHED}")
    try:
        with beside.open("wb") as stream:
            stream.write(content.encode() if isinstance(content, str) else content)
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(file)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    sync(file.parent)


def remove_unfinished(folder: Path) -> None:
    """Remove what killed calls of `write_whole` left in a folder, to which nobody else writes."""
    for beside in folder.glob(f"*.*{_UNFINISHED}"):
        beside.unlink()


def sync(path: Path) -> None:
    """Have the system write a file or the names in a folder to the disk."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def sync_tree(folder: Path) -> None:
    """Have the system write a folder to the disk with everything in it."""
    for parent, _, names in os.walk(folder):
        for name in names:
            sync(Path(parent, name))
        sync(Path(parent))


def link_tree(old: Path, new: Path) -> None:
    """Give the files of `old` second names in the folder `new`; copy where links are refused.

    For files that are never written in place: the two folders share them.
    """
    for parent, _, names in os.walk(old):
        into = new / Path(parent).relative_to(old)
        into.mkdir(exist_ok=True)
        for name in names:
            _link(Path(parent, name), into / name)


def _link(old: Path, new: Path) -> None:
    try:
        new.hardlink_to(old)
    except OSError as error:
        if error.errno not in {errno.EPERM, errno.EXDEV, errno.EMLINK, errno.ENOTSUP, errno.EACCES}:
            raise
        shutil.copy2(old, new)


def size_of(folder: Path) -> int:
    """Bytes of all files under `folder`; what another process removes meanwhile counts 0."""
    total = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            try:
                total += Path(parent, name).stat().st_size
            except FileNotFoundError:
                continue
    return total
