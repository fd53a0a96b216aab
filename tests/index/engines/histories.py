"""Random histories of an index, and what it holds after each as plain dictionaries."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from whoosh import index as whoosh_index

from index.analysis.token import Level, Reading
from index.engines.columns import ColumnArrays, columns_of
from index.engines.protocols import LEVELS, AnalyzedDocument, BatchWriter, DocumentBatch, Writer
from index.engines.stored_documents import blocks_of, pack_block
from index.engines.whoosh.compat.codec import open_index
from index.engines.whoosh.segments.segment import SegmentReader
from index.engines.whoosh.segments.toc import read_toc
from index.engines.whoosh.writer import WhooshWriter
from index.engines.words import BatchWords, word_of
from index.model.columns import ColumnValues, Value
from index.model.document import Document
from index.model.query import TextField

# Few and short, so that words share terms, prefixes and near neighbours; of one to four bytes.
TERMS = ("ا", "اب", "ابت", "اباب", "ب", "بت", "باب", "ت", "تاب", "x", "ab", "غ", "ﷺ", "𐤀", "𐤀ب")
IDS = (*(f"d{number}" for number in range(12)), "", "كتاب/١.txt", "half \ud83d", "𐤀#7")
SOURCES = (None, "صحيفة", "مجلة", "صحيفة اب")

Positions = Mapping[str, Mapping[str, list[int]]]


@dataclass(frozen=True, slots=True)
class Small:
    """A document as the words of its fields."""

    document: Document
    words: Mapping[TextField, tuple[tuple[Reading, ...], ...]]

    @property
    def analyzed(self) -> AnalyzedDocument:
        """As the analysis gives it."""
        return AnalyzedDocument(self.document, self.words)


@dataclass(frozen=True, slots=True)
class Session:
    """What one writer does.

    Attributes:
        removed: ids to remove, known or not.
        added: documents that come one by one.
        taken: documents that come at once behind them, with different ids.
        memory: of the writer, in bytes.
    """

    removed: tuple[str, ...] = ()
    added: tuple[Small, ...] = ()
    taken: tuple[Small, ...] = ()
    memory: int | None = None

    def write(self, writer: Writer) -> None:
        """Do it, but for the commit."""
        writer.remove(self.removed)
        writer.add(small.analyzed for small in self.added)
        if self.taken:
            assert isinstance(writer, BatchWriter)
            writer.add_batch(batch_of(self.taken))

    def changed(self, held: Mapping[str, Small]) -> dict[str, Small]:
        """What an index holds behind it that held `held` before."""
        left = {identity: small for identity, small in held.items() if identity not in self.removed}
        return left | {small.document.id: small for small in (*self.added, *self.taken)}


@dataclass(frozen=True)
class Model:
    """What an index holds.

    Attributes:
        held: by id.
        positions: by field and level, for each term and id.
    """

    held: Mapping[str, Small]
    positions: Mapping[tuple[TextField, Level], Positions] = field(init=False)

    def __post_init__(self) -> None:
        """Find the positions."""
        found = {
            (text_field, level): _positions(self.held.values(), text_field, level)
            for text_field, levels in LEVELS.items()
            for level in levels
        }
        object.__setattr__(self, "positions", found)

    def length(self, identity: str, text_field: TextField) -> int:
        """Tokens of a document."""
        return len(self.held[identity].words[text_field])


def _positions(held: Iterable[Small], text_field: TextField, level: Level) -> Positions:
    found: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for small in held:
        for position, readings in enumerate(small.words[text_field]):
            for term in {reading.at(level) for reading in readings}:
                found[term][small.document.id].append(position)
    return found


def batch_of(smalls: Sequence[Small]) -> DocumentBatch:
    """Documents as a batch."""
    numbers: dict[str, int] = {}
    tokens: dict[TextField, list[int]] = {text_field: [] for text_field in LEVELS}
    lengths: dict[TextField, list[int]] = {text_field: [] for text_field in LEVELS}
    for small in smalls:
        for text_field, words in small.words.items():
            texts = map(word_of, words)
            tokens[text_field] += [numbers.setdefault(text, len(numbers)) for text in texts]
            lengths[text_field].append(len(words))
    documents = [small.document for small in smalls]
    blocks = list(blocks_of(documents))
    return DocumentBatch(
        ids=tuple(document.id for document in documents),
        columns=columns_of(documents),
        words=BatchWords.of(numbers),
        tokens={each: np.array(known, np.uint32) for each, known in tokens.items()},
        lengths={each: np.array(known, np.uint32) for each, known in lengths.items()},
        blocks=tuple(map(pack_block, blocks)),
        in_block=np.array(list(map(len, blocks)), np.uint32),
    )


def values_of(columns: Mapping[str, ColumnArrays], documents: int) -> list[ColumnValues]:
    """The columns of each document, as `Document` has them."""
    found: list[dict[str, tuple[Value, ...]]] = [{} for _ in range(documents)]
    for name, arrays in columns.items():
        for number, values in enumerate(found):
            if arrays.first[number]:
                ranks = [arrays.first[number], *arrays.further[arrays.others == number]]
                values[name] = tuple(arrays.values[rank - 1] for rank in ranks)
    return list(found)


def small(
    identity: str,
    body: Iterable[tuple[Reading, ...]] = (),
    title: Iterable[tuple[Reading, ...]] = (),
    source: str | None = None,
    date: dt.date | None = None,
    columns: ColumnValues | None = None,
) -> Small:
    """A document."""
    words = {
        TextField.TITLE: tuple(title),
        TextField.BODY: tuple(body),
        TextField.SOURCE: tuple(plain(text) for text in (source or "").split()),
    }
    text = " ".join(readings[0].form for readings in words[TextField.BODY])
    return Small(
        Document(identity, f"عنوان {identity}", text, source, date=date, columns=columns or {}),
        words,
    )


def plain(text: str) -> tuple[Reading, ...]:
    """A word whose terms are all its text."""
    return (Reading(text, text, text),)


def tried(times: int) -> settings:
    """Settings for so many examples, large ones and on a busy machine too."""
    slow = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example)
    return settings(max_examples=times, suppress_health_check=slow)


@contextmanager
def empty_folder() -> Iterator[Path]:
    """A folder in memory, where there is such a thing: bringing files to a disk takes its time."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        yield Path(folder)


def write(folder: Path, sessions: Iterable[Session]) -> Model:
    """Write a history; say what the index holds behind it."""
    held: dict[str, Small] = {}
    for number, session in enumerate(sessions):
        writer = WhooshWriter(folder, new=number == 0, memory=session.memory)
        session.write(writer)
        writer.commit()
        held = session.changed(held)
    return Model(held)


def many(count: int, seed: int, removed: int) -> list[Session]:
    """As many documents, some of them removed later and half of those added again.

    Lists have several blocks, a few documents are long, and a few hold a word very often.
    """
    gone = range(0, count, max(1, count // removed)) if removed else range(0)
    return [
        Session(taken=tuple(_drawn(number, seed) for number in range(count))),
        Session(removed=tuple(f"n{number}" for number in gone)),
        Session(taken=tuple(_drawn(number, seed + 1) for number in gone[::2])),
    ]


def _drawn(number: int, seed: int) -> Small:
    body = [_WORDS[number * step * seed % len(_WORDS)] for step in range(1 + number * seed % 23)]
    body *= 60 if number % 97 == seed % 97 else 1
    body += [_WORDS[number % len(_WORDS)]] * (_OFTEN[number % 10] if number % 211 == 0 else 0)
    day = dt.date(2020, 1, 1) + dt.timedelta(number % 50)
    return small(f"n{number}", body, body[:2], SOURCES[number % 3], day)


_WORDS = [(Reading(TERMS[each], TERMS[each % 3], TERMS[each % 2]),) for each in range(6)] + [
    (Reading("ا", "اب", "ب"), Reading("ب", "اب", "ت"))
]
# Where a count needs another byte, or a table ends.
_OFTEN = (8, 9, 15, 16, 17, 254, 255, 256, 1030, 3000)


def segments(folder: Path) -> list[SegmentReader]:
    """All segments of an index."""
    return [SegmentReader(folder, each.name, each.removed) for each in read_toc(folder)]


def stock(folder: Path) -> whoosh_index.Index:
    """The same folder for Whoosh's own searcher."""
    return open_index(folder)


terms = st.sampled_from(TERMS)
readings = st.builds(Reading, terms, terms, terms)
words = st.lists(readings, min_size=1, max_size=3, unique=True).map(tuple)
usual_words = st.one_of(terms.map(plain), terms.map(plain), words)
texts = st.lists(usual_words, max_size=10) | st.builds(
    lambda few, times: few * times,
    st.lists(usual_words, max_size=3),
    st.sampled_from((2, 8, 16, 90, 256)),
)
columns = st.fixed_dictionaries({
    "author": st.lists(st.sampled_from(("ب", "ا", "", "x:y")), max_size=3, unique=True).map(tuple),
    "pages": st.sampled_from(((), (1,), (-2.5,), (1e300,))),
    "\u0646.x:": st.just(()) | st.dates().map(lambda day: (day,)),
})  # fmt: skip
smalls = st.builds(
    small,
    identity=st.sampled_from(IDS),
    body=texts,
    title=st.lists(usual_words, max_size=3),
    source=st.sampled_from(SOURCES),
    date=st.none() | st.dates(dt.date(2020, 1, 1), dt.date(2020, 1, 9)) | st.dates(),
    columns=columns,
)
sessions = st.builds(
    Session,
    removed=st.lists(st.sampled_from(IDS), max_size=4).map(tuple),
    added=st.lists(smalls, max_size=4).map(tuple),
    taken=st.lists(smalls, max_size=12, unique_by=lambda each: each.document.id).map(tuple),
    memory=st.sampled_from((None, 1, 8_000)),
)
histories = st.lists(sessions, min_size=1, max_size=4)
