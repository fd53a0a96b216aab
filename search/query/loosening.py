"""What a query that finds nothing asks for less strictly: its quotations.

First numbers may stand between the words of a phrase, as those of verses and notes do; then words
may have other letters of one form. The answer says which.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from index.analysis import Level
from index.model.query import Node, Part, Phrase, map_children, map_words
from search.model.parsed_query import Parsed
from search.model.records import Notice
from search.query import messages

MAX_NUMBERS: Final = 4
"""Numbers that may stand between the words of a phrase."""


def loosened(parsed: Parsed) -> Parsed | None:
    """The query with looser quotations; None if it has none that could be looser."""
    steps: tuple[tuple[Callable[[Node], Node], Notice], ...] = (
        (_with_numbers, messages.NUMBERS_BETWEEN),
        (with_other_letters, messages.OTHER_LETTERS),
    )
    for step, said in steps:
        ladder = tuple(replace(rung, node=step(rung.node)) for rung in parsed.ladder)
        if ladder != parsed.ladder:
            return replace(parsed, ladder=ladder, notices=(*parsed.notices, said))
    return None


def _with_numbers(node: Node) -> Node:
    if isinstance(node, Phrase) and not node.numbers and not _has_number(node):
        numbers = min(MAX_NUMBERS, len(node.words) - 1)
        return replace(node, slop=node.slop + numbers, numbers=numbers)
    return map_children(node, _with_numbers, Part.MATCHED)


def _has_number(phrase: Phrase) -> bool:
    return any(word.readings[0].form.isdigit() for word in phrase.words)


def with_other_letters(node: Node) -> Node:
    """The tree without the letters as typed, but of words that are wanted as forms only (`=`)."""
    return map_words(
        node, lambda word: word if word.levels == (Level.FORM,) else replace(word, typed="")
    )
