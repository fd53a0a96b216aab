"""One way from a record to what JSON can hold, for the API and the command line alike."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from functools import cache
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Final

from index.analysis.lexicon.lexicon import PartOfSpeech, lexicon
from index.analysis.normalization.normalizer import nfkc, spelling
from index.analysis.stemming.stemmer import is_word
from index.analysis.token import Reading, Token

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_MAX_ANALYSES: Final = 3
_MAX_MORE_COST: Final = 3.0  # of an analysis than of the usual one


@dataclass(frozen=True, slots=True)
class WordAnalysis:
    """How a word is read by the lexicon.

    Attributes:
        parts: the particles, the stem, its ending and the attached pronoun, in their order.
        lemma: the word that a dictionary lists, with vowel marks where they are known.
        root: its root, or the name that it comes from; "" for none.
        kind: its part of speech.
    """

    parts: tuple[str, ...]
    lemma: str
    root: str
    kind: PartOfSpeech


@dataclass(frozen=True, slots=True)
class TokenView:
    """A token as it is shown outside: its own terms beside the readings that they come from.

    Attributes:
        surface: exactly `text[start:end]`.
        start, end: offsets into the text in characters, end excluded.
        position: its number among the words, from 0.
        form, stem, root: the terms of the first reading.
        readings: every way to read the word, the usual one first.
        analyses: how the lexicon reads it, the usual one first; none for a word that it lacks.
    """

    surface: str
    start: int
    end: int
    position: int
    form: str
    stem: str
    root: str
    readings: tuple[Reading, ...]
    analyses: tuple[WordAnalysis, ...]


@dataclass(frozen=True, slots=True)
class AnalysisView:
    """What the analysis says of a text.

    Attributes:
        text: the text.
        tokens: its words in order.
    """

    text: str
    tokens: tuple[TokenView, ...]


def analysis(text: str, tokens: Sequence[Token]) -> AnalysisView:
    """The view of `tokens`, which are the tokens of `text`."""
    return AnalysisView(text, tuple(map(_token, tokens)))


def _token(token: Token) -> TokenView:
    return TokenView(
        token.surface,
        token.start,
        token.end,
        token.position,
        token.form,
        token.stem,
        token.readings[0].known_root,
        tuple(replace(each, root=each.known_root) for each in token.readings),
        tuple(_analyses(token.surface)),
    )


def _analyses(surface: str) -> Iterator[WordAnalysis]:
    word = spelling(nfkc(surface))
    found = lexicon().analyses(word, _MAX_ANALYSES) if is_word(word) else ()
    for each in found:
        if each.cost < found[0].cost + _MAX_MORE_COST:
            ending = each.ending.letters.removesuffix(each.ending.enclitic)
            parts = (*each.beginning.parts, each.stem, ending, each.ending.enclitic)
            lemma = each.lemma
            root = "" if lemma.kind is PartOfSpeech.NAME else lemma.root
            yield WordAnalysis(tuple(filter(None, parts)), lemma.vocalised, root, lemma.kind)


def plain(record: DataclassInstance) -> dict[str, Any]:
    """A record as a dictionary of what JSON knows, its fields in their order."""
    found: dict[str, Any] = json.loads(to_json(record))
    return found


def _shallow(value: object) -> object:
    """A value that JSON doesn't know as one that it knows; its parts may be unknown still.

    Raises:
        TypeError: there is nothing.
    """
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {name: getattr(value, name) for name in _names(type(value))}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, dt.date | dt.datetime):
        return value.isoformat()
    if isinstance(value, PurePath):
        return str(value)
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} has no form in JSON")


@cache
def _names(kind: type[DataclassInstance]) -> tuple[str, ...]:
    """The fields of a record, in their order."""
    return tuple(field.name for field in dataclasses.fields(kind))


def to_json(record: DataclassInstance, *, indent: int | None = None) -> str:
    """A record as JSON text: Arabic letters as themselves, no NaN.

    Dates become ISO 8601 text, enumerations their values, tuples lists, paths their text. The
    encoder converts what it meets, so that the many texts and numbers of an answer are not
    copied before they are written.

    Args:
        record: an instance of a dataclass; `SearchResponse` and what it holds above all.
        indent: spaces a level, None for one line.

    Raises:
        TypeError: a field holds what has no form in JSON.
        ValueError: a number is none.
    """
    return json.dumps(record, default=_shallow, ensure_ascii=False, allow_nan=False, indent=indent)
