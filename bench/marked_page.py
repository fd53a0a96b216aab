"""Pages of which a program writes a part: what stands between two lines."""

from __future__ import annotations

from pathlib import Path


def put(text: str, page: Path, begin: str, end: str) -> None:
    """Write a text in the place of what stands between two lines of a page.

    Raises:
        ValueError: the page lacks one of them; it stays as it was.
    """
    before, first, rest = page.read_text("utf-8").partition(begin)
    _, last, after = rest.partition(end)
    if not (first and last):
        raise ValueError(f"{page} lacks the lines {begin} and {end}")
    page.write_text(f"{before}{begin}\n\n{text}\n\n{end}{after}", "utf-8")
