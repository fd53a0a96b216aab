"""How well misspelt words are recovered, and how often right ones are not left alone.

    python -m bench.recovery                  the tables for ../shared
    python -m bench.recovery FOLDER --write   and into docs/relevance.md

FOLDER holds vectors/typos.tsv (wrong, right, category, times), vectors/typo_sentences.jsonl
(source, target, category) and corpora/ (paragraphs as JSON Lines). Words are offered from the words
of the corpora as they are written, hamzas and final letters and all; sentences are asked of an
index of the corpora, three words at a time. Costs and weights were chosen on one half of the words
(those whose CRC-32 is even); both halves are told.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import tempfile
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Final

import numpy as np

from bench.marked_page import put
from index.analysis.normalization.normalizer import fold, nfkc, spelling
from index.analysis.tokenizer import spans
from index.engines.protocols import NearForm
from index.engines.whoosh.kernels.dictionary_scan import near, signatures
from index.engines.whoosh.kernels.pointers import address
from index.engines.whoosh.segments.terms import Terms
from index.pipeline.build import rebuild
from index.store.generations import IndexDirectory
from search.model.records import SearchResponse
from search.model.request import SearchRequest
from search.recovery.spelling import suggestions
from search.service import SearchService

PAGE: Final = Path(__file__).resolve().parent.parent / "docs" / "relevance.md"
BEGIN: Final = "<!-- recovery: written by python -m bench.recovery --write -->"
END: Final = "<!-- recovery: end -->"
SHARED: Final = Path("../shared")
MOST: Final = 5
WINDOW: Final = 3
FOLDED: Final = "found by the plain query"


class Spellings:
    """The words of texts as they are written, without marks, as `Vocabulary` wants them.

    Args:
        frequencies: in how many paragraphs each stands.
    """

    def __init__(self, frequencies: Mapping[str, int]) -> None:
        """See the class."""
        self._words = sorted(frequencies, key=lambda word: word.encode())
        self._frequencies = frequencies
        self._terms = Terms.of(self._words)
        self._addresses = address(self._terms.blob), address(self._terms.starts)
        self._masks, self._lengths = np.empty(len(self), np.uint32), np.empty(len(self), np.uint8)
        signatures(*self._addresses, self._masks, self._lengths)

    def __len__(self) -> int:
        """How many there are."""
        return len(self._words)

    def near(self, forms: Sequence[str], edits: int = 0) -> Iterable[NearForm]:
        """The words within so many edits of one word."""
        (form,) = forms
        found, far = np.empty(len(self), np.uint32), np.empty(len(self), np.uint8)
        letters = np.array([ord(letter) for letter in form], np.int32)
        size = near(*self._addresses, self._masks, self._lengths, letters, edits, found, far)
        for number, distance in zip(found[:size].tolist(), far[:size].tolist(), strict=True):
            word = self._words[number]
            yield NearForm(word, self._frequencies[word], distance)


class Forms:
    """The same words as an index has them: folded to forms."""

    def __init__(self, frequencies: Mapping[str, int]) -> None:
        """See the class."""
        folded: Counter[str] = Counter()
        for word, documents in frequencies.items():
            folded[fold(word)] += documents
        folded.pop("", None)
        self._spellings = Spellings(folded)

    def near(self, forms: Sequence[str], edits: int = 0) -> Iterable[NearForm]:
        """The forms within so many edits of one form."""
        return self._spellings.near(forms, edits)


@dataclass(frozen=True, slots=True)
class Typo:
    """A misspelt word and the right one, without marks, with its category and how often seen."""

    wrong: str
    right: str
    category: str
    times: int

    @property
    def even(self) -> bool:
        """Whether it belongs to the half on which weights were chosen."""
        return zlib.crc32(self.wrong.encode()) % 2 == 0


def written(word: str) -> str:
    """A word as it is written, without marks."""
    return spelling(nfkc(word))


def frequencies(files: Iterable[Path]) -> Counter[str]:
    """In how many paragraphs each word stands; with different signs beside it counts apart."""
    chunks: Counter[str] = Counter()
    for file in files:
        for line in lines_of(file):
            record = json.loads(line)
            chunks.update(set(f"{record['title']} {record['text']}".split()))
    words: Counter[str] = Counter()
    for chunk, count in chunks.items():
        for start, end in spans(chunk):
            words[written(chunk[start:end])] += count
    words.pop("", None)
    return words


def lines_of(file: Path) -> Iterator[str]:
    """The lines of a file, which may be compressed."""
    if file.suffix == ".gz":
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            yield from lines
    else:
        with file.open(encoding="utf-8") as lines:
            yield from lines


def typos(path: Path) -> list[Typo]:
    """The single words among the misspellings that differ in more than marks."""
    found = []
    for line in path.read_text(encoding="utf-8").splitlines()[1:]:
        wrong, right, category, times = line.split("\t")
        single = all(len(list(spans(word))) == 1 for word in (wrong, right))
        if single and written(wrong) != written(right):
            found.append(Typo(written(wrong), written(right), category, int(times)))
    return found


@dataclass(frozen=True, slots=True)
class Offered:
    """How often the right word is offered."""

    typos: int
    first: int
    among: int
    absent: int

    @property
    def cells(self) -> str:
        """As cells of a table."""
        if not self.typos:
            return "0 | - | - | 0"
        first, among = self.first / self.typos, self.among / self.typos
        return f"{self.typos} | {first:.3f} | {among:.3f} | {self.absent}"


def offered(
    asked: Sequence[Typo],
    suggested: Callable[[Typo], Sequence[str]],
    known: Callable[[Typo], bool],
) -> Offered:
    """Ask for each."""
    places = [
        (list(found).index(typo.right) if typo.right in found else MOST)
        for typo in asked
        for found in (suggested(typo),)
    ]
    return Offered(
        len(asked),
        sum(place == 0 for place in places),
        sum(place < MOST for place in places),
        sum(not known(typo) for typo in asked),
    )


def by_category(
    asked: Sequence[Typo],
    suggested: Callable[[Typo], Sequence[str]],
    known: Callable[[Typo], bool],
) -> list[str]:
    """Rows of a table: each category, each half, all."""
    rows = []
    for category in sorted({typo.category for typo in asked}):
        of = [typo for typo in asked if typo.category == category]
        rows.append(f"| {category} | {offered(of, suggested, known).cells} |")
    for name, even in (("the half chosen on", True), ("the other half", False)):
        half = [typo for typo in asked if typo.even == even]
        rows.append(f"| {name} | {offered(half, suggested, known).cells} |")
    rows.append(f"| **all** | {offered(asked, suggested, known).cells} |")
    return rows


HEAD: Final = (
    "| category | words | offered first | within five | not in the corpora |",
    "|---|---:|---:|---:|---:|",
)


def word_tables(asked: Sequence[Typo], counted: Mapping[str, int]) -> list[str]:
    """The tables of words offered: as written, and as an index folds them."""
    as_written, folded = Spellings(counted), Forms(counted)
    different = [typo for typo in asked if fold(typo.wrong) != fold(typo.right)]
    known = {typo.right for typo in asked if typo.right in counted}
    return [
        f"Words offered for a misspelt one, from the {len(as_written):,} spellings of the corpora:",
        "",
        *HEAD,
        *by_category(
            asked,
            lambda typo: [each.form for each in suggestions(typo.wrong, as_written.near, MOST)],
            lambda typo: typo.right in known,
        ),
        "",
        f"{len(asked) - len(different)} of these {len(asked)} need no recovery, for an index"
        " folds what differs. The others, from forms as an index has them:",
        "",
        *HEAD,
        *by_category(
            [Typo(fold(t.wrong), fold(t.right), t.category, t.times) for t in different],
            lambda typo: [each.form for each in suggestions(typo.wrong, folded.near, MOST)],
            lambda typo: True,
        ),
    ]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with a mistake, and without."""

    source: str
    target: str
    category: str


def sentences(path: Path) -> list[Sentence]:
    """The sentence pairs of a file."""
    records = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return [Sentence(each["source"], each["target"], each["category"]) for each in records]


def windows(text: str) -> Iterator[str]:
    """The words of a text, three at a time."""
    words = text.split()
    for start in range(0, len(words), WINDOW):
        yield " ".join(words[start : start + WINDOW])


@dataclass(frozen=True, slots=True)
class LeftAlone:
    """What is done to right words."""

    words: int
    replaced: int
    offered: int
    examples: tuple[str, ...]


def left_alone(service: SearchService, texts: Iterable[str]) -> LeftAlone:
    """Ask for words as they stand in right sentences."""
    words = replaced = suggested = 0
    examples = []
    for text in texts:
        response = ask(service, text)
        words += len(text.split())
        for recovery in response.query.recoveries[:1]:
            changed = len(recovery.replacements)
            replaced += changed if recovery.searched else 0
            suggested += 0 if recovery.searched else changed
            if recovery.searched:
                examples.append(f"{text} -> {recovery.text}")
    return LeftAlone(words, replaced, suggested, tuple(examples))


def ask(service: SearchService, text: str) -> SearchResponse:
    """One page without snippets."""
    return service.search(SearchRequest(text, fragments=0))


def mistaken(sentence: Sentence) -> tuple[str, str] | None:
    """The three words around a sentence's one mistake, as they stand and as they should."""
    source, target = sentence.source.split(), sentence.target.split()
    first = next((n for n, (a, b) in enumerate(zip(source, target, strict=False)) if a != b), None)
    if first is None or abs(len(source) - len(target)) > 1:
        return None
    behind = 0
    while (
        behind < min(len(source), len(target)) - first - 1
        and source[-1 - behind] == target[-1 - behind]
    ):
        behind += 1
    begin = max(0, first - 1)
    wrong = source[begin : len(source) - behind + 1]
    right = target[begin : len(target) - behind + 1]
    if len(wrong) > WINDOW + 1 or len(right) > WINDOW + 1:
        return None
    return " ".join(wrong), " ".join(right)


SPELLING_CATEGORIES: Final = {
    "letter_confusion_د_ذ", "letter_confusion_ض_ظ", "letter_confusion_س_ص", "letter_confusion_ت_ط",
    "dad_za", "dal_thal", "missing_char", "repeated_char", "space_split", "space_join",
}  # fmt: skip


def forms_of(text: str) -> tuple[str, ...]:
    """The forms of a text's words."""
    return tuple(fold(text[start:end]) for start, end in spans(text))


def restored(service: SearchService, found: Sequence[Sentence]) -> list[str]:
    """Rows: of mistakes among their neighbours, how many are put right, offered, or left."""
    counts: dict[str, Counter[str]] = {}
    for sentence in found:
        pair = mistaken(sentence) if sentence.category in SPELLING_CATEGORIES else None
        if pair is None or forms_of(pair[0]) == forms_of(pair[1]):
            continue
        counted = counts.setdefault(sentence.category, Counter())
        query = ask(service, pair[0]).query
        texts = [forms_of(each.text) for each in query.recoveries]
        right = forms_of(pair[1])
        counted["all"] += 1
        counted["searched"] += query.searched != query.text and texts[0] == right
        counted["offered"] += right in texts
        counted["wrongly"] += query.searched != query.text and texts[0] != right
    rows = []
    for category, counted in sorted(counts.items()):
        rows.append(
            f"| {category} | {counted['all']} | {counted['searched']} | {counted['offered']} |"
            f" {counted['wrongly']} |"
        )
    return rows


def sentence_tables(folder: Path, service: SearchService, most: int) -> list[str]:
    """The tables of words in sentences."""
    pairs = sentences(folder / "vectors" / "typo_sentences.jsonl")
    random.Random(4).shuffle(pairs)
    chosen = pairs[:most]
    alone = left_alone(service, (window for each in chosen for window in windows(each.target)))
    single = left_alone(
        service, (word for each in chosen[: most // 4] for word in each.target.split())
    )
    rows = [
        _alone_row("three at a time", alone),
        _alone_row("one by one", single),
    ]
    for example in (*alone.examples[:40], *single.examples[:40]):
        print("  changed:", example)
    return [
        f"The words of {len(chosen):,} right sentences, each asked of an index of the corpora"
        f" (one by one: of {len(chosen) // 4:,} of them):",
        "",
        "| asked | words | changed | share | another offered |",
        "|---|---:|---:|---:|---:|",
        *rows,
        "",
        "Words that an index takes for others, misspelt, with their neighbours:",
        "",
        "| category | mistakes | searched instead | offered or searched | another searched |",
        "|---|---:|---:|---:|---:|",
        *restored(service, pairs),
    ]


def _alone_row(name: str, alone: LeftAlone) -> str:
    share = f"{alone.replaced / alone.words:.2%}" if alone.words else "-"
    return f"| {name} | {alone.words:,} | {alone.replaced} | {share} | {alone.offered} |"


def speed_rows(service: SearchService, asked: Sequence[Typo]) -> list[str]:
    """How long searches take that find nothing, with recovery and as written."""
    queries = [typo.wrong for typo in asked if fold(typo.wrong) != fold(typo.right)][:60]
    taken: dict[bool, list[float]] = {True: [], False: []}
    for recover in (True, False):
        for text in queries[:5] + queries:
            began = time.perf_counter()
            service.search(SearchRequest(text, fragments=0, recover=recover))
            taken[recover].append((time.perf_counter() - began) * 1000)
    return [
        f"A search for one of these words takes {median(taken[True][5:]):.1f} ms at the median,"
        f" as it is written {median(taken[False][5:]):.1f} ms.",
    ]


def tables(folder: Path, most: int, index: Path | None) -> str:
    """What stands between the markers of the page."""
    files = sorted((folder / "corpora").iterdir())
    asked = typos(folder / "vectors" / "typos.tsv")
    lines = word_tables(asked, frequencies(files))
    if most:
        with tempfile.TemporaryDirectory(prefix="fihris-recovery-") as made:
            if index is None:
                rebuild([folder / "corpora"], IndexDirectory(Path(made)))
            with closing(SearchService.over(index or Path(made))) as service:
                lines += ["", *sentence_tables(folder, service, most)]
                lines += ["", *speed_rows(service, asked)]
    return "\n".join(lines)


def main() -> None:
    """Measure, print and perhaps write."""
    parser = argparse.ArgumentParser(description="Recovery of misspelt words.")
    parser.add_argument("folder", type=Path, nargs="?", default=SHARED)
    parser.add_argument("--sentences", type=int, default=1000, help="right sentences; 0 for none")
    parser.add_argument("--index", type=Path, help="an index of the corpora, else one is made")
    parser.add_argument("--write", action="store_true", help="write into docs/relevance.md")
    chosen = parser.parse_args()
    content = tables(chosen.folder, chosen.sentences, chosen.index)
    print(content)
    if chosen.write:
        put(content, PAGE, BEGIN, END)


if __name__ == "__main__":
    main()
