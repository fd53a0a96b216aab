"""Whoosh's per-document columns, segment by segment."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def column_values(reader: Any, name: str) -> Iterator[Any]:
    """The value of a column for every document number, removed documents included.

    Args:
        reader: an open Whoosh IndexReader.
        name: the column's field.
    """
    for leaf, _ in reader.leaf_readers():
        size = leaf.doc_count_all()
        if size:
            column = leaf.column_reader(name)
            for number in range(size):
                yield column[number]
