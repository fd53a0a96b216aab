"""Where our stems differ from those that Lucene's Arabic tests expect, and why.

python -m tests.index.analysis.lucene_table            the table
python -m tests.index.analysis.lucene_table --write    and into docs/analysis.md
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from index.analysis import Analyzer

ROOT: Final = Path(__file__).resolve().parents[3]
VECTORS: Final = ROOT.parent / "shared" / "vectors" / "lucene_arabic.tsv"
PAGE: Final = ROOT / "docs" / "analysis.md"
BEGIN: Final = "<!-- lucene: written by python -m tests.index.analysis.lucene_table --write -->"
END: Final = "<!-- lucene: end -->"

_TWO_SUFFIXES: Final = (
    "Neither: ساهدهات is no word. Lucene cuts two suffixes in a row, we only what one Arabic "
    "word can end in, so that a stem does not lose letters of its own."
)
_PRONOUN: Final = (
    "Better: كم is a pronoun (your oaths), and أيمان the plural of يمين, whose stem it has."
)
_NISBA: Final = (
    "Better: relative adjectives are words of their own, whose forms share the stem أمريكي here; "
    "the root joins them with the name, أمريكا."
)
_SPELLED: Final = "The same word; stems are spelled as dictionaries spell it, hamzas too."
REASONS: Final = {
    "للاخر": _SPELLED,
    "الو": _SPELLED,
    "ساهدهات": _TWO_SUFFIXES,
    "كبيرة the quick ساهدهات": _TWO_SUFFIXES,
    "English": "Better: a search for english finds English. Lucene's row tests its stemmer alone; "
    "its analyzer lowers case too.",
    "امريكي": _NISBA,
    "أمريكيين": _NISBA,
    "ما ملكت أيمانكم": _PRONOUN,
    "الذين ملكت أيمانكم": _PRONOUN,
}
"""Input of a row that we answer differently -> whether that is better, and why."""


@dataclass(frozen=True, slots=True)
class Row:
    """One of Lucene's expectations; `answers` are our terms."""

    stage: str
    given: str
    expected: tuple[str, ...]
    answers: tuple[str, ...]


def rows(vectors: Path) -> list[Row]:
    """Every row of the file with our answer: forms for `normalize`, stems for the others."""
    analyzer = Analyzer()
    with vectors.open(encoding="utf-8", newline="") as lines:
        next(lines)
        return [
            Row(stage, given, tuple(expected.split("|")), answers(analyzer, stage, given))
            for stage, given, expected in csv.reader(lines, delimiter="\t")
        ]


def answers(analyzer: Analyzer, stage: str, given: str) -> tuple[str, ...]:
    """Our terms for one row; an analyzer of Lucene's leaves stop words out."""
    return tuple(
        token.form if stage == "normalize" else token.stem
        for token in analyzer.tokens(given)
        if stage != "analyzer" or not analyzer.is_stop_word(token.form)
    )


def differing(vectors: Path) -> list[Row]:
    """The rows for stems that we answer differently."""
    return [r for r in rows(vectors) if r.stage != "normalize" and r.answers != r.expected]


def table(vectors: Path) -> str:
    """The differing rows as Markdown.

    Raises:
        KeyError: a row differs and nobody has said why.
    """
    different = differing(vectors)
    lines = [
        "| test | input | Lucene | Fihris | better or worse, and why |",
        "|---|---|---|---|---|",
    ]
    lines += [
        f"| {r.stage} | {r.given} | {' '.join(r.expected)} | {' '.join(r.answers)} "
        f"| {REASONS[r.given]} |"
        for r in different
    ]
    stems = [r for r in rows(vectors) if r.stage != "normalize"]
    same = len(stems) - len(different)
    return "\n".join([*lines, "", f"The other {same} of {len(stems)} rows agree."])


def block(page: str) -> str:
    """What stands between the markers of the page.

    Raises:
        ValueError: the page lacks a marker.
    """
    return page[page.index(BEGIN) + len(BEGIN) : page.index(END)].strip()


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table; write the page if asked to."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--write", action="store_true", help=f"write it into {PAGE.name}")
    chosen = parser.parse_args(arguments)
    made = table(VECTORS)
    print(made)
    if chosen.write:
        page = PAGE.read_text(encoding="utf-8")
        before, after = page[: page.index(BEGIN) + len(BEGIN)], page[page.index(END) :]
        PAGE.write_text(f"{before}\n\n{made}\n\n{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
