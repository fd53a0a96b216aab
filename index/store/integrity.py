"""Integrity: whether everything in a generation is still as it was written."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from index.engines.protocols import Engine
from index.model.errors import DamagedIndexError
from index.model.messages import Message
from index.store import checksums
from index.store.manifest import Manifest


@dataclass(frozen=True, slots=True)
class IntegrityReport:
    """What was read of a generation that is as it was written.

    Attributes:
        name: of the generation.
        files: how many.
        bytes: of the files.
        documents: how many it has.
    """

    name: str
    files: int
    bytes: int
    documents: int


def examine(folder: Path, manifest: Manifest, engine: Engine) -> IntegrityReport:
    """Read every file of a generation, by the manifest's checksums and by the files' own.

    Args:
        folder: of the generation.
        manifest: of the generation.
        engine: opens it.

    Raises:
        DamagedIndexError: something is missing or not what was written.
    """
    checksums.check(folder, manifest.files, most=sys.maxsize)
    with engine.open(folder) as index:
        index.retriever.check()
        counted = index.vocabulary.count()
        different = len(set(index.retriever.ids()))
    for found in (counted, different):
        if found != manifest.documents:
            raise DamagedIndexError(
                str(folder),
                Message(
                    "it holds {found} documents, and {expected} were written",
                    found=found,
                    expected=manifest.documents,
                ),
            )
    return IntegrityReport(
        name=manifest.name,
        files=len(manifest.files),
        bytes=sum(each.bytes for each in manifest.files.values()),
        documents=counted,
    )
