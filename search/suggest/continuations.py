"""Continuations of words: what documents write after them, counted over a few documents."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from index.analysis.normalization.normalizer import fold
from index.analysis.stop_words import STOP_WORDS
from index.model.document import Document

MAX_CHARACTERS: Final = 4_000
"""Characters of a body that are read: its beginning says what the document is about."""
MAX_FOLLOWING: Final = 2
"""Words that a phrase adds after the last typed word."""
MIN_DOCUMENTS: Final = 2
"""Documents of different titles in which a phrase must occur."""

# A phrase of two added words is suggested if at least this share of the documents with the first
# word has both; the first word alone is not suggested if at least the second share has both.
_MIN_SHARE: Final = 0.5
_INSEPARABLE_SHARE: Final = 0.8

_WITHIN_WORDS: Final = frozenset({"Mn", "Mc", "Me", "Cf"})
_TATWEEL: Final = "\N{ARABIC TATWEEL}"
_SPACE: Final = r"[^\S\n]+"
_FOLLOWING: Final = rf"(?:{_SPACE}(\w+))?" * MAX_FOLLOWING

_Occurrences: TypeAlias = list[tuple[str, tuple[str, ...]]]
"""Of each occurrence of a phrase, the title of the document and the words as written there."""


@dataclass(frozen=True, slots=True)
class Continuation:
    """A phrase that begins with the typed words.

    Attributes:
        words: all its words, in the documents' most frequent spelling, without marks.
        documents: how many of the documents contain it; documents of one title count once.
    """

    words: tuple[str, ...]
    documents: int


class Continuations:
    """Counts the phrases of documents that begin with the typed words.

    Args:
        words: the possible forms of each word that was typed whole.
        prefix: the folded letters of the word that is being typed; "" for none.
    """

    def __init__(self, words: Sequence[Sequence[str]], prefix: str) -> None:
        groups = [tuple(map(re.escape, forms)) for forms in words]
        parts = [rf"{_one_of(forms)}\b" for forms in groups]
        if prefix:
            groups.append((re.escape(prefix),))
            parts.append(rf"{re.escape(prefix)}\w*")
        # A pattern that begins with letters is found faster, so the first word's left boundary is
        # checked after its letters.
        boundary = "".join(rf"(?<!\w{form})" for form in groups[0])
        first = _one_of(groups[0])
        parts[0] = f"{first}{boundary}{parts[0][len(first) :]}"
        self._pattern = re.compile(_SPACE.join(f"({part})" for part in parts) + _FOLLOWING)
        start = re.escape(prefix)
        self._prefix = re.compile(rf"{start}(?<!\w{start})\w*") if prefix and words else None
        self._query_length = len(parts)
        self._min_length = max(2, len(words) + 1)
        self._phrases: dict[tuple[str, ...], _Occurrences] = {}
        self._words: dict[str, _Occurrences] = {}

    def add(self, document: Document) -> None:
        """Count the phrases of a document's title and of the beginning of its body."""
        title = "" if document.title_borrowed else document.title
        key = title or document.id
        for text in (title, document.body[:MAX_CHARACTERS]):
            plain = text.translate(_PLAIN)
            folded = plain.translate(_FOLDED)
            for match in self._pattern.finditer(folded):
                forms = tuple(filter(None, match.groups()))
                spans = map(match.span, range(1, len(forms) + 1))
                words = tuple([plain[start:end] for start, end in spans])
                for length in range(self._query_length, len(forms) + 1):
                    self._phrases.setdefault(forms[:length], []).append((key, words[:length]))
            for match in self._prefix.finditer(folded) if self._prefix else ():
                word = plain[match.start() : match.end()]
                self._words.setdefault(match[0], []).append((key, (word,)))

    def surface_of(self, form: str) -> str:
        """The most frequent spelling of a completion of the only word; "" if it doesn't occur."""
        found = self._phrases.get((form,))
        return _continuation(found).words[0] if found else ""

    def phrases(self) -> list[Continuation]:
        """The phrases of at least `MIN_DOCUMENTS` documents, most frequent first."""
        counts = {
            forms: documents
            for forms, found in self._phrases.items()
            if len(forms) >= self._min_length
            and len(found) >= MIN_DOCUMENTS
            and (documents := _documents(found)) >= MIN_DOCUMENTS
        }
        phrases = [
            forms
            for forms in counts
            if forms[-1] not in STOP_WORDS
            and len(forms[-1]) > 1
            and (
                len(forms) == self._min_length
                or counts[forms] >= _MIN_SHARE * counts.get(forms[:-1], 0)
            )
        ]
        inseparable = {
            forms[:length]
            for forms in phrases
            for length in range(self._min_length, len(forms))
            if counts[forms] >= _INSEPARABLE_SHARE * counts[forms[:length]]
        }
        order = sorted(
            (forms for forms in phrases if forms not in inseparable),
            key=lambda forms: (-counts[forms], len(forms), forms),
        )
        return [_continuation(self._phrases[forms]) for forms in order]

    def words(self) -> list[Continuation]:
        """The completions of the last word that occur anywhere in `MIN_DOCUMENTS` documents."""
        counts = {form: _documents(found) for form, found in self._words.items()}
        order = sorted(
            (form for form in counts if counts[form] >= MIN_DOCUMENTS and form not in STOP_WORDS),
            key=lambda form: (-counts[form], form),
        )
        return [_continuation(self._words[form]) for form in order]


def _one_of(forms: Sequence[str]) -> str:
    """A pattern that matches any of some forms."""
    return forms[0] if len(forms) == 1 else f"(?:{'|'.join(forms)})"


def _documents(found: _Occurrences) -> int:
    return len({title for title, _ in found})


def _continuation(found: _Occurrences) -> Continuation:
    """A phrase in its most frequent spelling; of equally frequent ones, the first that occurred."""
    spellings = Counter(words for _, words in found)
    return Continuation(spellings.most_common(1)[0][0], _documents(found))


class _WithoutMarks(dict[int, str | None]):
    """A table for `str.translate` that removes marks, tatweel and invisible characters."""

    def __missing__(self, code: int) -> str | None:
        character = chr(code)
        removed = unicodedata.category(character) in _WITHIN_WORDS or character == _TATWEEL
        self[code] = found = None if removed else character
        return found


class _Folded(dict[int, str]):
    """A table for `str.translate` that folds each character that folds to one character."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        folded = fold(character)
        self[code] = found = folded if len(folded) == 1 else character
        return found


_PLAIN: Final = _WithoutMarks()
_FOLDED: Final = _Folded()
