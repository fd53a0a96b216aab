"""Documents in, an inverted index out: readers, analysis, engines, generations."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.pipeline.build import BuildOptions
    from index.pipeline.report import Report


def build_index(
    records: Iterable[Mapping[str, object]],
    path: str | Path,
    options: BuildOptions | None = None,
) -> Report:
    """Index records from scratch, in the place of what the index held; docs/python.md shows how.

    Args:
        records: one for each document, with the names that records of a JSON file have: `text`,
            and perhaps `id`, `title`, `source`, `date`, `author` and others. A record without an
            id is known by its number, from 1.
        path: the index directory, which need not exist.
        options: the defaults if None.

    Returns:
        What was indexed, and what was left out and why.

    Raises:
        EmptySourceError: no record has any text; the index stays as it was.
        StoreError: the index can't be written.
    """
    # `import index` alone loads no library.
    from index.model.errors import EmptySourceError
    from index.pipeline.build import rebuild
    from index.pipeline.document_ids import OWN_IDS, Inputs, Source
    from index.store.generations import IndexDirectory

    with TemporaryDirectory() as folder:
        file = Path(folder, "records.jsonl")
        with file.open("w", encoding="utf-8") as stream:
            for record in records:
                stream.write(json.dumps(dict(record), default=str) + "\n")
        inputs = Inputs((Source(file, OWN_IDS),), roots=())
        report = rebuild(inputs, IndexDirectory(Path(path)), options)
    if report.refused:
        raise EmptySourceError(["records"])
    return report
