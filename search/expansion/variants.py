"""What else the words of a query are searched as: other spellings of names, synonyms.

    Parsed + finders -> Parsed whose trees have variants beside the words, and say so

A finder is shown words that stand side by side and says which variants they have. A word with
variants becomes a choice: the word itself, which counts half again, so that the spelling that
was asked for comes first, and all its readings together as one term, so that no rare spelling
is worth more than a frequent one. Several words that stand for one count less than it does, or
texts that write both (نوفمبر/تشرين الثاني) would come before all others.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Protocol

from index.analysis import Reading
from index.model.messages import Listed, Message, quoted
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
from search.model.records import Notice, NoticeCode, QueryTerm, notice
from search.query import Parsed, Rung
from search.query.messages import Remark

OWN_WEIGHT: Final = 0.5
"""What a word as written counts beside its variants."""
VARIANT_WEIGHT: Final = 0.7
"""What a word counts as any of its variants, itself among them."""


@dataclass(frozen=True, slots=True)
class Variant:
    """What a run of words is searched as, too.

    Attributes:
        first: the number of its first word among those that were shown.
        last: that of its last.
        origin: why.
        texts: the variants as they are told to the user.
        readings: of single words that stand for a single one.
        leaves: what else stands for the run.
        instead: the run itself is not searched for.
    """

    first: int
    last: int
    origin: Origin
    texts: tuple[str, ...]
    readings: tuple[Reading, ...] = ()
    leaves: tuple[WordLeaf, ...] = ()
    instead: bool = False


class VariantSource(Protocol):
    """Says which variants words have."""

    def __call__(self, words: Sequence[Word]) -> Iterable[Variant]:
        """The variants of words that stand side by side."""


def with_variants(parsed: Parsed, finders: Sequence[VariantSource]) -> Parsed:
    """A query with the variants of its words, on every rung.

    Words that the user fixed stay as they are: in quotation marks, at one level, excluded ones.

    Args:
        parsed: the query.
        finders: asked in turn; of two variants of one run with one origin, the first counts.
    """
    work = _Work(finders)
    ladder = tuple(_of_rung(rung, work) for rung in parsed.ladder)
    if not work.told:
        return parsed
    return replace(parsed, ladder=ladder, notices=(*parsed.notices, *_notices(work.told)))


@dataclass(slots=True)
class _Work:
    """The finders, and what they found: by the words as written and the origin, the variants."""

    finders: Sequence[VariantSource]
    told: dict[tuple[Origin, str, bool], tuple[str, ...]] = field(default_factory=dict)
    _known: dict[Hashable, tuple[Variant, ...]] = field(default_factory=dict)

    def found(self, words: tuple[Word, ...]) -> tuple[Variant, ...]:
        """The variants of words."""
        key = tuple((word.surface, word) for word in words)
        known = self._known.get(key)
        if known is None:
            known = _without_names_of_words(
                [variant for finder in self.finders for variant in finder(words)]
            )
            self._known[key] = known
            for variant in known:
                run = " ".join(word.surface for word in words[variant.first : variant.last + 1])
                said = self.told.get((variant.origin, run, variant.instead), ())
                texts = tuple(dict.fromkeys((*said, *variant.texts)))
                self.told[variant.origin, run, variant.instead] = texts
        return known


def _without_names_of_words(found: Sequence[Variant]) -> tuple[Variant, ...]:
    """Variants without spellings of what is known to be a word, for it has synonyms."""
    words = {
        number
        for each in found
        if each.origin is Origin.SYNONYM
        for number in range(each.first, each.last + 1)
    }
    return tuple(
        each for each in found if each.origin is not Origin.NAME or each.first not in words
    )


def _of_rung(rung: Rung, work: _Work) -> Rung:
    node = _of_node(rung.node, work)
    return replace(rung, node=node, words=tuple(_shown(word, work) for word in rung.words))


def _shown(word: QueryTerm, work: _Work) -> QueryTerm:
    """A word with what it is searched as, too."""
    if word.kind != "word":
        return word
    told = (texts for (_, run, _), texts in work.told.items() if run == word.text)
    return replace(word, variants=tuple(text for texts in told for text in texts))


def _of_node(node: Node, work: _Work) -> Node:
    if isinstance(node, Word):
        return _of_parts((node,), work)[0]
    if isinstance(node, AllOf | AnyOf):
        return replace(node, parts=_of_parts(node.parts, work))
    return map_children(node, lambda child: _of_node(child, work), Part.MATCHED)


def _of_parts(parts: Sequence[Node], work: _Work) -> tuple[Node, ...]:
    """Each part with its variants; words side by side are looked at together."""
    found: list[Node] = []
    run: list[Word] = []
    for part in parts:
        if isinstance(part, Word) and _is_plain(part) and (not run or run[0].fields == part.fields):
            run.append(part)
            continue
        found += _of_run(tuple(run), work)
        run = []
        if isinstance(part, Word) and _is_plain(part):
            run.append(part)
        else:
            found.append(part if isinstance(part, Word) else _of_node(part, work))
    return (*found, *_of_run(tuple(run), work))


def _is_plain(word: Word) -> bool:
    """Whether nothing was fixed by hand, and the word counts fully."""
    return word.levels == ALL_LEVELS and word.weight >= 1 and TextField.SOURCE not in word.fields


def _of_run(words: tuple[Word, ...], work: _Work) -> list[Node]:
    variants = work.found(words) if words else ()
    return [
        _chosen(word, [each for each in variants if each.first <= number <= each.last])
        for number, word in enumerate(words)
    ]


def _chosen(word: Word, variants: Sequence[Variant]) -> Node:
    """A word, or its variants; each document that has one of them has the word."""
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
            origin=variants[0].origin,
        )
        leaves.insert(1 if own else 0, union)
    return branch_of(AnyOf, leaves)


def alternative(
    surface: str, words: Sequence[tuple[str, tuple[Reading, ...]]], origin: Origin
) -> WordLeaf:
    """A word or a phrase as it stands for a run of words.

    Args:
        surface: all of it.
        words: each with its readings.
        origin: why it stands there.
    """
    leaves = tuple(Word(each, readings) for each, readings in words)
    if len(leaves) == 1:
        return replace(leaves[0], surface=surface, weight=VARIANT_WEIGHT, origin=origin)
    return Phrase(surface, leaves, weight=VARIANT_WEIGHT / len(leaves), origin=origin)


def _notices(told: dict[tuple[Origin, str, bool], tuple[str, ...]]) -> tuple[Notice, ...]:
    """One notice for names and one for synonyms, with the way back."""
    found = []
    for origin, sentence in SENTENCES.items():
        named = [
            Message("“{word}” as {variants}", word=run, variants=quoted(texts, _TOLD))
            for (kind, run, _), texts in told.items()
            if kind is origin and texts
        ]
        if named:
            words = Listed(named, between=_SEMICOLON)
            found.append(notice(sentence.code, sentence.message.filled(words=words)))
    return tuple(found)


# Variants that a notice quotes before it only counts them.
_TOLD: Final = 5
_SEMICOLON: Final = Message("; ")

SENTENCES: Final = {
    Origin.NAME: Remark(
        NoticeCode.SPELLINGS,
        Message(
            "Other spellings of names were searched for too: {words}. Quotation marks ask"
            " for a name as it is written."
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
"""What is said of each; the field `words` is what it is about."""
