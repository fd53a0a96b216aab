"""The manifest: what is known of a generation without opening it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Any, Final

from index.model.columns import ColumnType
from index.model.os_errors import unreadable
from index.store.checksums import Sum, Sums

MANIFEST: Final = "manifest.json"


@dataclass(frozen=True, slots=True)
class Root:
    """A file or folder that was indexed.

    Attributes:
        path: absolute.
        prefix: the beginning of its documents' ids; "" if it is the only root.
    """

    path: str
    prefix: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is known of a generation without opening it.

    Attributes:
        name: the generation's.
        fingerprint: of the analysis that made its terms.
        engine: the engine's name.
        created: when, ISO 8601 in UTC.
        documents: how many can be found.
        roots: where they were read.
        seconds: how long the change took.
        version: of the program that made it.
        command: what made it: "rebuild", "add" or "remove".
        files: sizes and checksums of the engine's files.
        previous: the generation that was live before it.
        columns: the types of those that the user declared, by name.
    """

    name: str
    fingerprint: str
    engine: str
    created: str
    documents: int
    roots: tuple[Root, ...]
    seconds: float
    version: str
    command: str
    files: Sums
    previous: str | None = None
    columns: Mapping[str, ColumnType] = field(default_factory=dict)


def program_version() -> str:
    """The installed program's version, "uninstalled" where it runs from a bare clone."""
    try:
        return metadata.version("fihris")
    except metadata.PackageNotFoundError:
        return "uninstalled"


def read_manifest(folder: Path) -> Manifest:
    """The manifest of the generation in `folder`.

    Raises:
        DamagedIndexError: it is broken or missing.
        ForbiddenIndexError: this user may not read it.
    """
    file = folder / MANIFEST
    try:
        record: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        roots = tuple(Root(str(root["path"]), str(root["prefix"])) for root in record["roots"])
        if not (isinstance(record["fingerprint"], str) and isinstance(record["documents"], int)):
            raise ValueError("its fields are of the wrong kind")
        dt.datetime.fromisoformat(record["created"])
        files = {
            str(name): Sum(int(sum_["bytes"]), int(sum_["crc"]))
            for name, sum_ in record["files"].items()
        }
        named = record.get("columns", {}).items()
        columns = {str(name): ColumnType(type_) for name, type_ in named}
        return Manifest(**{**record, "roots": roots, "files": files, "columns": columns})
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise unreadable(str(file), error) from error


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest of the generation in `folder`."""
    record = json.dumps(asdict(manifest), ensure_ascii=False, indent=1)
    (folder / MANIFEST).write_text(f"{record}\n", encoding="utf-8")
