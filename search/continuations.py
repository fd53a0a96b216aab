"""How texts go on behind some words: the words that follow, counted over a few documents."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, TypeVar

from index.analysis.folding import fold
from index.analysis.stopwords import STOP_WORDS
from index.document import Document

CHARACTERS: Final = 20_000
"""How much of a document is looked at."""
FOLLOWING: Final = 2
"""Words that a text is completed by behind the one that is being typed, or that was."""
LEAST: Final = 2
"""Documents of different titles that must have a phrase: one may say anything."""

# A second word that follows belongs to the first where so large a share of the documents has it,
# and where nearly all do, the first isn't told without it.
_BELONGS: Final = 0.5
_INSEPARABLE: Final = 0.8
_Key = TypeVar("_Key", str, tuple[str, ...])

_WITHIN_WORDS: Final = frozenset({"Mn", "Mc", "Me", "Cf"})
_MARK: Final = "\N{ARABIC TATWEEL}"
_SPACE: Final = r"[^\S\n\r]+"
_WORD: Final = rf"[^\W_{_MARK}]\w*"


@dataclass(frozen=True, slots=True)
class Continuation:
    """Words with which texts go on.

    Attributes:
        words: as the texts write them most, without marks; the typed ones too.
        documents: how many of the documents that were looked at have them, those of one title
            as one.
    """

    words: tuple[str, ...]
    documents: int


@dataclass(slots=True)
class _Seen:
    """What was seen of a run of forms: the titles of documents, and how they write it."""

    titles: set[str] = field(default_factory=set)
    surfaces: Counter[tuple[str, ...]] = field(default_factory=Counter)

    @property
    def words(self) -> tuple[str, ...]:
        """As it is written most; of equals as it was first."""
        return self.surfaces.most_common(1)[0][0]


class Continuations:
    """Counts how documents go on behind words, and how they write them.

    Args:
        before: for each word that was typed whole, the forms that it may have.
        last: the folded letters of the word that is being typed; "" if there is none.
    """

    def __init__(self, before: Sequence[Sequence[str]], last: str) -> None:
        """See the class."""
        parts = ["(?:" + "|".join(map(_marked, forms)) + r")(?!\w)" for forms in before]
        if last:
            parts.append(_marked(last) + r"\w*")
        together = _SPACE.join(f"({part})" for part in parts)
        following = f"(?:{_SPACE}({_WORD}))?" * FOLLOWING
        self._together = re.compile(rf"(?<!\w){together}{following}")
        self._alone = re.compile(rf"(?<!\w){_marked(last)}\w*") if last and before else None
        self._groups = range(1, len(parts) + FOLLOWING + 1)
        self._least = max(2, len(before) + 1)
        self._runs: dict[tuple[str, ...], _Seen] = {}
        self._words: dict[str, _Seen] = {}

    def look(self, document: Document) -> None:
        """Count what stands in a document."""
        title = "" if document.title_borrowed else document.title
        key = title or document.id
        for text in (title, document.body[:CHARACTERS]):
            folded = text.translate(_LETTERS)
            for match in self._together.finditer(folded):
                places = (match.span(group) for group in self._groups)
                words = tuple(_unmarked(text[start:end]) for start, end in places if end > start)
                forms = tuple(map(_form, words))
                for length in range(1, len(words) + 1):
                    _count(self._runs, forms[:length], words[:length], key)
            for match in self._alone.finditer(folded) if self._alone else ():
                word = _unmarked(text[match.start() : match.end()])
                _count(self._words, _form(word), (word,), key)

    def written(self, form: str) -> str:
        """How the documents write a form that begins as the only word; "" if they have none."""
        seen = self._runs.get((form,))
        return seen.words[0] if seen else ""

    def phrases(self) -> list[Continuation]:
        """The phrases that go on behind what was typed; those of the most documents first."""
        found = {
            forms: len(seen.titles)
            for forms, seen in self._runs.items()
            if len(forms) >= self._least and len(seen.titles) >= LEAST
        }
        told = [forms for forms in found if forms[-1] not in STOP_WORDS and len(forms[-1]) > 1]
        told = [
            forms
            for forms in told
            if len(forms) == self._least or found[forms] >= _BELONGS * found.get(forms[:-1], 0)
        ]
        within = {
            forms[:length]
            for forms in told
            for length in range(self._least, len(forms))
            if found[forms] >= _INSEPARABLE * found[forms[:length]]
        }
        order = sorted(
            (forms for forms in told if forms not in within),
            key=lambda forms: (-found[forms], len(forms), forms),
        )
        return [Continuation(self._runs[forms].words, found[forms]) for forms in order]

    def words(self) -> list[Continuation]:
        """The words that begin as the last one, anywhere in the documents."""
        order = sorted(
            (
                form
                for form, seen in self._words.items()
                if form not in STOP_WORDS and len(seen.titles) >= LEAST
            ),
            key=lambda form: (-len(self._words[form].titles), form),
        )
        return [
            Continuation(self._words[form].words, len(self._words[form].titles)) for form in order
        ]


def _count(seen: dict[_Key, _Seen], key: _Key, words: tuple[str, ...], title: str) -> None:
    found = seen.setdefault(key, _Seen())
    found.titles.add(title)
    found.surfaces[words] += 1


class _Letters(dict[int, str]):
    """Each character as its letter in a form; marks inside words as tatweel. Offsets stay."""

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        folded = fold(sign)
        if len(folded) != 1:
            within = unicodedata.category(sign) in _WITHIN_WORDS or sign == _MARK
            folded = _MARK if within else sign
        self[code] = folded
        return folded


_LETTERS: Final = _Letters()


def _marked(form: str) -> str:
    """The pattern of a form, or of its beginning, with marks among its letters."""
    return "".join(f"{re.escape(sign)}{_MARK}*" for sign in form)


@lru_cache(maxsize=50_000)
def _unmarked(surface: str) -> str:
    """A surface without vowel marks, tatweel and invisible characters."""
    return "".join(sign for sign in surface if _LETTERS[ord(sign)] != _MARK)


@lru_cache(maxsize=50_000)
def _form(surface: str) -> str:
    return fold(surface)
