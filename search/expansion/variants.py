"""Variants of a query's words: other spellings of names, and synonyms.

    Parsed + sources of variants -> Parsed whose trees search for the variants too, with notices

A source finds the variants of adjacent words. A word with variants becomes alternatives: the word
itself, with half its weight, so that the spelling that was typed comes first, and all its readings
together as one term, so that a rare spelling weighs no more than a frequent one. Several words that
replace one weigh less than it, or texts that have both (نوفمبر/تشرين الثاني) would rank above all
others.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Final, Protocol, TypeAlias

from index.analysis import Reading
from index.model.messages import CommaList, Message, quoted
from index.model.query import (
    ALL_LEVELS,
    AllOf,
    AnyOf,
    Node,
    Origin,
    Part,
    Phrase,
    TextField,
    Word,
    WordLeaf,
    branch_of,
    map_children,
)
from search.model.records import Notice, NoticeCode, QueryTerm, QueryTermKind, notice
from search.query import Parsed
from search.query.messages import Remark

OWN_WEIGHT: Final = 0.5
"""The weight of a word beside its variants."""
VARIANT_WEIGHT: Final = 0.7
"""The weight of a word's variants, itself among them."""


@dataclass(frozen=True, slots=True)
class Variant:
    """What some adjacent words are also searched as.

    Attributes:
        first, last: the numbers of the first and the last of the words, among those that the
            source was given.
        origin: why.
        texts: the variants as they are shown to the user.
        readings: single words that replace a single word.
        leaves: other words and phrases that replace the words.
        instead: whether the words themselves are no longer searched for.
    """

    first: int
    last: int
    origin: Origin
    texts: tuple[str, ...]
    readings: tuple[Reading, ...] = ()
    leaves: tuple[WordLeaf, ...] = ()
    instead: bool = False


class VariantSource(Protocol):
    """Finds variants of words."""

    def __call__(self, words: Sequence[Word]) -> Iterable[Variant]:
        """The variants of adjacent words of a query."""


def with_variants(parsed: Parsed, sources: Sequence[VariantSource]) -> Parsed:
    """A query that also searches for the variants of its words, on every rung.

    Words in quotation marks, at one level, or excluded have no variants.

    Args:
        parsed: the query.
        sources: of variants; names among words that have synonyms are ignored.
    """
    finder = _VariantFinder(sources)
    ladder = tuple(
        replace(
            rung,
            node=_node_with_variants(rung.node, finder),
            words=tuple(_term_with_variants(word, finder) for word in rung.words),
        )
        for rung in parsed.ladder
    )
    if not finder.texts:
        return parsed
    return replace(parsed, ladder=ladder, notices=(*parsed.notices, *_notices(finder.texts)))


_Texts: TypeAlias = dict[tuple[Origin, str, bool], tuple[str, ...]]
"""The texts of variants by their origin, the words that have them, and `Variant.instead`."""


@dataclass(slots=True)
class _VariantFinder:
    """Asks each source once for the variants of the same words, and collects their texts."""

    sources: Sequence[VariantSource]
    texts: _Texts = field(default_factory=dict)
    _cache: dict[Hashable, tuple[Variant, ...]] = field(default_factory=dict)

    def find(self, words: Sequence[Word]) -> tuple[Variant, ...]:
        """The variants of adjacent words."""
        key = tuple((word.surface, word) for word in words)
        if key not in self._cache:
            found = [variant for source in self.sources for variant in source(words)]
            self._cache[key] = tuple(_without_names_of_words(found))
            for each in self._cache[key]:
                surface = " ".join(word.surface for word in words[each.first : each.last + 1])
                entry = each.origin, surface, each.instead
                self.texts[entry] = tuple(dict.fromkeys((*self.texts.get(entry, ()), *each.texts)))
        return self._cache[key]


def _without_names_of_words(found: Sequence[Variant]) -> Iterator[Variant]:
    """Variants without guesses where more is known.

    A word with synonyms is no name, and the spaces of a compound are known.
    """
    known: dict[Origin, set[int]] = {origin: set() for origin in Origin}
    for each in found:
        known[each.origin].update(range(each.first, each.last + 1))
    for each in found:
        if each.origin is not Origin.NAME:
            yield each
        elif each.first in known[Origin.SPELLING]:
            texts = tuple(reading.form for reading in each.readings)
            if texts:
                yield replace(each, leaves=(), texts=texts)
        elif each.first not in known[Origin.SYNONYM]:
            yield each


def _term_with_variants(word: QueryTerm, finder: _VariantFinder) -> QueryTerm:
    if word.kind is not QueryTermKind.WORD:
        return word
    found = (texts for (_, surface, _), texts in finder.texts.items() if surface == word.text)
    return replace(word, variants=tuple(text for texts in found for text in texts))


def _node_with_variants(node: Node, finder: _VariantFinder) -> Node:
    if isinstance(node, Word):
        return _with_variants((node,), finder)[0]
    if isinstance(node, AllOf | AnyOf):
        return replace(node, parts=_with_variants(node.parts, finder))
    return map_children(node, lambda child: _node_with_variants(child, finder), Part.MATCHED)


def _with_variants(parts: Sequence[Node], finder: _VariantFinder) -> tuple[Node, ...]:
    """Each part with its variants; those of adjacent words are found together."""
    found: list[Node] = []
    for fields, group in groupby(parts, _expandable_fields):
        adjacent = list(group)
        words = [part for part in adjacent if isinstance(part, Word)]
        if not fields:
            found += (
                part if isinstance(part, Word) else _node_with_variants(part, finder)
                for part in adjacent
            )
            continue
        variants = finder.find(words)
        found += (
            _alternatives(word, [each for each in variants if each.first <= number <= each.last])
            for number, word in enumerate(words)
        )
    return tuple(found)


def _expandable_fields(node: Node) -> tuple[TextField, ...]:
    """The fields in which the variants of a node are searched for; () for a node without variants.

    Only a word has variants, if it may match at every level, is no stop word (these have a weight
    below 1), and is not searched for in the source field.
    """
    if isinstance(node, Word) and node.levels == ALL_LEVELS and node.weight >= 1:
        return () if TextField.SOURCE in node.fields else node.fields
    return ()


def _alternatives(word: Word, variants: Sequence[Variant]) -> Node:
    """A tree that matches a word or its variants."""
    if not variants:
        return word
    leaves = [replace(leaf, fields=word.fields) for each in variants for leaf in each.leaves]
    readings = tuple(dict.fromkeys(reading for each in variants for reading in each.readings))
    if any(each.instead for each in variants):
        own: tuple[Reading, ...] = ()
        leaves = [replace(leaf, weight=1.0) for leaf in leaves]
    else:
        own = word.readings
        leaves.insert(0, replace(word, weight=OWN_WEIGHT if readings else 1.0))
    if readings:
        root = word.readings[0].root
        others = tuple(replace(reading, root=root) if own else reading for reading in readings)
        union = replace(
            word,
            readings=tuple(dict.fromkeys((*own, *others))),
            weight=VARIANT_WEIGHT,
            origin=next(each.origin for each in variants if each.readings),
        )
        leaves.insert(1 if own else 0, union)
    return branch_of(AnyOf, leaves)


def alternative(
    surface: str, words: Sequence[tuple[str, tuple[Reading, ...]]], origin: Origin
) -> WordLeaf:
    """The leaf of one word or of a phrase that replaces words of a query.

    Args:
        surface: its text.
        words: each with its readings.
        origin: why it is searched for.
    """
    leaves = tuple(Word(each, readings) for each, readings in words)
    if len(leaves) == 1:
        return replace(leaves[0], surface=surface, weight=VARIANT_WEIGHT, origin=origin)
    return Phrase(surface, leaves, weight=VARIANT_WEIGHT / len(leaves), origin=origin)


def _notices(texts_by_words: _Texts) -> tuple[Notice, ...]:
    """One notice for spellings and one for synonyms; each says how to search without them."""
    spoken: dict[NoticeCode, Remark] = {}
    named: dict[NoticeCode, list[Message]] = {}
    for origin, sentence in SENTENCES.items():
        for (kind, surface, _), texts in texts_by_words.items():
            if kind is origin and texts:
                spoken.setdefault(sentence.code, sentence)
                variants = quoted(texts, _MAX_QUOTED)
                word = Message("“{word}” as {variants}", word=surface, variants=variants)
                named.setdefault(sentence.code, []).append(word)
    return tuple(
        notice(code, each.message.filled(words=CommaList(named[code], between=_SEMICOLON)))
        for code, each in spoken.items()
    )


# Variants that a notice quotes; it counts the others.
_MAX_QUOTED: Final = 5
_SEMICOLON: Final = Message("; ")

SENTENCES: Final = {
    Origin.NAME: Remark(
        NoticeCode.SPELLINGS,
        Message(
            "Other spellings of names were searched for too: {words}. Quotation marks ask"
            " for a name as it is written."
        ),
    ),
    Origin.SPELLING: Remark(
        NoticeCode.SPELLINGS,
        Message(
            "Searched for with and without a space: {words}. A = before the words asks for them"
            " as they are written."
        ),
    ),
    Origin.SYNONYM: Remark(
        NoticeCode.SYNONYMS,
        Message(
            "Synonyms were searched for: {words}. Quotation marks ask for the words as they"
            " are written."
        ),
    ),
}
"""The notice for each origin; its field `words` has the words and their variants.

Of two origins with one code, the first speaks for both.
"""
