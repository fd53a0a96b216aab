"""How a score comes about, as lines: a tree whose parts add up."""

from __future__ import annotations

from collections.abc import Iterator

from index.cli.terminal import printable
from index.engines.protocols import Explanation, TermScore


def explanation_lines(explanation: Explanation) -> Iterator[str]:
    """The lines of an explanation; what doesn't match is left out, for it adds nothing.

    Each line begins with what it adds: the lines below it that stand farther in add up to it.
    """
    if explanation.matches:
        yield f"{explanation.score:.4f} = {_named(explanation)}"
        for part in explanation.parts:
            yield from (f"  {line}" for line in explanation_lines(part))
        for term in explanation.terms:
            yield f"  {_of_term(term)}"


def _named(explanation: Explanation) -> str:
    return f"{explanation.kind} {printable(explanation.surface)}".strip()


def _of_term(term: TermScore) -> str:
    times = f"{term.frequency:g} of {term.length} words, {term.mean_length:.1f} on average"
    found = f"{' + '.join(map(str, term.doc_freqs))} of {term.documents} documents"
    return (
        f"{term.score:.4f} = {term.field}.{term.level}: weight {term.weight:g}"
        f" × idf {term.idf:.4f} ({found}) × tf {term.saturation:.4f} ({times})"
    )
