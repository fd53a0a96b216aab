"""Soundness: whether all that a generation holds is still as it was written."""

from __future__ import annotations

import sys
from dataclasses import dataclass

from index.engines.protocols import Engine
from index.model.errors import DamagedIndexError, FingerprintError
from index.model.messages import Message
from index.store import checksums
from index.store.generation_folder import Generation


@dataclass(frozen=True, slots=True)
class Sound:
    """What was read, compared and found as it was written.

    Attributes:
        name: the generation's.
        files: how many.
        bytes: of the files.
        documents: that can be found.
    """

    name: str
    files: int
    bytes: int
    documents: int


def examine(generation: Generation, engine: Engine) -> Sound:
    """Read every file of a generation, by the manifest's checksums and by the files' own.

    Args:
        generation: which.
        engine: whose files it has.

    Raises:
        DamagedIndexError: something is missing or not what was written.
        FingerprintError: another engine wrote it.
    """
    manifest = generation.manifest
    if manifest.engine != engine.name:
        raise FingerprintError(str(generation.path), found=manifest.engine, expected=engine.name)
    checksums.check(generation.path, manifest.files, most=sys.maxsize)
    with engine.open(generation.path) as index:
        index.retriever.check()
        counted = index.vocabulary.count()
        different = len(set(index.retriever.ids()))
    for found in (counted, different):
        if found != manifest.documents:
            raise DamagedIndexError(
                str(generation.path),
                Message(
                    "it holds {found} documents, and {expected} were written",
                    found=found,
                    expected=manifest.documents,
                ),
            )
    return Sound(
        name=generation.name,
        files=len(manifest.files),
        bytes=sum(each.bytes for each in manifest.files.values()),
        documents=counted,
    )
