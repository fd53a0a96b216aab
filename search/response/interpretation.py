"""How a query was read: its words, and notices of what was done to it."""

from __future__ import annotations

from index.analysis.normalization.normalizer import fold
from search.model.records import QueryInterpretation, Recovery
from search.model.request import SearchRequest
from search.ranking.candidates import CandidatePage, rungs_of
from search.response import notices


def interpretation(
    request: SearchRequest,
    answer: CandidatePage,
    recoveries: tuple[Recovery, ...],
    *,
    complete: bool,
) -> QueryInterpretation:
    """How a request was read, and what the user should know of its answer.

    Args:
        request: the request.
        answer: what it found, or what the first of the recoveries did.
        recoveries: what else may have been meant.
        complete: whether snippets are of whole documents.
    """
    parsed, rung, candidates = answer.parsed, answer.rung, answer.candidates
    said = [*notices.recovered(request.text, recoveries), *parsed.notices]
    if rung is not parsed.ladder[0] and candidates.total:
        at_once = rungs_of(parsed, request.sort)[0]
        said.append(notices.relaxed(rung, question=rung is at_once))
    said += [
        notices.capped(expansion)
        for expansion in dict.fromkeys(candidates.expansions)
        if expansion.used < expansion.matched
    ]
    if candidates.partial:
        said.append(notices.PARTIAL)
    elif not candidates.exact and parsed.compared:
        in_part = notices.MARKS_COMPARED_IN_PART, notices.LETTERS_COMPARED_IN_PART
        said.append(in_part[not parsed.vocalised])
    if not complete:
        said.append(notices.EXCERPTS_IN_PART)
    return QueryInterpretation(
        text=request.text,
        words=rung.words or parsed.words,
        wanted=rung.share,
        notices=tuple(said),
        recoveries=recoveries,
    )


def is_searched(recovery: Recovery, answer: CandidatePage) -> bool:
    """Whether the answer has what a recovery offers already, as variants of its words."""
    variants = {
        (fold(word.text), _folded(variant))
        for word in answer.parsed.words
        for variant in word.variants
    }
    return bool(recovery.replacements) and all(
        (fold(each.written), _folded(each.replacement)) in variants
        for each in recovery.replacements
    )


def _folded(text: str) -> str:
    return " ".join(map(fold, text.split()))
