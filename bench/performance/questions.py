"""The questions: those of the collections, and what each engine is given of one."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import random
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from bench.performance.corpus import DAYS, FIRST_DAY, SEED
from index.analysis import Analyzer, Token

PREFIX_LETTERS: Final = 3
FILTER_DAYS: Final = 3 * 365


@dataclass(frozen=True, slots=True)
class Question:
    """One question.

    Attributes:
        text: as it was asked; what an engine with an analysis of its own is given.
        terms: the different stems of its words, stop words left out.
        phrase: the stems of two words that follow each other.
        phrase_text: these words as written.
        prefix: the first letters of one of its words.
        first, last: days between which documents are wanted, ISO 8601.
    """

    text: str
    terms: tuple[str, ...]
    phrase: tuple[str, str]
    phrase_text: str
    prefix: str
    first: str
    last: str

    def columns(self) -> str:
        """The line of tab-separated columns that the Java program reads."""
        days = (self.first.replace("-", ""), self.last.replace("-", ""))
        return "\t".join((self.text, self.phrase_text, self.prefix, *days)) + "\n"


def read_texts(folder: Path) -> list[str]:
    """The queries of every collection of a folder, in BEIR layout."""
    texts = []
    for path in sorted(folder.glob("*/queries.jsonl")):
        with path.open(encoding="utf-8") as lines:
            texts += [json.loads(line)["text"] for line in lines]
    return texts


def drawn_texts(documents: Iterable[str], count: int, seed: int = SEED) -> list[str]:
    """Questions where there are no collections: runs of eight words of the documents."""
    chance = random.Random(seed)
    words = [text.split() for text in documents if text]
    texts = []
    for _ in range(count):
        text = chance.choice(words)
        start = chance.randrange(max(1, len(text) - 8))
        texts.append(" ".join(text[start : start + 8]))
    return texts


def questions(texts: Sequence[str], count: int, seed: int = SEED) -> list[Question]:
    """At most `count` questions in an order drawn by lot, so fewer are the first of more.

    One without two words in a row that are no stop words is left out.
    """
    chance = random.Random(seed)
    analyzer = Analyzer()
    found: list[Question] = []
    for text in chance.sample(texts, len(texts)):
        question = _question(" ".join(text.split()), analyzer, chance)
        if question is not None:
            found.append(question)
        if len(found) == count:
            break
    return found


def _question(text: str, analyzer: Analyzer, chance: random.Random) -> Question | None:
    tokens = analyzer.tokens(text)
    wanted = [token for token in tokens if not analyzer.is_stop_word(token.form)]
    pair = next(
        (
            (one, other)
            for one, other in itertools.pairwise(wanted)
            if other.position == one.position + 1
        ),
        None,
    )
    prefix = next(
        (t.stem[:PREFIX_LETTERS] for t in wanted if re.fullmatch(r"[ء-ي]{4,}", t.stem)), ""
    )
    if pair is None or not prefix:
        return None
    first = FIRST_DAY + dt.timedelta(days=chance.randrange(DAYS - FILTER_DAYS))
    return Question(
        text=text,
        terms=tuple(dict.fromkeys(token.stem for token in wanted)),
        phrase=(pair[0].stem, pair[1].stem),
        phrase_text=_written(pair, text),
        prefix=prefix,
        first=first.isoformat(),
        last=(first + dt.timedelta(days=FILTER_DAYS)).isoformat(),
    )


def _written(pair: tuple[Token, Token], text: str) -> str:
    return text[pair[0].start : pair[1].end]


def write(path: Path, wanted: Sequence[Question]) -> None:
    """Write them as JSON Lines, and as columns beside (.tsv)."""
    lines = [json.dumps(asdict(each), ensure_ascii=False) + "\n" for each in wanted]
    path.write_text("".join(lines), encoding="utf-8")
    path.with_suffix(".tsv").write_text("".join(each.columns() for each in wanted), "utf-8")


def read(path: Path) -> list[Question]:
    """Read what `write` wrote."""
    with path.open(encoding="utf-8") as lines:
        loaded = [json.loads(line) for line in lines]
    return [
        Question(**{**each, "terms": tuple(each["terms"]), "phrase": tuple(each["phrase"])})
        for each in loaded
    ]
