"""How much memory there is: the machine's, or what a container leaves of it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from index.pipeline.machine_memory import available_memory

MACHINE = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.parametrize(
    ("files", "bytes_"),
    [
        ({}, MACHINE),
        ({"proc/self/cgroup": "0::/\n"}, MACHINE),
        ({"proc/self/cgroup": "0::/\n", "sys/fs/cgroup/memory.max": "1000\n"}, 1000),
        ({"proc/self/cgroup": "0::/\n", "sys/fs/cgroup/memory.max": "max\n"}, MACHINE),
        (
            {
                "proc/self/cgroup": "0::/a/b\n",
                "sys/fs/cgroup/a/memory.max": "2000\n",
                "sys/fs/cgroup/a/b/memory.max": "3000\n",
            },
            2000,
        ),
        (
            {
                "proc/self/cgroup": "5:cpu,cpuacct:/x\n4:memory:/docker/1\n",
                "sys/fs/cgroup/memory/memory.limit_in_bytes": "4000\n",
            },
            4000,
        ),
        ({"proc/self/cgroup": "nonsense", "sys/fs/cgroup/memory.max": "x"}, MACHINE),
        (
            {
                "proc/self/cgroup": "0::/\n",
                "sys/fs/cgroup/memory.max": "99999999999999999999\n",
            },
            MACHINE,
        ),
    ],
)
def test_the_least_limit_counts(tmp_path: Path, files: dict[str, str], bytes_: int) -> None:
    for name, text in files.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    assert available_memory(tmp_path) == bytes_


def test_this_machine_has_some() -> None:
    assert 2**24 < available_memory() <= MACHINE
