"""The memory of this machine, or of its container."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import Final

# Folder and file with a group's limit in both versions of Linux' control groups (kernel
# documentation, admin-guide/cgroup-v2.rst, cgroup-v1/memory.rst): by controller, "" for version 2.
_LIMITS: Final = {
    "": ("sys/fs/cgroup", "memory.max"),
    "memory": ("sys/fs/cgroup/memory", "memory.limit_in_bytes"),
}


def available_memory(root: Path = Path("/")) -> int:
    """Bytes of memory that this process may use: the machine's, or its control group's if less.

    Args:
        root: of the file system, for tests.
    """
    machine = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return min([machine, *_limits(root)])


def _limits(root: Path) -> Iterator[int]:
    """The limits of this process' control groups and of those that contain them, in bytes."""
    with suppress(OSError):
        for line in (root / "proc/self/cgroup").read_text("utf-8").splitlines():
            _, _, rest = line.partition(":")
            controllers, _, group = rest.partition(":")
            for controller in {"", "memory"} & set(controllers.split(",")):
                folder, name = _LIMITS[controller]
                for part in (PurePosixPath(group), *PurePosixPath(group).parents):
                    with suppress(OSError, ValueError):
                        yield int((root / folder / str(part).lstrip("/") / name).read_text())
