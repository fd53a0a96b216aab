"""The words of a query, with what the index has of each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from index.analysis import Token
from index.analysis.normalization.normalizer import fold
from index.analysis.strangeness import FREQUENT, strangeness
from index.model.query import TextField
from search.arabic.clitics import counterpart
from search.arabic.scripts import has_arabic, has_latin
from search.model.records import QueryTermKind
from search.query import Parsed
from search.recovery.index_evidence import Evidence

_CHUNK: Final = re.compile(r"\S+")
_SYNTAX: Final = '"“”„‟«»()+-=!~*?؟'
_CONTENT_KINDS: Final = frozenset({QueryTermKind.WORD, QueryTermKind.PHRASE})


@dataclass(frozen=True, slots=True)
class ExaminedWord:
    """A word of a query.

    Attributes:
        start, end: its offsets in the query's text.
        text: the text between them: an Arabic word, or a whole chunk between spaces if it is in
            Latin letters, because signs are letters on another keyboard layout.
        form: of its first word.
        documents: the form's approximate document frequency.
        known: whether the index has it, with or without the article, or another inflection of it.
        stop: whether it is a function word, which is never replaced.
    """

    start: int
    end: int
    text: str
    form: str
    documents: int
    known: bool
    stop: bool = False

    @property
    def is_frequent_word(self) -> bool:
        """Whether it is a frequent word of the language, and so hardly misspelt."""
        return strangeness(self.form) < FREQUENT

    @property
    def arabic(self) -> bool:
        """Whether it is in Arabic letters."""
        return has_arabic(self.text) and not has_latin(self.text)

    @property
    def latin(self) -> bool:
        """Whether it is in Latin letters, perhaps with digits."""
        return has_latin(self.text) and not has_arabic(self.text)


def examined_words(text: str, parsed: Parsed, evidence: Evidence) -> tuple[ExaminedWord, ...]:
    """The words of a query, without numbers, patterns, excluded words and words of sources."""
    content = {
        surface
        for word in parsed.words
        if word.kind in _CONTENT_KINDS and word.field != TextField.SOURCE.value
        for surface in (word.text, *word.text.split())
    }
    stops = {word.text for word in parsed.words if word.kind is QueryTermKind.STOP_WORD} - content
    units = [
        (start, end, tokens)
        for start, end, tokens in _units(text, evidence)
        if any(token.surface in content or token.surface in stops for token in tokens)
        and not all(token.form.isdigit() for token in tokens)
    ]
    counterparts = {
        token: fold(counterpart(token.surface) or "") for *_, tokens in units for token in tokens
    }
    forms = {reading.form for token in counterparts for reading in token.readings}
    doc_freqs = evidence.doc_freqs(forms | set(counterparts.values()))

    def documents(token: Token) -> int:
        return max(doc_freqs.get(reading.form, 0) for reading in token.readings)

    return tuple(
        ExaminedWord(
            start,
            end,
            text[start:end],
            tokens[0].form,
            min(map(documents, tokens)),
            all(
                documents(token)
                or counterparts[token] in doc_freqs
                or token.surface in stops
                or evidence.has_stem(token)
                for token in tokens
            ),
            any(token.surface in stops for token in tokens),
        )
        for start, end, tokens in units
    )


def has_rare_word(parsed: Parsed, evidence: Evidence, documents: int) -> bool:
    """Whether fewer than `documents` documents have a word's form; faster than `examined_words`."""
    forms = {
        form
        for word in parsed.words
        if word.kind in _CONTENT_KINDS and word.field != TextField.SOURCE.value and word.form
        for form in word.form.split()
    }
    doc_freqs = evidence.doc_freqs(forms)
    return any(doc_freqs.get(form, 0) < documents for form in forms if not form.isdigit())


def _units(text: str, evidence: Evidence) -> Iterator[tuple[int, int, Sequence[Token]]]:
    """Start, end and tokens of each Arabic word, and of each chunk in other letters."""
    for chunk in _CHUNK.finditer(text):
        bare = chunk[0].lstrip(_SYNTAX)
        start = chunk.end() - len(bare)
        bare = bare.rstrip(_SYNTAX)
        tokens = evidence.tokens(bare)
        if not tokens:
            continue
        if has_arabic(bare):
            for token in tokens:
                yield start + token.start, start + token.end, (token,)
        elif ":" not in chunk[0]:  # a field, a date
            yield start, start + len(bare), tuple(tokens)
