"""Edit distance between two forms, with swaps of neighbours."""

from __future__ import annotations


def within(one: str, other: str, limit: int) -> int | None:
    """The optimal string alignment distance of two words, if it is at most `limit`.

    Insertions, deletions, substitutions and swaps of two neighbours cost 1 each, and no part
    is edited twice (Boytsov 2011, "Indexing methods for approximate dictionary searching",
    section 2.1).

    Args:
        one: a form.
        other: a form.
        limit: the largest distance of interest, in edits.

    Returns:
        The distance, or None where it is larger than `limit`.
    """
    if abs(len(one) - len(other)) > limit:
        return None
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        line = [row]
        for column, rival in enumerate(other, 1):
            cost = min(last[column] + 1, line[column - 1] + 1, last[column - 1] + (letter != rival))
            swapped = (
                row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == rival
            )
            if swapped:
                cost = min(cost, before[column - 2] + 1)
            line.append(cost)
        if min(line) > limit and min(last) > limit:
            return None
        before, last = last, line
    return last[-1] if last[-1] <= limit else None
