"""The terms of a segment as Whoosh looks them up: those of each field's levels, and the ids."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray
from whoosh.codec import base
from whoosh.reading import TermInfo, TermNotFound

from index.analysis.token import Level
from index.arrays.types import U32
from index.engines.protocols import LEVELS
from index.engines.whoosh.compat.matcher import PostingsMatcher
from index.engines.whoosh.compat.schema import ID, terms_field
from index.engines.whoosh.segments.documents import Ids
from index.engines.whoosh.segments.fields import Postings
from index.engines.whoosh.segments.segment import SegmentReader
from index.model.query import TextField

Term = tuple[str, bytes]

# Whoosh asks for a term's numbers before it goes through its postings.
_REMEMBERED: Final = 64


class Lexicon(Protocol):
    """The terms of one of Whoosh's fields, in the order of their bytes."""

    lengths: U32 | None

    def __len__(self) -> int:
        """How many there are."""

    def term(self, number: int) -> bytes:
        """The term of a number."""

    def lower(self, term: bytes) -> int:
        """The number of the first term that is not less than `term`."""

    def postings(self, number: int) -> Postings:
        """Where a term stands."""

    def positions(self, number: int, documents: U32) -> tuple[NDArray[np.int64], U32]:
        """Its positions in documents, as `FieldReader.positions` gives them."""


class LevelLexicon:
    """The terms of a level of a text field.

    Args:
        segment: where.
        field, level: of which.
    """

    def __init__(self, segment: SegmentReader, field: TextField, level: Level) -> None:
        self._segment = segment
        self._field = field
        self._level = level
        self._terms = segment.terms(field, level)
        self.lengths: U32 | None = segment.lengths(field)

    def __len__(self) -> int:
        """How many there are."""
        return len(self._terms)

    def term(self, number: int) -> bytes:
        """The term of a number."""
        return self._terms.key(number)

    def lower(self, term: bytes) -> int:
        """The number of the first term that is not less than `term`."""
        return self._terms.lower(term)

    def postings(self, number: int) -> Postings:
        """Where a term stands."""
        return self._segment.postings(self._field, self._words(number))

    def positions(self, number: int, documents: U32) -> tuple[NDArray[np.int64], U32]:
        """Its positions in documents."""
        return self._segment.positions(self._field, self._words(number), documents)

    def _words(self, number: int) -> U32:
        return self._segment.words(self._field, self._level, number)


class IdLexicon:
    """The ids of documents as terms.

    Args:
        ids: of the segment.
    """

    def __init__(self, ids: Ids) -> None:
        self._ids = ids
        self.lengths: U32 | None = None

    def __len__(self) -> int:
        """How many there are."""
        return len(self._ids)

    def term(self, number: int) -> bytes:
        """The id at a place in their order."""
        return self._ids.key(int(self._ids.order[number]))

    def lower(self, term: bytes) -> int:
        """The place of the first id that is not less than `term`."""
        return self._ids.lower(term)

    def postings(self, number: int) -> Postings:
        """The one document of an id."""
        return Postings(self._ids.order[number : number + 1], np.ones(1, np.float32))

    def positions(self, _: int, documents: U32) -> tuple[NDArray[np.int64], U32]:
        """None: an id is no text."""
        return np.zeros(len(documents) + 1, np.int64), np.empty(0, np.uint32)


class SegmentTerms(base.TermsReader):
    """Implements Whoosh's TermsReader on a segment.

    Args:
        segment: the open segment.
    """

    def __init__(self, segment: SegmentReader) -> None:
        lexicons: dict[str, Lexicon] = {ID: IdLexicon(segment.ids)}
        for field, levels in LEVELS.items():
            for level in levels:
                lexicons[terms_field(field, level)] = LevelLexicon(segment, field, level)
        # Whoosh goes through several segments side by side and takes fields in this order.
        self._lexicons: Mapping[str, Lexicon] = dict(sorted(lexicons.items()))
        self._live = segment.live
        self._postings: Callable[[str, int], Postings] = lru_cache(_REMEMBERED)(self._read)

    def __contains__(self, term: Term) -> bool:
        """Whether a field has a term."""
        return self._find(*term) >= 0

    def indexed_field_names(self) -> list[str]:
        """The fields that have terms."""
        return [name for name, lexicon in self._lexicons.items() if len(lexicon)]

    def cursor(self, fieldname: str, fieldobj: Any) -> TermsCursor:
        """A cursor at the first term of a field."""
        return TermsCursor(self, fieldname, self._lexicons[fieldname], fieldobj)

    def terms(self) -> Iterator[Term]:
        """All fields' terms."""
        for name in self._lexicons:
            yield from self._from(name, 0)

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[Term]:
        """The terms of a field that are not less than `prefix`, and those of fields behind it."""
        if fieldname in self._lexicons:
            yield from self._from(fieldname, self._lexicons[fieldname].lower(prefix))
        for name in self._lexicons:
            if name > fieldname:
                yield from self._from(name, 0)

    def items(self) -> Iterator[tuple[Term, TermInfo]]:
        """All terms with their numbers."""
        return ((term, self.term_info(*term)) for term in self.terms())

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[Term, TermInfo]]:
        """The same for `terms_from`."""
        return ((term, self.term_info(*term)) for term in self.terms_from(fieldname, prefix))

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        """The numbers of a term; removed documents count, as they do for Whoosh."""
        number = self._find(fieldname, text)
        if number < 0:
            raise TermNotFound(f"No term {fieldname}:{text!r}")
        return self.term_info_of(fieldname, number)

    def term_info_of(self, fieldname: str, number: int) -> TermInfo:
        """The same for the number of a term."""
        postings = self._postings(fieldname, number)
        documents, lengths = postings.documents, self._lexicons[fieldname].lengths
        known = None if lengths is None else lengths[documents]
        return TermInfo(
            weight=float(postings.frequencies.sum(dtype=np.float64)),
            df=len(documents),
            minlength=None if known is None else int(known.min()),
            maxlength=0 if known is None else int(known.max()),
            maxweight=float(postings.frequencies.max()),
            minid=int(documents[0]),
            maxid=int(documents[-1]),
        )

    def frequency(self, fieldname: str, text: bytes) -> float:
        """How often a term stands in all documents; a KeyError if it stands in none."""
        return float(self._known(fieldname, text).frequencies.sum(dtype=np.float64))

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        """In how many documents it stands."""
        return len(self._known(fieldname, text).documents)

    def matcher(
        self, fieldname: str, text: bytes, format_: Any, scorer: Any = None
    ) -> PostingsMatcher:
        """Goes through the documents of a term.

        Removed documents are left out here: where Whoosh leaves them out, it stops at them again
        once it has skipped a block of low scores.
        """
        number = self._find(fieldname, text)
        if number < 0:
            raise TermNotFound(f"No term {fieldname}:{text!r}")
        lexicon, postings = self._lexicons[fieldname], self._postings(fieldname, number)
        there = self._live[postings.documents]
        if not there.all():
            postings = Postings(postings.documents[there], postings.frequencies[there])
        return PostingsMatcher(
            (fieldname, text),
            format_,
            scorer,
            postings,
            lexicon.lengths,
            lambda documents: lexicon.positions(number, documents),
        )

    def _from(self, name: str, first: int) -> Iterator[Term]:
        lexicon = self._lexicons[name]
        return ((name, lexicon.term(number)) for number in range(first, len(lexicon)))

    def _find(self, name: str, term: bytes) -> int:
        lexicon = self._lexicons.get(name)
        if lexicon is None:
            return -1
        number = lexicon.lower(term)
        return number if number < len(lexicon) and lexicon.term(number) == term else -1

    def _known(self, name: str, term: bytes) -> Postings:
        number = self._find(name, term)
        if number < 0:
            raise KeyError(term)
        return self._postings(name, number)

    def _read(self, name: str, number: int) -> Postings:
        return self._lexicons[name].postings(number)


@dataclass
class TermsCursor(base.FieldCursor):
    """Stands at a term of a field; behind the last it stands at none.

    Attributes:
        terms: of the segment.
        name: of the field.
        lexicon: its terms.
        field: Whoosh's field, which knows how terms are written.
        at: the number of the term that it stands at.
    """

    terms: SegmentTerms
    name: str
    lexicon: Lexicon
    field: Any
    at: int = 0

    def first(self) -> str | None:
        """To the first term."""
        return self._go(0)

    def find(self, term: str | bytes) -> str | None:
        """To the first term that is not less than `term`."""
        return self._go(self.lexicon.lower(self.field.to_bytes(term)))

    def next(self) -> str | None:
        """To the next term."""
        return self._go(self.at + 1)

    def text(self) -> str | None:
        """The term."""
        if not self.is_valid():
            return None
        text: str = self.field.from_bytes(self.lexicon.term(self.at))
        return text

    def term_info(self) -> TermInfo | None:
        """Its numbers."""
        return self.terms.term_info_of(self.name, self.at) if self.is_valid() else None

    def is_valid(self) -> bool:
        """Whether it stands at a term."""
        return self.at < len(self.lexicon)

    def _go(self, number: int) -> str | None:
        self.at = number
        return self.text()
