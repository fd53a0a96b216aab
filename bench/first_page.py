"""What the first page has for what people type: one word, two words, a word in a small collection.

    python -m bench.first_page                    the tables for ../shared
    python -m bench.first_page FOLDER --write     and into docs/relevance.md

Words and pairs of words are drawn from collections at random. A hit is right if it has the word
itself, with or without particles (the article, conjunctions, prepositions); or the two words side
by side. No judgments are needed, because there are enough such documents to fill the page.
"""

from __future__ import annotations

import gzip
import json
import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Final

from index.analysis.lexicon.affixes import StemPrefix
from index.analysis.lexicon.lexicon import lexicon
from index.analysis.normalization.normalizer import fold
from index.analysis.stop_words import STOP_WORDS
from index.analysis.tokenizer import spans
from search.service import SearchService

PAGE: Final = Path(__file__).resolve().parent.parent / "docs" / "relevance.md"
BEGIN: Final = "<!-- first page: written by python -m bench.first_page --write -->"
END: Final = "<!-- first page: end -->"
FOLDER: Final = Path("../shared")
COLLECTIONS: Final = ("corpora/wiki-ar-paragraphs.jsonl.gz", "eval/ant_news/corpus.jsonl")
SAMPLE: Final = 300
FIRST: Final = 10
DOCUMENTS_OF_WORD: Final = range(15, 301)
DOCUMENTS_OF_PAIR: Final = range(10, 61)
SMALL: Final = (20, 100, 500)
"""Documents of the small collections."""
SEED: Final = 13

_MIN_LETTERS: Final = 3
_ARTICLES: Final = ("وبال", "وال", "بال", "كال", "فال", "ولل", "ال", "لل")


@dataclass(frozen=True, slots=True)
class FirstPages:
    """The shares of right hits among the first ten, and of words taken for a name's spelling."""

    collection: str
    word: float
    side_by_side: float
    taken_for_names: float


@lru_cache(maxsize=1_000_000)
def core(form: str) -> str:
    """A form without its particles."""
    found = lexicon().analyses(form, 1) if form.isalpha() else ()
    if found:
        beginning = found[0].beginning
        return form[len(beginning.letters) :] if beginning.prefix <= StemPrefix.IMPERATIVE else form
    article = next(filter(form.startswith, _ARTICLES), "")
    return form[len(article) :] if len(form) - len(article) >= _MIN_LETTERS else form


@dataclass(slots=True)
class Texts:
    """A collection's texts by id, title before body, as words."""

    path: Path

    def __iter__(self) -> Iterator[tuple[str, str]]:
        """Each document's id, and its title and text."""
        opened = gzip.open if self.path.suffix == ".gz" else open
        with opened(self.path, "rt", encoding="utf-8") as lines:
            for line in lines:
                record = json.loads(line)
                yield record["_id"], f"{record.get('title', '')}\n{record['text']}"


@lru_cache(maxsize=1_000_000)
def _forms(chunk: str) -> tuple[str, ...]:
    return tuple(fold(chunk[start:end]) for start, end in spans(chunk))


def words_of(text: str) -> list[str]:
    """The forms of a text's words without their particles."""
    return [core(form) for chunk in text.split() for form in _forms(chunk)]


def _is_content(chunk: str) -> bool:
    forms = _forms(chunk)
    return (
        len(forms) == 1
        and len(forms[0]) >= _MIN_LETTERS
        and chunk.isalpha()
        and not {forms[0], core(forms[0])} & STOP_WORDS
    )


def samples(texts: Texts, size: int) -> tuple[list[str], list[str]]:
    """Words and pairs of words, as texts have them, that enough documents have, drawn at random."""
    words: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for _, text in texts:
        chunks = text.split()
        content = [*map(_is_content, chunks)]
        words.update({chunk for chunk, good in zip(chunks, content, strict=True) if good})
        both = zip(pairwise(chunks), pairwise(content), strict=True)
        pairs.update({pair for pair, good in both if all(good)})
    draw = random.Random(SEED)
    of_words = sorted(word for word, count in words.items() if count in DOCUMENTS_OF_WORD)
    of_pairs = sorted(" ".join(pair) for pair, count in pairs.items() if count in DOCUMENTS_OF_PAIR)
    return draw.sample(of_words, size), draw.sample(of_pairs, size)


def right_share(service: SearchService, queries: Sequence[str], texts: Mapping[str, str]) -> float:
    """The share of the hits of first pages that have a query's words side by side."""
    right = shown = 0
    for query in queries:
        wanted = words_of(query)
        for hit in service.search(query, size=FIRST).hits:
            shown += 1
            right += has_run(words_of(texts[hit.id.partition("#")[2]]), wanted)
    return right / shown


def has_run(words: Sequence[str], wanted: Sequence[str]) -> bool:
    """Whether words occur one after the other."""
    size = len(wanted)
    return any(list(words[at : at + size]) == wanted for at in range(len(words) - size + 1))
