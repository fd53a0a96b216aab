"""How well names are bridged: the other spellings of a name, and words that must stay apart.

    python -m bench.names                    the tables for ../shared
    python -m bench.names FOLDER --write     and into docs/relevance.md

FOLDER holds vectors/name_variants.tsv, groups of spellings of one name each, and corpora/, plain
text. Every spelling is a document of one index; each is asked for the others of its group, and
every spelling of all other groups is a wrong answer. The groups are in two halves, by a checksum
of the name: the costs of letters were fitted to the first, the limits set in sight of both.
"""

from __future__ import annotations

import argparse
import gzip
import json
import tempfile
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from typing import Final

from bench.marked_page import put
from index.analysis import Analyzer
from index.analysis.normalization.normalizer import fold
from index.analysis.tokenizer import spans
from index.pipeline.build import BuildOptions, rebuild
from index.store.generations import IndexDirectory
from search.expansion.name_spellings import Names, NameSpellings, reading_of
from search.retrieval.index_handle import IndexHandle, IndexSnapshot

PAGE: Final = Path(__file__).resolve().parent.parent / "docs" / "relevance.md"
BEGIN: Final = "<!-- names: written by python -m bench.names --write -->"
END: Final = "<!-- names: end -->"
FOLDER: Final = Path("../shared")
VECTORS: Final = "vectors/name_variants.tsv"
CORPUS: Final = "corpora/wiki-ar-paragraphs.jsonl.gz"
FREQUENT: Final = 2_000
FIRST: Final = 10
HALVES: Final = ("first half", "second half", "both")


@dataclass(frozen=True, slots=True)
class Group:
    """The spellings of one name as forms, those that are equal as forms once."""

    name: str
    forms: tuple[str, ...]

    @property
    def half(self) -> int:
        """Which half it is in: 0 or 1."""
        return zlib.crc32(self.name.encode()) % 2


@dataclass(frozen=True, slots=True)
class Asked:
    """One spelling: what it should be expanded to, and what it is."""

    wanted: frozenset[str]
    found: tuple[str, ...]
    half: int

    @property
    def right(self) -> int:
        """How many of the found are wanted."""
        return len(self.wanted.intersection(self.found))


@dataclass(frozen=True, slots=True)
class Measured:
    """Recall and precision over some spellings.

    Attributes:
        asked: how many were asked for.
        recall: mean over those with other spellings.
        precision: mean over those that were expanded.
        pairs_recall: of all pairs of spellings of one name together.
        pairs_precision: of all pairs that were found together.
    """

    asked: int
    recall: float
    precision: float
    pairs_recall: float
    pairs_precision: float


@dataclass(frozen=True, slots=True)
class Words:
    """The most frequent ordinary words of a text.

    Attributes:
        looked_at: how many.
        expanded: those that were, with what.
        to_words: pairs of which both are ordinary words.
    """

    looked_at: int
    expanded: tuple[tuple[str, tuple[str, ...]], ...]
    to_words: tuple[tuple[str, str], ...]


def read_groups(path: Path) -> list[Group]:
    """The groups of a file: a header, then a name, a tab and spellings divided by `|`."""
    groups = []
    for line in path.read_text("utf-8").splitlines()[1:]:
        name, spellings = line.split("\t")
        groups.append(Group(name, tuple(dict.fromkeys(map(fold, spellings.split("|"))))))
    return groups


@contextmanager
def indexed(texts: Sequence[str] | Path) -> Iterator[IndexSnapshot]:
    """An index of texts, a document each, or of a file, while the context lasts."""
    with tempfile.TemporaryDirectory(prefix="fihris-names-") as temporary:
        source = texts if isinstance(texts, Path) else Path(temporary) / "texts.jsonl"
        if not isinstance(texts, Path):
            lines = (json.dumps({"_id": str(n), "text": text}) for n, text in enumerate(texts))
            source.write_text("\n".join(lines), "utf-8")
        directory = IndexDirectory(Path(temporary) / "index")
        rebuild([source], directory, BuildOptions())
        library = IndexHandle(directory.path)
        try:
            with library.snapshot() as snapshot:
                yield snapshot
        finally:
            library.close()


def expansions(groups: Sequence[Group]) -> list[Asked]:
    """What each spelling is expanded to in an index of all of them."""
    mates: dict[str, set[str]] = defaultdict(set)
    halves: dict[str, int] = {}
    for group in groups:
        for form in group.forms:
            mates[form] |= {*group.forms} - {form}
            halves.setdefault(form, group.half)
    with indexed(list(mates)) as snapshot, snapshot.analyzer() as analyzer:
        return [
            Asked(frozenset(mates[form]), found_for(form, snapshot.names, analyzer), halves[form])
            for form in mates
        ]


def found_for(form: str, names: Names, analyzer: Analyzer) -> tuple[str, ...]:
    """The first of the spellings that a form is expanded to."""
    reading = reading_of(form, analyzer)
    return names.spellings_of(reading, analyzer).spellings[:FIRST] if reading else ()


def measured(asked: Sequence[Asked]) -> Measured:
    """The measures of some spellings."""
    with_others = [one for one in asked if one.wanted]
    expanded = [one for one in asked if one.found]
    right = sum(one.right for one in asked)
    return Measured(
        asked=len(asked),
        recall=mean(one.right / len(one.wanted) for one in with_others),
        precision=mean(one.right / len(one.found) for one in expanded),
        pairs_recall=right / sum(len(one.wanted) for one in asked),
        pairs_precision=right / sum(len(one.found) for one in asked),
    )


def frequent(corpus: Path, names: frozenset[str]) -> list[str]:
    """The forms that stand in the most documents of a corpus and are in no group of names."""
    counted: Counter[str] = Counter()
    known: dict[str, tuple[str, ...]] = {}
    with gzip.open(corpus, "rt", encoding="utf-8") as lines:
        for line in lines:
            found: set[str] = set()
            for chunk in json.loads(line)["text"].split():
                if chunk not in known:
                    known[chunk] = tuple(fold(chunk[start:end]) for start, end in spans(chunk))
                found.update(known[chunk])
            counted.update(found)
    ordered = sorted(counted, key=lambda form: (-counted[form], form))
    return [form for form in ordered if form.isalpha() and form not in names][:FREQUENT]


def ordinary(corpus: Path, names: frozenset[str]) -> Words:
    """What the frequent words of a corpus are expanded to in an index of it."""
    words = frequent(corpus, names)
    with indexed(corpus) as snapshot, snapshot.analyzer() as analyzer:
        found = [(word, searched_for(word, snapshot.names, analyzer)) for word in words]
        every = frozenset(words)
        to_words = tuple(
            (word, other)
            for word, others in found
            for other in others
            if other in every or _is_ordinary(other, snapshot.names, analyzer)
        )
    return Words(len(words), tuple(each for each in found if each[1]), to_words)


def searched_for(form: str, names: Names, analyzer: Analyzer) -> tuple[str, ...]:
    """The other spellings that a search for a form searches for too."""
    reading = reading_of(form, analyzer)
    name = names.spellings_of(reading, analyzer) if reading else NameSpellings(form)
    return tuple(each.form for each in names.additional_readings(name, analyzer))


def _is_ordinary(form: str, names: Names, analyzer: Analyzer) -> bool:
    reading = reading_of(form, analyzer)
    return reading is not None and names.is_ordinary(reading, analyzer)


def report(asked: Sequence[Asked], words: Words) -> str:
    """What stands between the markers of the page."""
    lines = [
        "| groups | spellings | recall | precision | recall of pairs | precision of pairs |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for number, name in enumerate(HALVES):
        some = [one for one in asked if number == len(HALVES) - 1 or one.half == number]
        of = measured(some)
        cells = (of.recall, of.precision, of.pairs_recall, of.pairs_precision)
        lines.append(f"| {name} | {of.asked:,} | {' | '.join(f'{cell:.3f}' for cell in cells)} |")
    pairs = "; ".join(f"{one} as {other}" for one, other in words.to_words)
    lines += [
        "",
        f"Of the {words.looked_at:,} most frequent words of the corpus that are in no group of"
        f" names, {len(words.expanded)} are searched for in other spellings too, mostly misspelt;"
        f" {len(words.to_words)} times that is another of these words or one whose root has other"
        f" words in the corpus{f': {pairs}' if pairs else ''}.",
    ]
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print, or write."""
    parser = argparse.ArgumentParser(prog="python -m bench.names", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    parser.add_argument("--write", action="store_true", help="write it into docs/relevance.md too")
    parser.add_argument("--expanded", action="store_true", help="print the frequent words too")
    chosen = parser.parse_args(arguments)
    groups = read_groups(chosen.folder / VECTORS)
    names = frozenset(form for group in groups for form in group.forms)
    words = ordinary(chosen.folder / CORPUS, names)
    text = report(expansions(groups), words)
    print(text)
    if chosen.expanded:
        for word, others in words.expanded:
            print(word, *others)
    if chosen.write:
        put(text, PAGE, BEGIN, END)


if __name__ == "__main__":
    main()
