"""WhooshEngine: the embedded engine behind the protocol."""

from __future__ import annotations

from pathlib import Path

from index.engines.whoosh.reader import WhooshReader
from index.engines.whoosh.writer import WhooshWriter


class WhooshEngine:
    """Keeps an index in a folder with Whoosh; implements `index.engines.protocols.Engine`."""

    name = "whoosh-6"

    def create(self, folder: Path, memory: int | None = None) -> WhooshWriter:
        """Start an empty index in `folder`, which exists and is empty."""
        return WhooshWriter(folder, new=True, memory=memory)

    def change(self, folder: Path, memory: int | None = None) -> WhooshWriter:
        """Change the index in `folder`."""
        return WhooshWriter(folder, new=False, memory=memory)

    def open(self, folder: Path) -> WhooshReader:
        """Open for reading.

        Raises:
            DamagedIndexError: a file is missing or broken.
        """
        return WhooshReader(folder)
