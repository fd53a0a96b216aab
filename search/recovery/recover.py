"""Recovery: what to try when a query finds little.

    words that the index lacks -> changes -> proposals -> evidence -> recoveries

A query is examined where few documents have all its words (`LITTLE`), or where the index has none
of a word but relatives by its root. What may be wrong with it is one of the kinds of
`RecoveryKind`. A proposal changes each word that the index lacks, or one that it has. It is
returned where documents have all of its words. It is searched instead of the query where nothing
has the words as they are and the mistake is a likely one; else it is offered. Nothing here depends
on the page that is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain, pairwise, product
from math import ceil, log1p
from typing import Final

from index.engines.protocols import Candidates
from index.model.query import AllOf, Node
from search.model.records import Recovery, RecoveryKind, Replacement
from search.query import Parsed
from search.recovery.corrections import (
    LIKELY,
    Change,
    changes,
    divided,
    joined,
    nearly,
    on_arabic_layout,
)
from search.recovery.index_evidence import Evidence, as_written
from search.recovery.query_words import ExaminedWord, examined_words, lacks

LITTLE: Final = 5
"""Fewer documents than this are little: half a page's worth, and few enough that a search for
something better is worth its time."""
MOST_TOLD: Final = 3
"""Recoveries that are told."""

_TRIED: Final = 6
_LOOKED_AT_WORDS: Final = 3
"""Words of one query that are looked at: more are no mistakes of the hand ..."""
_LOOKED_AT_LATIN: Final = 8
"""... but of another keyboard or alphabet."""
_LONGEST_QUERY: Final = 16
"""Words of the longest query that is looked at."""
# What two or more words in the same documents weigh beside the words' own frequency.
_TOGETHER: Final = 0.2
# A word of the index is another's misspelling only if that is a likely one (`LIKELY`), and if the
# other text finds so many times as many documents; where the query found enough, if the other
# word is so many times as frequent.
_TIMES: Final = 5
_RARE_TIMES: Final = 50
# What is less likely than the likeliest by more than this isn't told.
_MARGIN: Final = 0.6
# A mistake up to this cost is corrected unasked, in a longer word a dearer one.
_CERTAIN: Final = 0.75
_CERTAIN_IN_LONG: Final = 1.0
_CERTAIN_LAYOUT: Final = 0.5
_LONG: Final = 6
# Among Arabic words, fewer Latin letters or so few capitals stand for themselves.
_SHORTEST_LATIN: Final = 3
_ABBREVIATION: Final = 5
_QUOTES: Final = frozenset('"“”„‟«»')


@dataclass(frozen=True, slots=True)
class OriginalResult:
    """What a query found as it is.

    Attributes:
        text: of the query.
        parsed: read.
        total: documents found.
        together: documents that have all of its words.
    """

    text: str
    parsed: Parsed
    total: int
    together: int

    @property
    def enough(self) -> bool:
        """Whether its words were found; one of them may have been guessed from its root alone."""
        return self.together >= LITTLE or (self.parsed.question and self.total >= LITTLE)

    def found_nothing(self, lacked: Sequence[ExaminedWord]) -> bool:
        """Whether nothing is lost by another text: no document has what was asked for.

        Documents may have some of its words, but not the one that the index lacks. A question
        describes what is sought, and some of its words are an answer too.
        """
        return not self.total or bool(lacked and not self.together and not self.parsed.question)


@dataclass(frozen=True, slots=True)
class _Proposal:
    """Another text for a query.

    Attributes:
        changes: in the order of the text, not overlapping.
        rank: the lowest is the likeliest.
    """

    changes: tuple[Change, ...]
    rank: float


@dataclass(frozen=True, slots=True)
class _Judged:
    """A proposal, its tree, and the documents that have all of its words."""

    proposal: _Proposal
    tree: Node
    found: Candidates
    rank: float

    @property
    def least(self) -> int:
        """How frequent the rarest of its new words is."""
        return min(each.documents for each in self.proposal.changes)


def recover(plain: OriginalResult, evidence: Evidence) -> tuple[Recovery, ...]:
    """Other texts that may have been meant, likeliest first.

    Args:
        plain: what the query found.
        evidence: of the index that was searched.

    Returns:
        At most `MOST_TOLD`; the first is to be searched instead if it says so.
    """
    if len(plain.parsed.words) > _LONGEST_QUERY:
        return ()
    # Of a question that much answers, a rare word is no sign of a mistake; one that is nowhere is.
    answered = plain.parsed.question and plain.total >= LITTLE
    if (plain.enough or answered) and not lacks(plain.parsed, evidence, 1 if answered else LITTLE):
        return ()
    words = examined_words(plain.text, plain.parsed, evidence)
    lacked = tuple(word for word in words if not word.known)
    if answered and not lacked:
        return ()
    latin = all(word.latin for word in lacked)
    if len(lacked) > (_LOOKED_AT_LATIN if latin else _LOOKED_AT_WORDS):
        return ()
    if lacked:
        proposals = _for_lacked(plain, words, lacked, evidence)
        least = max(1, plain.together)
    else:
        proposals = _for_known(plain, words, evidence)
        least = max(1, plain.together * (1 if plain.enough else _TIMES))
    # Of a word alone its frequency is known already.
    tried = _TRIED if len(words) > 1 and not plain.parsed.question else MOST_TOLD
    good = [
        each
        for each in sorted(_judged(plain, proposals[:tried], evidence), key=lambda each: each.rank)
        if each.found.total >= least
        and not each.found.partial
        and (not plain.total or _likely(each.proposal))
        and (not plain.enough or each.least >= LITTLE)
    ]
    return _told(plain, good, evidence, instead=plain.found_nothing(lacked))


def _told(
    plain: OriginalResult, good: Sequence[_Judged], evidence: Evidence, *, instead: bool
) -> tuple[Recovery, ...]:
    """What is told of good proposals, likeliest first.

    Args:
        plain: what the query found.
        good: at least one document has all their words.
        evidence: of the index.
        instead: whether the first may be searched instead, if the mistake is a likely one.
    """
    alone = bool(good) and _typed_elsewhere(good[0].proposal)
    likely = [
        each for each in good[: 1 if alone else MOST_TOLD] if each.rank <= good[0].rank + _MARGIN
    ]
    found: dict[str, Recovery] = {}
    for each, (shown, total) in zip(likely, _as_written(plain, likely, evidence), strict=True):
        text = _text(plain.text, shown)
        if text != plain.text:
            searched = instead and not found and _certain(each.proposal)
            found.setdefault(text, _recovery(plain, shown, total, searched=searched))
    return tuple(found.values())


def _for_lacked(
    plain: OriginalResult,
    words: Sequence[ExaminedWord],
    lacked: Sequence[ExaminedWord],
    evidence: Evidence,
) -> list[_Proposal]:
    """Proposals that change each word that the index lacks, if any change is known for it."""
    joints = joined(words, plain.text, evidence)
    each_word = []
    for word in lacked:
        own = [each for each in joints if _covers(each, word)]
        if not (word.latin and _meant(word, words)):
            own += changes(word, evidence)
        if own:
            each_word.append(sorted(own, key=lambda each: each.rank)[:_TRIED])
        elif not plain.parsed.question:
            return []  # without this word nothing has all of them
    return _combined(each_word) if each_word else []


def _meant(word: ExaminedWord, words: Sequence[ExaminedWord]) -> bool:
    """Whether a word in Latin letters is meant as it is: an abbreviation, or among others."""
    others = [other for other in words if other is not word and not other.stop]
    if any(other.latin and other.known for other in others):
        return True
    short = len(word.text) < _SHORTEST_LATIN or (
        word.text.isupper() and len(word.text) <= _ABBREVIATION
    )
    return short and any(other.arabic for other in others)


def _for_known(
    plain: OriginalResult, words: Sequence[ExaminedWord], evidence: Evidence
) -> list[_Proposal]:
    """Proposals that change one word that the index has, by a likely mistake.

    Where the query found enough, only a word that is rare as it is written, for a far more
    frequent one: in a large collection every mistake stands somewhere.
    """
    rarest = sorted(words, key=lambda word: word.documents)[:_LOOKED_AT_WORDS]
    times = _RARE_TIMES if plain.enough else 1
    found = [
        each
        for word in rarest
        if not word.stop and not (plain.enough and word.documents >= LITTLE)
        for each in _otherwise(word, evidence)
        if each.cost <= LIKELY and each.documents > times * word.documents
    ]
    if not plain.enough:
        found += joined(words, plain.text, evidence)
    return _combined([sorted(found, key=lambda each: each.rank)])


def _otherwise(word: ExaminedWord, evidence: Evidence) -> Iterable[Change]:
    """What a word of the index may have been meant to be."""
    if word.latin:
        return on_arabic_layout(word, evidence)
    return chain(nearly(word, evidence, edits=1), divided(word, evidence)) if word.arabic else ()


def _combined(options: Sequence[Sequence[Change]]) -> list[_Proposal]:
    """One option of each, in all ways that fit together; likeliest first."""
    most = max(2, ceil(64 ** (1 / max(1, len(options)))))
    found = {}
    for chosen in product(*(each[:most] for each in options)):
        different = tuple(sorted(set(chosen), key=lambda each: each.start))
        if all(one.end <= other.start for one, other in pairwise(different)):
            found[different] = _Proposal(different, sum(each.rank for each in different))
    return sorted(found.values(), key=lambda each: (each.rank, _text("", each.changes)))


def _covers(change: Change, word: ExaminedWord) -> bool:
    return change.start <= word.start and word.end <= change.end


def _judged(
    plain: OriginalResult, proposals: Sequence[_Proposal], evidence: Evidence
) -> list[_Judged]:
    """Proposals with what they find, all asked for at once."""
    trees = [_tree(plain, proposal.changes, evidence) for proposal in proposals]
    weight = _TOGETHER if len(plain.text.split()) > 1 else 0.0
    return [
        _Judged(proposal, tree, found, proposal.rank - weight * log1p(found.total))
        for proposal, tree, found in zip(proposals, trees, evidence.search(trees), strict=True)
    ]


def _tree(plain: OriginalResult, changes: Sequence[Change], evidence: Evidence) -> Node:
    """Asks for what was changed, next to each other where that was one word.

    And for all else that the query wants; for a question most of it, as for the question itself.
    """
    quoted = _QUOTES.isdisjoint(plain.text)
    text = _text(plain.text, changes, quoted=quoted)
    if not plain.parsed.question:
        return evidence.read(text).node
    parts = [
        evidence.read(_written(each.words, quoted=len(each.words) > 1)).node for each in changes
    ]
    rest = evidence.read(_text(plain.text, [replace(each, words=()) for each in changes]))
    if rest.words:
        lenient = [rung.node for rung in rest.ladder if rung.wanted != "any"]
        parts.append(lenient[-1])
    return AllOf(tuple(parts)) if len(parts) > 1 else parts[0]


def _likely(proposal: _Proposal) -> bool:
    """Whether a mistake is so likely that it is told of where the query found something."""
    return _certain(proposal) and all(
        each.kind is not RecoveryKind.PARTICLE for each in proposal.changes
    )


def _typed_elsewhere(proposal: _Proposal) -> bool:
    """Whether all of it was typed on another keyboard, beside which nothing else is likely."""
    return all(each.kind is RecoveryKind.LAYOUT for each in proposal.changes)


def _certain(proposal: _Proposal) -> bool:
    """Whether the mistake is so likely that nobody needs to be asked."""
    return all(each.cost <= _certain_cost(each) for each in proposal.changes)


def _certain_cost(change: Change) -> float:
    """What a mistake may cost that is corrected unasked."""
    if change.kind is RecoveryKind.LAYOUT:
        return _CERTAIN_LAYOUT
    short = change.kind is RecoveryKind.SPELLING and change.letters < _LONG
    return _CERTAIN if short else _CERTAIN_IN_LONG


def _as_written(
    plain: OriginalResult, judged: Sequence[_Judged], evidence: Evidence
) -> list[tuple[tuple[Change, ...], int]]:
    """The changes of proposals in the spelling of the documents that they find, and their totals.

    Of a form that these don't have, other documents are looked at; all that differs from what was
    searched is counted anew.
    """
    forms = [[form for each in one.proposal.changes for form in each.words] for one in judged]
    written = [
        as_written(own, one.found.documents.values())
        for own, one in zip(forms, judged, strict=True)
    ]
    missing = {
        form for own, known in zip(forms, written, strict=True) for form in own if form not in known
    }
    elsewhere: dict[str, str] = {}
    if missing:
        trees = [evidence.read(f"={form}").node for form in missing]
        for form, found in zip(missing, evidence.search(trees), strict=True):
            elsewhere |= as_written([form], found.documents.values())
    shown = [
        tuple(
            replace(each, words=tuple((elsewhere | known).get(form, form) for form in each.words))
            for each in one.proposal.changes
        )
        for one, known in zip(judged, written, strict=True)
    ]
    totals = [one.found.total for one in judged]
    anew = {
        number: tree
        for number, (one, changes) in enumerate(zip(judged, shown, strict=True))
        if changes != one.proposal.changes and (tree := _tree(plain, changes, evidence)) != one.tree
    }
    if anew:
        for number, found in zip(anew, evidence.search([*anew.values()]), strict=True):
            totals[number] = found.total
    return list(zip(shown, totals, strict=True))


def _recovery(
    plain: OriginalResult, changes: Sequence[Change], total: int, *, searched: bool
) -> Recovery:
    return Recovery(
        text=_text(plain.text, changes),
        searched=searched,
        total=total,
        replacements=tuple(
            Replacement(
                plain.text[each.start : each.end],
                " ".join(each.words),
                each.kind,
                each.written_documents,
                each.documents,
            )
            for each in changes
        ),
    )


def _text(text: str, proposed: Sequence[Change], *, quoted: bool = False) -> str:
    """A text with changes made; several words for one as a phrase of forms if so wanted."""
    parts, end = [], 0
    for each in proposed:
        together = quoted and len(each.words) > 1 and each.kind is not RecoveryKind.LAYOUT
        parts += [text[end : each.start], _written(each.words, quoted=together)]
        end = each.end
    return "".join((*parts, text[end:]))


def _written(words: Sequence[str], *, quoted: bool) -> str:
    together = " ".join(words)
    return f'="{together}"' if quoted else together
