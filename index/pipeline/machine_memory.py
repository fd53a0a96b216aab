"""What this machine has: its memory, or what its container leaves of it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import Final

# Where the two versions of Linux' control groups keep a group's limit (kernel documentation,
# admin-guide/cgroup-v2.rst and cgroup-v1/memory.rst): by controller, "" for all of version 2.
_LIMITS: Final = {
    "": ("sys/fs/cgroup", "memory.max"),
    "memory": ("sys/fs/cgroup/memory", "memory.limit_in_bytes"),
}


def memory(root: Path = Path("/")) -> int:
    """Bytes of memory that this process may use: the machine's, or its control group's if less.

    Args:
        root: of the file system, for tests.
    """
    machine = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return min([machine, *_limits(root)])


def _limits(root: Path) -> Iterator[int]:
    """The limits of this process' groups and of those around them; "max" is none."""
    with suppress(OSError):
        for line in (root / "proc/self/cgroup").read_text("utf-8").splitlines():
            _, _, rest = line.partition(":")
            controllers, _, group = rest.partition(":")
            for controller in {"", "memory"} & set(controllers.split(",")):
                folder, name = _LIMITS[controller]
                for part in (PurePosixPath(group), *PurePosixPath(group).parents):
                    with suppress(OSError, ValueError):
                        yield int((root / folder / str(part).lstrip("/") / name).read_text())
