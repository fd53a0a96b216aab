"""Recovery: other texts to search when a query finds little.

    words that the index lacks -> changes -> proposals -> evidence -> recoveries

A query is examined if few documents have all its words (`ENOUGH`), or if the index has a word only
by its root. A proposal changes each word that the index lacks, or else one word that it has, by the
mistakes of `RecoveryKind`. It becomes a recovery if documents contain all its words. A recovery is
searched instead of the query if no document has the query's words and the mistake is a likely
one; else it is offered. Recoveries do not depend on the page that is requested.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain, pairwise, product
from math import ceil, log1p
from typing import Final

from index.engines.protocols import Candidates
from index.model.query import AllOf, Node, branch_of
from search.model.records import MinimumShouldMatch, Recovery, RecoveryKind, Replacement
from search.query import Parsed
from search.recovery.corrections import (
    MAX_LIKELY_COST,
    Change,
    changes,
    joined,
    on_arabic_layout,
    similar_forms,
    split,
)
from search.recovery.index_evidence import Evidence, surfaces_in
from search.recovery.query_words import ExaminedWord, examined_words, has_rare_word

ENOUGH: Final = 5
"""Documents that are enough: half a page. With fewer, a search for something better pays."""
MAX_RECOVERIES: Final = 3

_MAX_PROPOSALS: Final = 6
_MAX_UNKNOWN_WORDS: Final = 3
"""Words of one query that may be misspelt: more are not typing mistakes, ..."""
_MAX_UNKNOWN_LATIN_WORDS: Final = 8
"""... but may be of another keyboard or alphabet."""
_MAX_QUERY_WORDS: Final = 16
# The weight of documents that contain all words, beside the frequencies of the words.
_COOCCURRENCE_WEIGHT: Final = 0.2
# A word of the index counts as misspelt only if the mistake is likely, and if the other text finds
# so many times as many documents; if the query found enough, only if the other word is so many
# times as frequent.
_MIN_TIMES_FOUND: Final = 5
_MIN_TIMES_AS_FREQUENT: Final = 50
_MAX_RANK_DIFFERENCE: Final = 0.6  # between the likeliest recovery and another one
# A mistake up to this cost is corrected without being offered first; in a long word up to a higher
# cost, on another keyboard layout up to a lower one.
_MAX_CERTAIN_COST: Final = 0.75
_MAX_CERTAIN_COST_IN_LONG: Final = 1.0
_MAX_CERTAIN_LAYOUT_COST: Final = 0.5
_MIN_LONG_LENGTH: Final = 6
# Beside Arabic words, shorter Latin words and capitals up to this length are meant as they are.
_MIN_LATIN_LENGTH: Final = 3
_MAX_ABBREVIATION: Final = 5
_QUOTES: Final = frozenset('"“”„‟«»')


@dataclass(frozen=True, slots=True)
class OriginalResult:
    """The result of a query as it was typed.

    Attributes:
        text: the query.
        parsed: the parsed query.
        total: how many documents were found.
        total_with_all: how many documents have all of its words.
    """

    text: str
    parsed: Parsed
    total: int
    total_with_all: int

    @property
    def enough(self) -> bool:
        """Whether the query found at least `ENOUGH` documents that count.

        Documents with all words of the query count. If the query is a question or a long
        description, all found documents count, as one with some of its words may answer it.
        """
        return self.total_with_all >= ENOUGH or (self.parsed.question and self.total >= ENOUGH)

    def may_be_replaced(self, unknown: Sequence[ExaminedWord]) -> bool:
        """Whether another text may be searched instead, because no document has what is sought.

        Documents with some of the words do not count if the index lacks one of the words, except
        for a question: documents with some of its words may answer it.

        Args:
            unknown: the words that the index lacks.
        """
        return not self.total or bool(
            unknown and not self.total_with_all and not self.parsed.question
        )


@dataclass(frozen=True, slots=True)
class _Proposal:
    """Another text for a query.

    Attributes:
        changes: in the order of the text, not overlapping.
        rank: lowest for the likeliest.
    """

    changes: tuple[Change, ...]
    rank: float

    @property
    def forms(self) -> list[str]:
        """The forms that it changes words to."""
        return [form for each in self.changes for form in each.words]

    @property
    def certain(self) -> bool:
        """Whether the mistakes are so likely that the query may be corrected without asking.

        A frequent word of the language is never taken for a misspelt one here, even if the index
        lacks it.
        """
        return self._has_likely_mistakes and not any(
            each.kind is RecoveryKind.SPELLING and each.is_frequent_word for each in self.changes
        )

    @property
    def _has_likely_mistakes(self) -> bool:
        return all(each.cost <= _max_certain_cost(each) for each in self.changes)

    @property
    def likely(self) -> bool:
        """Whether the mistakes are so likely that it is offered although the query found some."""
        return self._has_likely_mistakes and not any(
            each.kind is RecoveryKind.PARTICLE for each in self.changes
        )


@dataclass(frozen=True, slots=True)
class _TriedProposal:
    """A proposal, its tree, the documents that match it, and its rank with these."""

    proposal: _Proposal
    tree: Node
    found: Candidates
    rank: float


def recover(original: OriginalResult, evidence: Evidence) -> tuple[Recovery, ...]:
    """Other texts that may have been meant, likeliest first.

    Args:
        original: the result of the query.
        evidence: of the index that was searched.

    Returns:
        At most `MAX_RECOVERIES`; if the first has `searched` set, it is to be searched instead.
    """
    parsed = original.parsed
    if len(parsed.words) > _MAX_QUERY_WORDS:
        return ()
    # In a question that finds enough, only a word that occurs nowhere indicates a mistake.
    answered = parsed.question and original.total >= ENOUGH
    if original.enough and not has_rare_word(parsed, evidence, 1 if answered else ENOUGH):
        return ()
    words = examined_words(original.text, parsed, evidence)
    unknown = tuple(word for word in words if not word.known)
    if answered and not unknown:
        return ()
    latin = all(word.latin for word in unknown)
    if len(unknown) > (_MAX_UNKNOWN_LATIN_WORDS if latin else _MAX_UNKNOWN_WORDS):
        return ()
    if unknown:
        proposals = _for_unknown(original, words, unknown, evidence)
        times = 1
    else:
        proposals = _for_known(original, words, evidence)
        times = 1 if original.enough else _MIN_TIMES_FOUND
    # A single word's document frequency is known already, so fewer need to be tried.
    limit = _MAX_PROPOSALS if len(words) > 1 and not parsed.question else MAX_RECOVERIES
    tried = _tried(original, proposals[:limit], evidence)
    good = [
        each
        for each in sorted(tried, key=lambda each: each.rank)
        if each.found.total >= max(1, times * original.total_with_all)
        and not each.found.partial
        and (not original.total or each.proposal.likely)
        and not (original.enough and any(c.documents < ENOUGH for c in each.proposal.changes))
    ]
    return _recoveries(original, good, evidence, instead=original.may_be_replaced(unknown))


def _recoveries(
    original: OriginalResult, good: Sequence[_TriedProposal], evidence: Evidence, *, instead: bool
) -> tuple[Recovery, ...]:
    """The recoveries of the likeliest proposals that differ from the query and from each other.

    Args:
        original: the result of the query.
        good: proposals that find documents, likeliest first.
        evidence: of the index.
        instead: whether the first may be searched instead, if its mistakes are certain.
    """
    # Beside what another keyboard layout explains wholly, nothing else is likely.
    layout_only = bool(good) and all(
        each.kind is RecoveryKind.LAYOUT for each in good[0].proposal.changes
    )
    likely = [
        each
        for each in good[: 1 if layout_only else MAX_RECOVERIES]
        if each.rank <= good[0].rank + _MAX_RANK_DIFFERENCE
    ]
    found: dict[str, Recovery] = {}
    for each, (spelt, total) in zip(likely, _spelt(original, likely, evidence), strict=True):
        recovery = _recovery(original, spelt, total)
        if recovery.text != original.text:
            searched = instead and not found and each.proposal.certain
            found.setdefault(recovery.text, replace(recovery, searched=searched))
    return tuple(found.values())


def _for_unknown(
    original: OriginalResult,
    words: Sequence[ExaminedWord],
    unknown: Sequence[ExaminedWord],
    evidence: Evidence,
) -> list[_Proposal]:
    """Proposals that change each word that the index lacks; none if a word has no change.

    In a question, words without a change stay.
    """
    joins = joined(words, original.text, evidence)
    options = []
    for word in unknown:
        own = [each for each in joins if each.start <= word.start and word.end <= each.end]
        if not (word.latin and _is_intended(word, words)):
            own += changes(word, evidence)
        if own:
            options.append(sorted(own, key=lambda each: each.rank)[:_MAX_PROPOSALS])
        elif not original.parsed.question:
            return []
    return _combined(options) if options else []


def _is_intended(word: ExaminedWord, words: Sequence[ExaminedWord]) -> bool:
    """Whether a word in Latin letters is meant as it is: beside others, or as an abbreviation."""
    others = [other for other in words if other is not word and not other.stop]
    if any(other.latin and other.known for other in others):
        return True
    short = len(word.text) < _MIN_LATIN_LENGTH or (
        word.text.isupper() and len(word.text) <= _MAX_ABBREVIATION
    )
    return short and any(other.arabic for other in others)


def _for_known(
    original: OriginalResult, words: Sequence[ExaminedWord], evidence: Evidence
) -> list[_Proposal]:
    """Proposals that change one word that the index has, by a likely mistake.

    If the query found enough, only a rare word is changed, and only to a far more frequent one: in
    a large collection every misspelling occurs.
    """
    rarest = sorted(words, key=lambda word: word.documents)[:_MAX_UNKNOWN_WORDS]
    times = _MIN_TIMES_AS_FREQUENT if original.enough else 1
    found = [
        each
        for word in rarest
        if not word.stop and not (original.enough and word.documents >= ENOUGH)
        for each in _changes_of_known(word, evidence)
        if each.cost <= MAX_LIKELY_COST and each.documents > times * word.documents
    ]
    if not original.enough:
        found += joined(words, original.text, evidence)
    return _combined([sorted(found, key=lambda each: each.rank)])


def _changes_of_known(word: ExaminedWord, evidence: Evidence) -> Iterable[Change]:
    """Changes of a word that the index has."""
    if word.latin:
        return on_arabic_layout(word, evidence)
    return chain(similar_forms(word, evidence, 1), split(word, evidence)) if word.arabic else ()


def _combined(options: Sequence[Sequence[Change]]) -> list[_Proposal]:
    """Proposals with one change of each sequence that do not overlap, likeliest first."""
    most = max(2, ceil(64 ** (1 / max(1, len(options)))))
    found = {}
    for chosen in product(*(each[:most] for each in options)):
        different = tuple(sorted(set(chosen), key=lambda each: each.start))
        if all(one.end <= other.start for one, other in pairwise(different)):
            found[different] = _Proposal(different, sum(each.rank for each in different))
    return sorted(found.values(), key=lambda each: (each.rank, _text("", each.changes)))


def _tried(
    original: OriginalResult, proposals: Sequence[_Proposal], evidence: Evidence
) -> list[_TriedProposal]:
    """Proposals with the documents that they find, all searched in one call."""
    trees = [_tree(original, proposal.changes, evidence) for proposal in proposals]
    weight = _COOCCURRENCE_WEIGHT if len(original.text.split()) > 1 else 0.0
    return [
        _TriedProposal(proposal, tree, found, proposal.rank - weight * log1p(found.total))
        for proposal, tree, found in zip(proposals, trees, evidence.search(trees), strict=True)
    ]


def _tree(original: OriginalResult, proposed: Sequence[Change], evidence: Evidence) -> Node:
    """The tree of the query with some changes.

    Words that replace one word must be a phrase. Of a question, the changed words must match, and
    the others as the loosest rung of relaxation but "any" demands.
    """
    text = _text(original.text, proposed, quoted=_QUOTES.isdisjoint(original.text))
    if not original.parsed.question:
        return evidence.read(text).node
    parts = [
        evidence.read(_as_query(each.words, quoted=len(each.words) > 1)).node for each in proposed
    ]
    rest = evidence.read(_text(original.text, [replace(each, words=()) for each in proposed]))
    if rest.words:
        lenient = [rung.node for rung in rest.ladder if rung.share is not MinimumShouldMatch.ANY]
        parts.append(lenient[-1])
    return branch_of(AllOf, parts)


def _max_certain_cost(change: Change) -> float:
    if change.kind is RecoveryKind.LAYOUT:
        return _MAX_CERTAIN_LAYOUT_COST
    short = change.kind is RecoveryKind.SPELLING and change.letters < _MIN_LONG_LENGTH
    return _MAX_CERTAIN_COST if short else _MAX_CERTAIN_COST_IN_LONG


def _spelt(
    original: OriginalResult, tried: Sequence[_TriedProposal], evidence: Evidence
) -> list[tuple[tuple[Change, ...], int]]:
    """The changes of proposals in the spelling of the documents that they find, and their totals.

    The spelling of a form that these documents lack is looked up in the best documents of the
    form, and changes whose spelling makes another tree are counted again: each in one call more.
    """
    surfaces = [surfaces_in(one.proposal.forms, one.found.documents.values()) for one in tried]
    missing = dict.fromkeys(
        form
        for one, known in zip(tried, surfaces, strict=True)
        for form in one.proposal.forms
        if form not in known
    )
    elsewhere: dict[str, str] = {}
    lookups = evidence.search([evidence.read(f"={form}").node for form in missing])
    for form, found in zip(missing, lookups, strict=True):
        elsewhere |= surfaces_in([form], found.documents.values())
    spelt = [
        tuple(
            replace(each, words=tuple((elsewhere | known).get(form, form) for form in each.words))
            for each in one.proposal.changes
        )
        for one, known in zip(tried, surfaces, strict=True)
    ]
    totals = [one.found.total for one in tried]
    changed = {
        number: tree
        for number, (one, changes_) in enumerate(zip(tried, spelt, strict=True))
        if changes_ != one.proposal.changes
        and (tree := _tree(original, changes_, evidence)) != one.tree
    }
    for number, found in zip(changed, evidence.search([*changed.values()]), strict=True):
        totals[number] = found.total
    return list(zip(spelt, totals, strict=True))


def _recovery(original: OriginalResult, spelt: Sequence[Change], total: int) -> Recovery:
    return Recovery(
        text=_text(original.text, spelt),
        searched=False,
        total=total,
        replacements=tuple(
            Replacement(
                original.text[each.start : each.end],
                " ".join(each.words),
                each.kind,
                each.written_documents,
                each.documents,
            )
            for each in spelt
        ),
    )


def _text(text: str, proposed: Sequence[Change], *, quoted: bool = False) -> str:
    """A text with changes made; if `quoted`, several words for one become an exact phrase."""
    parts, end = [], 0
    for each in proposed:
        phrase = quoted and len(each.words) > 1 and each.kind is not RecoveryKind.LAYOUT
        parts += [text[end : each.start], _as_query(each.words, quoted=phrase)]
        end = each.end
    return "".join((*parts, text[end:]))


def _as_query(words: Sequence[str], *, quoted: bool) -> str:
    joined_words = " ".join(words)
    return f'="{joined_words}"' if quoted else joined_words
