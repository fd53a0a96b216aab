"""The vocabulary: forms of the index by prefix, by edits and by sound, and their frequencies."""

from __future__ import annotations

from collections.abc import Sequence

from index.analysis.token import Level
from index.engines.protocols import Completion, Homophone, NearForm
from index.engines.whoosh.scoring.evaluator import Collection
from index.engines.whoosh.segments.segment import SegmentReader
from index.engines.whoosh.term_expansion import phonetic
from index.model.query import DEFAULT_FIELDS, TextField


class WhooshVocabulary:
    """Implements `index.engines.protocols.Vocabulary`.

    Args:
        segments: of the index.
        collection: over the same segments.
    """

    def __init__(self, segments: Sequence[SegmentReader], collection: Collection) -> None:
        self._segments = segments
        self._collection = collection

    def count(self) -> int:
        """How many documents can be found."""
        return self._collection.count

    def doc_freq(self, field: TextField, level: Level, *terms: str) -> int:
        """In how many documents the most frequent of the terms occurs."""
        return self._collection.doc_freq(field, level, terms)

    def doc_freqs(self, terms: Sequence[str], level: Level = Level.FORM) -> tuple[int, ...]:
        """In approximately how many documents each term occurs."""
        return phonetic.doc_freqs(self._segments, terms, level)

    def near(self, forms: Sequence[str], edits: int = 0) -> tuple[NearForm, ...]:
        """The forms of titles and bodies within so many edits of one of some forms."""
        return self._collection.expander.near(forms, edits)

    def completions(
        self, prefix: str, limit: int, fields: Sequence[TextField] = DEFAULT_FIELDS
    ) -> tuple[Completion, ...]:
        """The most frequent forms that begin with a prefix."""
        return self._collection.expander.completions(prefix, limit, fields)

    def homophones(self, form: str, max_cost: int, limit: int) -> tuple[Homophone, ...]:
        """The forms of titles and bodies that sound like `form`, but for itself, the nearest first.

        Args:
            form: a form of Arabic letters; it need not be in the index.
            max_cost: of a change, as `index.analysis.phonetics.phonetic_key` counts it.
            limit: how many forms to return at most.
        """
        return phonetic.homophones(self._segments, form, max_cost, limit)
