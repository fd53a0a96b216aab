"""Which forms of the index prefixes, wildcards and fuzzy leaves match."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, assert_never

import numpy as np
from numpy.typing import NDArray

from index.analysis.token import Level
from index.arrays.types import U8, U32
from index.bounded_cache import BoundedCache
from index.engines.protocols import MAX_FORMS, Completion, Expansion, NearForm
from index.engines.whoosh.kernels import dictionary_scan
from index.engines.whoosh.kernels.pointers import address
from index.engines.whoosh.postings.index_postings import PostingSource
from index.engines.whoosh.segments.terms import Terms
from index.engines.whoosh.term_expansion.prefixes import PrefixRange, most_frequent
from index.model.edit_distance import within
from index.model.query import (
    DEFAULT_FIELDS,
    Fuzzy,
    Pattern,
    Prefix,
    TextField,
    Wildcard,
    with_proclitics,
)

_MAX_CACHED: Final = 64  # of at most `MAX_FORMS` forms: a few megabytes


@dataclass(frozen=True, slots=True)
class Expanded:
    """The forms that a leaf matches.

    Attributes:
        forms: pairs of a form and a weight that multiplies its frequency.
        expansion: how many forms match and how many of them are used.
    """

    forms: tuple[tuple[str, float], ...]
    expansion: Expansion


@dataclass(frozen=True)
class _Forms:
    """The forms of one field of one segment.

    Attributes:
        terms: the forms.
        frequencies: by form, in how many documents it occurs, removed ones included; a document
            with two words of a form, which differ in their stems, counts twice.
    """

    terms: Terms
    frequencies: U32

    @cached_property
    def addresses(self) -> tuple[int, int]:
        """Of the arrays of bytes and of starts of the forms."""
        return address(self.terms.blob), address(self.terms.starts)

    @cached_property
    def signatures(self) -> tuple[U32, U8]:
        """The letters and lengths of forms; takes some milliseconds for a million forms."""
        masks, lengths = np.empty(len(self.terms), np.uint32), np.empty(len(self.terms), np.uint8)
        dictionary_scan.signatures(*self.addresses, masks, lengths)
        return masks, lengths

    def of(self, leaf: Pattern) -> tuple[U32, U8]:
        """The numbers of the forms that a leaf matches, ascending, and their edits."""
        return _nearest([self._matched(leaf, pattern) for pattern in with_proclitics(leaf)])

    def near(self, forms: Sequence[str], edits: int) -> tuple[U32, U8]:
        """The numbers of the forms within so many edits of any form, ascending, and their edits."""
        return _nearest([self._matched(Fuzzy(form, form, edits), form) for form in forms])

    def _matched(self, leaf: Pattern, pattern: str) -> tuple[U32, U8]:
        match leaf:
            case Fuzzy():
                return self._near(pattern, leaf.distance)
            case Prefix():
                within = self.terms.prefixed(pattern)
                found = np.arange(within.start, within.stop, dtype=np.uint32)
                return found, np.zeros(len(found), np.uint8)
            case Wildcard():
                return self._fitting(pattern)
            case _:
                assert_never(leaf)

    def _fitting(self, pattern: str) -> tuple[U32, U8]:
        within = self.terms.prefixed(re.split(r"[*?]", pattern, maxsplit=1)[0])
        found = np.empty(len(within), np.uint32)
        signs = {"*": dictionary_scan.ANY_RUN, "?": dictionary_scan.ANY_LETTER}
        letters = np.array([signs.get(sign) or ord(sign) for sign in pattern], np.int32)
        size = dictionary_scan.matching(*self.addresses, within.start, within.stop, letters, found)
        return found[:size].copy(), np.zeros(size, np.uint8)

    def _near(self, text: str, limit: int) -> tuple[U32, U8]:
        masks, lengths = self.signatures
        if not 0 < len(text) <= dictionary_scan.MAX_TEXT:
            lengths_near = len(text) + np.arange(-limit, limit + 1)
            long = np.minimum(lengths_near, dictionary_scan.MAX_LETTERS)
            places = np.flatnonzero(np.isin(lengths, long)).tolist()
            near = {
                n: far for n in places if (far := within(self.terms[n], text, limit)) is not None
            }
            return np.array([*near], np.uint32), np.array([*near.values()], np.uint8)
        found, edits = np.empty(len(self.terms), np.uint32), np.empty(len(self.terms), np.uint8)
        letters = np.array([ord(letter) for letter in text], np.int32)
        size = dictionary_scan.near(*self.addresses, masks, lengths, letters, limit, found, edits)
        return found[:size].copy(), edits[:size].copy()


def _nearest(found: Sequence[tuple[U32, U8]]) -> tuple[U32, U8]:
    """Numbers of forms, each once, ascending, with their fewest edits."""
    if len(found) == 1:
        return found[0]
    numbers = np.concatenate([np.empty(0, np.uint32), *(numbers for numbers, _ in found)])
    edits = np.concatenate([np.empty(0, np.uint8), *(edits for _, edits in found)])
    order = np.lexsort((edits, numbers))
    numbers, edits = numbers[order], edits[order]
    first = np.ones(len(numbers), np.bool_)
    first[1:] = numbers[1:] != numbers[:-1]
    return numbers[first], edits[first]


@dataclass(frozen=True, slots=True)
class _MergedForms:
    """Forms of several dictionaries, each once, in their order.

    Attributes:
        parts: the dictionaries.
        frequencies: by form, the sum of its frequencies.
        edits: by form, the fewest edits.
        sources: by form, a dictionary that has it.
        numbers: by form, its number in that dictionary.
    """

    parts: Sequence[_Forms]
    frequencies: NDArray[np.int64]
    edits: U8
    sources: NDArray[np.int64]
    numbers: U32

    def __len__(self) -> int:
        """How many forms there are."""
        return len(self.frequencies)

    def form(self, place: int) -> str:
        """The form at a place."""
        return self.parts[int(self.sources[place])].terms[int(self.numbers[place])]

    @classmethod
    def of(cls, found: Iterable[tuple[_Forms, U32, U8]]) -> _MergedForms:
        """Merge forms.

        Args:
            found: dictionaries, each with the numbers of some forms, ascending, and their edits.
        """
        found = [each for each in found if len(each[1])]
        most = sum(len(numbers) for _, numbers, _ in found)
        frequencies, edits = np.empty(most, np.int64), np.empty(most, np.uint8)
        sources, numbers = np.empty(most, np.int64), np.empty(most, np.uint32)
        rows = [
            (*forms.addresses, address(of), address(far), address(forms.frequencies), len(of))
            for forms, of, far in found
        ]
        dictionaries = np.array(rows, np.int64).reshape(-1, 6)
        size = dictionary_scan.merged(dictionaries, frequencies, edits, sources, numbers)
        parts = [forms for forms, _, _ in found]
        return cls(parts, frequencies[:size], edits[:size], sources[:size], numbers[:size])


class Expander:
    """Finds the forms that leaves match; cached for other rungs and pages.

    Args:
        postings: the posting lists of the open index.
    """

    def __init__(self, postings: PostingSource) -> None:
        self._postings = postings
        self._forms: dict[TextField, list[_Forms]] = {}
        self._cache: BoundedCache[tuple[Pattern, str], Expanded] = BoundedCache(_MAX_CACHED)

    def __call__(self, leaf: Pattern) -> Expanded:
        """The forms that `leaf` matches in its fields; of too many the most frequent ones."""
        return self._cache.get_or_make((leaf, leaf.surface), lambda: self._expanded(leaf))

    def _expanded(self, leaf: Pattern) -> Expanded:
        merged = _MergedForms.of(
            (forms, *forms.of(leaf)) for field in leaf.fields for forms in self._of(field)
        )
        used = _most_frequent(merged.frequencies)
        forms = tuple(
            (merged.form(place), 1.0 / (1 + far))
            for place, far in zip(used.tolist(), merged.edits[used].tolist(), strict=True)
        )
        return Expanded(forms, Expansion(leaf.surface, len(merged), len(forms)))

    def near(self, forms: Sequence[str], edits: int) -> tuple[NearForm, ...]:
        """The forms of titles and bodies near some; as `Vocabulary.near`."""
        if not edits:
            return self._known_forms(forms)
        merged = _MergedForms.of(
            (own, *own.near(forms, edits)) for field in DEFAULT_FIELDS for own in self._of(field)
        )
        order = np.lexsort((-merged.frequencies, merged.edits))  # keeps the order of the forms
        return tuple(
            NearForm(merged.form(place), int(merged.frequencies[place]), int(merged.edits[place]))
            for place in order[:MAX_FORMS].tolist()
        )

    def completions(
        self, prefix: str, most: int, fields: Sequence[TextField]
    ) -> tuple[Completion, ...]:
        """The most frequent forms that begin with some letters; as `Vocabulary.completions`."""
        parts = [
            PrefixRange(forms.terms, forms.frequencies, alike)
            for field in dict.fromkeys(fields)
            for forms in self._of(field)
            if (alike := forms.terms.prefixed(prefix))
        ]
        if most < 1:
            return ()
        found = most_frequent(parts, most)
        return self._all_completions(prefix, most, fields) if found is None else found

    def _all_completions(
        self, prefix: str, most: int, fields: Sequence[TextField]
    ) -> tuple[Completion, ...]:
        """The same, from all forms with the prefix: needed if many are equally rare."""
        leaf = Prefix(prefix, prefix)
        merged = _MergedForms.of(
            (forms, *forms.of(leaf)) for field in dict.fromkeys(fields) for forms in self._of(field)
        )
        order = np.argsort(-merged.frequencies, kind="stable")  # keeps the order of the forms
        return tuple(
            Completion(merged.form(place), int(merged.frequencies[place]))
            for place in order[:most].tolist()
        )

    def _known_forms(self, forms: Sequence[str]) -> tuple[NearForm, ...]:
        """Those of some forms that occur."""
        found: dict[str, int] = {}
        for own in (own for field in DEFAULT_FIELDS for own in self._of(field)):
            for form in set(forms):
                place = own.terms.find(form)
                if place >= 0:
                    found[form] = found.get(form, 0) + int(own.frequencies[place])
        order = sorted(found.items(), key=lambda each: (-each[1], each[0]))
        return tuple(NearForm(form, documents, 0) for form, documents in order)

    def _of(self, field: TextField) -> list[_Forms]:
        """The forms of a field in every segment."""
        found = self._forms.get(field)
        if found is None:
            segments = [part.segment for part in self._postings.parts]
            found = self._forms[field] = [
                _Forms(
                    segment.fields[field].terms(Level.FORM),
                    segment.fields[field].dictionary.sums(Level.FORM, segment.fields[field].sizes),
                )
                for segment in segments
            ]
        return found


def _most_frequent(frequencies: NDArray[np.int64]) -> NDArray[np.int64]:
    """The places of the highest frequencies, ascending; of equal ones the first."""
    if len(frequencies) <= MAX_FORMS:
        return np.arange(len(frequencies))
    least = np.partition(frequencies, -MAX_FORMS)[-MAX_FORMS]
    above = np.flatnonzero(frequencies > least)
    equal = np.flatnonzero(frequencies == least)[: MAX_FORMS - len(above)]
    return np.sort(np.concatenate([above, equal]))


def by_weight(forms: Iterable[tuple[str, float]]) -> dict[float, tuple[str, ...]]:
    """Forms by their weight."""
    found: dict[float, list[str]] = {}
    for form, weight in forms:
        found.setdefault(weight, []).append(form)
    return {weight: tuple(alike) for weight, alike in found.items()}
