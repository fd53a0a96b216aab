"""Edit distance between two forms, with swaps of neighbours."""

from __future__ import annotations


def within(one: str, other: str, limit: int) -> int | None:
    """The optimal string alignment distance of two words, if it is at most `limit`.

    Insertions, deletions, substitutions and swaps of two neighbours cost 1 each, and no part
    is edited twice (Boytsov 2011, "Indexing methods for approximate dictionary searching",
    section 2.1). Only the cells of the table that can hold `limit` or less are worked out
    (Ukkonen 1985, "Algorithms for approximate string matching"), so long words are cheap.

    Args:
        one: a form.
        other: a form.
        limit: the largest distance of interest, in edits.

    Returns:
        The distance, or None where it is larger than `limit`.
    """
    if abs(len(one) - len(other)) > limit:
        return None
    far = limit + 1
    before: dict[int, int] = {}
    last = {column: column for column in range(min(limit, len(other)) + 1)}
    for row, letter in enumerate(one, 1):
        line: dict[int, int] = {}
        for column in range(max(0, row - limit), min(len(other), row + limit) + 1):
            cost = last.get(column, far) + 1
            if column:
                rival = other[column - 1]
                cost = min(
                    cost,
                    line.get(column - 1, far) + 1,
                    last.get(column - 1, far) + (letter != rival),
                )
                if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == rival:
                    cost = min(cost, before.get(column - 2, far) + 1)
            line[column] = cost
        if min(line.values()) > limit and min(last.values()) > limit:
            return None
        before, last = last, line
    distance = last.get(len(other), far)
    return distance if distance <= limit else None
