"""The terms of a segment for Whoosh: those of each field's levels, and the ids."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from whoosh.codec import base
from whoosh.reading import TermInfo, TermNotFound

from index.analysis.token import Level
from index.arrays.types import U32
from index.engines.protocols import LEVELS
from index.engines.whoosh.compat.matcher import Postings, PostingsMatcher
from index.engines.whoosh.compat.schema import ID, terms_field
from index.engines.whoosh.segments.documents import Ids
from index.engines.whoosh.segments.fields import FieldReader
from index.engines.whoosh.segments.segment import SegmentReader

Term = tuple[str, bytes]

# Of posting lists: Whoosh asks for a term's statistics before it reads its postings.
_MAX_CACHED: Final = 64


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The terms of one of Whoosh's fields, by number in the order of their bytes.

    Attributes:
        count: how many terms there are.
        term: the term of a number.
        lower: the number of the first term that is not less than some bytes.
        postings: the posting list of the term of a number.
        positions: its positions in documents, as `FieldReader.positions` gives them.
        lengths: tokens of each document; None where the field is no text.
    """

    count: int
    term: Callable[[int], bytes]
    lower: Callable[[bytes], int]
    postings: Callable[[int], Postings]
    positions: Callable[[int, U32], tuple[NDArray[np.int64], U32]]
    lengths: U32 | None = None

    @classmethod
    def of_level(cls, field: FieldReader, level: Level) -> Lexicon:
        """The terms of a level of a text field."""
        terms, words_of = field.terms(level), partial(field.dictionary.words, level)

        def postings(number: int) -> Postings:
            documents, counts, _ = field.united([words_of(number)])
            return Postings(documents, counts.astype(np.float32))

        def positions(number: int, documents: U32) -> tuple[NDArray[np.int64], U32]:
            return field.positions(words_of(number), documents)

        return cls(len(terms), terms.key, terms.lower, postings, positions, field.lengths)

    @classmethod
    def of_ids(cls, ids: Ids) -> Lexicon:
        """The ids of documents as terms; an id is no text, and has no positions."""
        return cls(
            len(ids),
            lambda number: ids.key(int(ids.order[number])),
            ids.lower,
            lambda number: Postings(ids.order[number : number + 1], np.ones(1, np.float32)),
            lambda _, documents: (np.zeros(len(documents) + 1, np.int64), np.empty(0, np.uint32)),
        )


class SegmentTerms(base.TermsReader):
    """Implements Whoosh's TermsReader on a segment.

    Args:
        segment: the open segment.
    """

    def __init__(self, segment: SegmentReader) -> None:
        lexicons = {ID: Lexicon.of_ids(segment.stored.ids)}
        for field, levels in LEVELS.items():
            for level in levels:
                lexicons[terms_field(field, level)] = Lexicon.of_level(segment.fields[field], level)
        # Whoosh merges the terms of several segments and expects fields in this order.
        self._lexicons: Mapping[str, Lexicon] = dict(sorted(lexicons.items()))
        self._live = segment.live
        self._postings: Callable[[str, int], Postings] = lru_cache(_MAX_CACHED)(self._read)

    def __contains__(self, term: Term) -> bool:
        """Whether a field has a term."""
        return self._find(*term) >= 0

    def indexed_field_names(self) -> list[str]:
        """The fields that have terms."""
        return [name for name, lexicon in self._lexicons.items() if lexicon.count]

    def cursor(self, fieldname: str, fieldobj: Any) -> TermsCursor:
        """A cursor at the first term of a field."""
        return TermsCursor(self, fieldname, self._lexicons[fieldname], fieldobj)

    def terms(self) -> Iterator[Term]:
        """All fields' terms."""
        for name in self._lexicons:
            yield from self._from(name, 0)

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[Term]:
        """The terms of a field that are not less than `prefix`, and those of later fields."""
        if fieldname in self._lexicons:
            yield from self._from(fieldname, self._lexicons[fieldname].lower(prefix))
        for name in self._lexicons:
            if name > fieldname:
                yield from self._from(name, 0)

    def items(self) -> Iterator[tuple[Term, TermInfo]]:
        """All terms with their statistics."""
        return ((term, self.term_info(*term)) for term in self.terms())

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[Term, TermInfo]]:
        """The same for `terms_from`."""
        return ((term, self.term_info(*term)) for term in self.terms_from(fieldname, prefix))

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        """The statistics of a term; removed documents count, as they do for Whoosh."""
        number = self._find(fieldname, text)
        if number < 0:
            raise TermNotFound(f"No term {fieldname}:{text!r}")
        return self.term_info_of(fieldname, number)

    def term_info_of(self, fieldname: str, number: int) -> TermInfo:
        """The statistics of the term of a number."""
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
        """How often a term occurs in all documents; a KeyError if it doesn't occur."""
        return float(self._known(fieldname, text).frequencies.sum(dtype=np.float64))

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        """In how many documents a term occurs; a KeyError if it doesn't occur."""
        return len(self._known(fieldname, text).documents)

    def matcher(
        self, fieldname: str, text: bytes, format_: Any, scorer: Any = None
    ) -> PostingsMatcher:
        """A matcher over the documents of a term, without removed ones.

        Whoosh's own filter of removed documents stops at them after it skipped a block.
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
        return ((name, lexicon.term(number)) for number in range(first, lexicon.count))

    def _find(self, name: str, term: bytes) -> int:
        lexicon = self._lexicons.get(name)
        if lexicon is None:
            return -1
        number = lexicon.lower(term)
        return number if number < lexicon.count and lexicon.term(number) == term else -1

    def _known(self, name: str, term: bytes) -> Postings:
        number = self._find(name, term)
        if number < 0:
            raise KeyError(term)
        return self._postings(name, number)

    def _read(self, name: str, number: int) -> Postings:
        return self._lexicons[name].postings(number)


@dataclass
class TermsCursor(base.FieldCursor):
    """A place among the terms of a field, or after the last one.

    Attributes:
        terms: of the segment.
        name: of the field.
        lexicon: of the field.
        field: Whoosh's field, which encodes terms.
        at: the number of the current term.
    """

    terms: SegmentTerms
    name: str
    lexicon: Lexicon
    field: Any
    at: int = 0

    def first(self) -> str | None:
        """Go to the first term."""
        return self._go(0)

    def find(self, term: str | bytes) -> str | None:
        """Go to the first term that is not less than `term`."""
        return self._go(self.lexicon.lower(self.field.to_bytes(term)))

    def next(self) -> str | None:
        """Go to the next term."""
        return self._go(self.at + 1)

    def text(self) -> str | None:
        """The current term."""
        if not self.is_valid():
            return None
        text: str = self.field.from_bytes(self.lexicon.term(self.at))
        return text

    def term_info(self) -> TermInfo | None:
        """The statistics of the current term."""
        return self.terms.term_info_of(self.name, self.at) if self.is_valid() else None

    def is_valid(self) -> bool:
        """Whether there is a current term."""
        return self.at < self.lexicon.count

    def _go(self, number: int) -> str | None:
        self.at = number
        return self.text()
