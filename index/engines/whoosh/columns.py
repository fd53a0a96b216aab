"""Whoosh's per-document columns, over all segments."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh import columns


def column_values(reader: Any, name: str) -> Iterator[bytes]:
    """The bytes in a column for every document number, removed documents included.

    Args:
        reader: an open Whoosh IndexReader.
        name: the column's field.
    """
    for leaf, _ in reader.leaf_readers():
        if leaf.doc_count_all():
            yield from leaf.column_reader(name, translate=False)


def column_numbers(reader: Any, name: str, kind: type[np.generic]) -> NDArray[Any]:
    """The same for a column of numbers, as one array.

    Args:
        reader: as above.
        name: the field of a NumbersColumn.
        kind: the type of number that is wanted.
    """
    parts = [np.empty(0, kind)]
    for leaf, _ in reader.leaf_readers():
        size = leaf.doc_count_all()
        column = leaf.column_reader(name, translate=False) if size else None
        if isinstance(column, columns.EmptyColumnReader):
            parts.append(np.full(size, column[0], kind))
        elif column is not None:
            parts.append(column.whole().astype(kind))
    return np.concatenate(parts)
