"""What is said of a search: how it was read, loosened, widened, recovered, cut short."""

from __future__ import annotations

from index.analysis.folding import fold
from search import notices
from search.model import Recovery, SearchRequest, Understood
from search.ranked import Ranked, rungs_of
from search.vowels_wanted import wants_vowels


def understood(
    request: SearchRequest,
    answer: Ranked,
    recoveries: tuple[Recovery, ...],
    *,
    complete: bool,
) -> Understood:
    """How a request was understood.

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
    elif not candidates.exact and wants_vowels(parsed.node):
        said.append(notices.MARKS_COMPARED_IN_PART)
    if not complete:
        said.append(notices.EXCERPTS_IN_PART)
    return Understood(
        text=request.text,
        words=rung.words or parsed.words,
        wanted=rung.wanted,
        notices=tuple(said),
        recoveries=recoveries,
    )


def is_searched(recovery: Recovery, answer: Ranked) -> bool:
    """Whether an answer is for what a recovery replaces words by, too: as variants of these."""
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
