"""The words of a query that may not be what was meant."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from index.analysis import Token
from index.analysis.normalization.normalizer import fold
from index.model.query import TextField
from search.arabic.clitics import counterpart
from search.arabic.scripts import has_arabic, has_latin
from search.query import Parsed
from search.recovery.index_evidence import Evidence

_CHUNK: Final = re.compile(r"\S+")
_SYNTAX: Final = '"“”„‟«»()+-=!~*?؟'
_WANTED: Final = frozenset({"word", "phrase"})
_STOP: Final = "stop-word"
_SOURCE: Final = TextField.SOURCE.value
"""The words of sources are not among those that near forms are told of."""


@dataclass(frozen=True, slots=True)
class ExaminedWord:
    """A word of a query.

    Attributes:
        start, end: its place in the query's text.
        text: what stands there; in Latin letters all that stands between spaces, for signs are
            letters on another layout.
        form: its form, that of its only word.
        documents: in about how many documents the form stands.
        known: whether the index has it: as it is, with or without the article, or inflected.
        stop: whether it is a function word, which is never changed itself.
    """

    start: int
    end: int
    text: str
    form: str
    documents: int
    known: bool
    stop: bool = False

    @property
    def arabic(self) -> bool:
        """Whether it is written in Arabic letters."""
        return has_arabic(self.text) and not has_latin(self.text)

    @property
    def latin(self) -> bool:
        """Whether it is written in Latin letters, perhaps with digits."""
        return has_latin(self.text) and not has_arabic(self.text)


def examined_words(text: str, parsed: Parsed, evidence: Evidence) -> tuple[ExaminedWord, ...]:
    """The words that a query asks for, with what the index knows of them.

    Numbers, patterns and what is excluded are left out.
    """
    wanted = {
        piece
        for word in parsed.words
        if word.kind in _WANTED and word.field != _SOURCE
        for piece in (word.text, *word.text.split())
    }
    stops = {word.text for word in parsed.words if word.kind == _STOP} - wanted
    units = [
        (start, end, tokens)
        for start, end, tokens in _units(text, evidence)
        if any(token.surface in wanted or token.surface in stops for token in tokens)
        and not all(token.form.isdigit() for token in tokens)
    ]
    others = {
        token: fold(counterpart(token.surface) or "") for *_, tokens in units for token in tokens
    }
    forms = {reading.form for token in others for reading in token.readings}
    frequencies = evidence.frequencies(forms | set(others.values()))
    return tuple(
        ExaminedWord(
            start,
            end,
            text[start:end],
            tokens[0].form,
            min(_documents(token, frequencies) for token in tokens),
            all(
                _documents(token, frequencies)
                or others[token] in frequencies
                or token.surface in stops
                or evidence.has_stem(token)
                for token in tokens
            ),
            any(token.surface in stops for token in tokens),
        )
        for start, end, tokens in units
    )


def lacks(parsed: Parsed, evidence: Evidence, least: int) -> bool:
    """Whether a word of a query stands, as it is written, in fewer documents: a quick look."""
    forms = {
        form
        for word in parsed.words
        if word.kind in _WANTED and word.field != _SOURCE and word.form
        for form in word.form.split()
    }
    frequencies = evidence.frequencies(forms)
    return any(frequencies.get(form, 0) < least for form in forms if not form.isdigit())


def _documents(token: Token, frequencies: dict[str, int]) -> int:
    return max(frequencies.get(reading.form, 0) for reading in token.readings)


def _units(text: str, evidence: Evidence) -> Iterator[tuple[int, int, Sequence[Token]]]:
    """Arabic words one by one; in other letters all that stands between spaces."""
    for chunk in _CHUNK.finditer(text):
        start, end = _trimmed(text, chunk.start(), chunk.end())
        tokens = evidence.tokens(text[start:end])
        if not tokens:
            continue
        if has_arabic(text[start:end]):
            for token in tokens:
                yield start + token.start, start + token.end, (token,)
        elif ":" not in chunk[0]:  # a field, a date
            yield start, end, tuple(tokens)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Without signs of the query language at both ends."""
    while start < end and text[start] in _SYNTAX:
        start += 1
    while start < end and text[end - 1] in _SYNTAX:
        end -= 1
    return start, end
