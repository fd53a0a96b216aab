"""How good the answers are: the whole search on judged collections, beside its peers.

    python -m bench.relevance                    the tables for ../shared/eval
    python -m bench.relevance FOLDER --write     and into docs/relevance.md

FOLDER holds collections in BEIR layout. Each is asked as `fihris evaluate` asks it, then with
parts of the ranking left out, and then of Lucene (if there is a Java of version 21, and Maven) and
of tantivy.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Final

from bench.marked_page import put
from bench.performance.peers.lucene import Java, NoJavaError, compiled
from bench.relevance import weights
from bench.relevance.contenders import SOURCE
from bench.relevance.measured import measured
from bench.relevance.tables import tables

ROOT: Final = Path(__file__).resolve().parent.parent.parent
PAGE: Final = ROOT / "docs" / "relevance.md"
BEGIN: Final = "<!-- relevance: written by python -m bench.relevance --write -->"
END: Final = "<!-- relevance: end -->"
COLLECTIONS: Final = Path("../shared/eval")


def _java(work: Path) -> Java | None:
    try:
        return compiled(work / "lucene", SOURCE)
    except NoJavaError as error:
        print(f"Lucene is left out: {error}", file=sys.stderr)
        return None


def main() -> None:
    """Measure, print and perhaps write."""
    parser = argparse.ArgumentParser(description="Relevance on judged collections.")
    parser.add_argument("folder", type=Path, nargs="?", default=COLLECTIONS)
    parser.add_argument("--work", type=Path, default=ROOT / "build" / "bench")
    parser.add_argument("--write", action="store_true", help="write into docs/relevance.md")
    chosen = parser.parse_args()
    folders = sorted(path for path in chosen.folder.iterdir() if (path / "qrels").is_dir())
    java = _java(chosen.work)
    content = tables(
        [measured(folder, java) for folder in folders],
        weights.table({folder.name: weights.features_of_collection(folder) for folder in folders}),
    )
    print(content)
    if chosen.write:
        put(content, PAGE, BEGIN, END)


if __name__ == "__main__":
    main()
