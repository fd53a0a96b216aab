"""The documents to index: a corpus as it is, and as many more as wanted made of its sentences.

The first documents are the corpus itself, so a smaller size is the beginning of a larger one.
Those behind it are sentences drawn at random, as many to a document as the corpus has. A
vocabulary that only repeats itself would stop growing, where that of real text goes on by Heaps'
law (Heaps 1978, section 7.5: V(n) = K * n ** beta distinct words among n). So every rare word in
a drawn sentence gives way: to a new word, the beginning of one rare word and the end of another,
whenever the vocabulary has fallen behind the corpus's own curve; else to a word that stood in
such a place before, which keeps frequencies skewed as those of words are (Simon 1955).

Every document gets a source, few large and many small, and a day of twenty years.
"""

from __future__ import annotations

import datetime as dt
import gzip
import itertools
import json
import math
import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Final

from index.analysis.tokenizer import spans

SEED: Final = 20261121
SOURCES: Final = tuple(f"مصدر {number:02d}" for number in range(1, 51))
FIRST_DAY: Final = dt.date(2000, 1, 1)
DAYS: Final = 7305
RARE: Final = 5
"""Words that stand at most so often in the corpus are rare."""

_SENTENCE: Final = re.compile(r"(?<=[.!؟?\n])\s+")


@dataclass(frozen=True, slots=True)
class Record:
    """One document, as its line of JSON says it (`id` is written as `_id`).

    Attributes:
        id: its name in the corpus.
        title: its title.
        text: its body.
        source: who published it.
        date: the day, as ISO 8601 writes it.
    """

    id: str
    title: str
    text: str
    source: str = ""
    date: str = ""

    def line(self) -> str:
        """The line of JSON, with its end."""
        fields = asdict(self)
        return json.dumps({"_id": fields.pop("id"), **fields}, ensure_ascii=False) + "\n"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with its rare words taken out.

    Attributes:
        parts: the text around them, always one part more than there are rare words.
        words: how many words it has in all.
        title: the title of the document it stood in.
    """

    parts: tuple[str, ...]
    words: int
    title: str


@dataclass(frozen=True, slots=True)
class Growth:
    """Heaps' law through the end of a corpus.

    Attributes:
        words: running words of the corpus.
        distinct: different words among them.
        exponent: beta.
    """

    words: int
    distinct: int
    exponent: float

    def at(self, words: int) -> float:
        """How many different words there should be among so many."""
        return self.distinct * math.pow(words / self.words, self.exponent)


def read(path: Path) -> list[Record]:
    """The records of a packed file in BEIR layout."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        loaded = map(json.loads, lines)
        return [Record(each["_id"], each.get("title", ""), each["text"]) for each in loaded]


def published(records: Iterable[Record], seed: int = SEED) -> Iterator[Record]:
    """The records with a source and a day each; the same ones for the same beginning."""
    chance = random.Random(seed)
    for record in records:
        rank = min(int(chance.paretovariate(0.6)), len(SOURCES))
        day = FIRST_DAY + dt.timedelta(days=chance.randrange(DAYS))
        yield replace(record, source=SOURCES[rank - 1], date=day.isoformat())


def words_of(text: str) -> list[str]:
    """The words of a text as they are written."""
    return [text[start:end] for start, end in spans(text)]


def growth(texts: Iterable[Sequence[str]]) -> Growth:
    """Heaps' law by the last four fifths of a corpus.

    Args:
        texts: the words of each text.
    """
    seen: set[str] = set()
    words = 0
    curve: list[tuple[int, int]] = []
    for text in texts:
        words += len(text)
        seen.update(text)
        curve.append((words, len(seen)))
    early = next((at for at in curve if 5 * at[0] >= words), (0, 0))
    if early[0] >= words:
        return Growth(words, len(seen), 0.0)
    exponent = math.log(len(seen) / early[1]) / math.log(words / early[0])
    return Growth(words, len(seen), exponent)


def sentences(record: Record, rare: frozenset[str]) -> list[Sentence]:
    """The sentences of a document."""
    found = []
    for text in filter(None, map(str.strip, _SENTENCE.split(record.text))):
        parts, words, behind = [], 0, 0
        for start, end in spans(text):
            words += 1
            if text[start:end] in rare:
                parts.append(text[behind:start])
                behind = end
        found.append(Sentence((*parts, text[behind:]), words, record.title))
    return found


class Coinage:
    """Words for the places of rare ones.

    Args:
        known: the corpus's words by how often they stand there.
        rare: those that are rare.
        law: how the vocabulary is to grow.
        chance: what decides.
    """

    def __init__(
        self, known: Counter[str], rare: Sequence[str], law: Growth, chance: random.Random
    ) -> None:
        """See the class."""
        self._known = set(known)
        self._rare = rare
        self._law = law
        self._chance = chance
        self._used = [word for word in rare for _ in range(known[word])]

    def word(self, running: int) -> str:
        """A word for a text in which it is the `running`-th."""
        if len(self._known) < self._law.at(running):
            word = self._coined()
            self._known.add(word)
        else:
            word = self._used[int(self._chance.random() * len(self._used))]
        self._used.append(word)
        return word

    def _coined(self) -> str:
        longest = 2
        while True:
            one, other = self._chance.choices(self._rare, k=2)
            word = one[: max(2, len(one) // 2)] + other[len(other) // 2 :]
            if word not in self._known:
                return word
            longest += 1
            if longest > 100:  # a corpus of a few pages has few halves to join
                return word + one


def recombined(corpus: Sequence[Record], count: int, seed: int = SEED) -> Iterator[Record]:
    """`count` documents made of a corpus's sentences, as those that would follow it."""
    texts = [words_of(record.text) for record in corpus]
    known = Counter(itertools.chain.from_iterable(texts))
    rare = [word for word, times in known.items() if times <= RARE]
    law = growth(texts)
    taken_out = frozenset(rare)
    divided = [sentences(record, taken_out) for record in corpus]
    lengths = [len(each) for each in divided if each]
    stock = [sentence for each in divided for sentence in each]
    chance = random.Random(seed)
    coinage = Coinage(known, rare, law, chance)
    running = law.words
    for number in range(count):
        drawn = chance.choices(stock, k=chance.choice(lengths))
        written = []
        for sentence in drawn:
            running += sentence.words
            pieces = [sentence.parts[0]]
            for part in sentence.parts[1:]:
                pieces += (coinage.word(running), part)
            written.append("".join(pieces))
        yield Record(f"made-{number + 1}", drawn[0].title, " ".join(written))


def write(path: Path, corpus: Sequence[Record], size: int) -> int:
    """Write the first `size` documents as JSON Lines and say how many characters they hold.

    The file appears under its name only when it is whole.
    """
    more = recombined(corpus, size - len(corpus)) if size > len(corpus) else iter(())
    unfinished = path.with_suffix(".part")
    characters = 0
    with unfinished.open("w", encoding="utf-8") as lines:
        for record in itertools.islice(published(itertools.chain(corpus, more)), size):
            lines.write(record.line())
            characters += len(record.title) + len(record.text)
    unfinished.rename(path)
    return characters
