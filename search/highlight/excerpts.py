"""Snippets and highlights of whole documents, which may be long.

Analysing a text costs about a second for a million characters, and a book may have fifty. So a
long text is analysed passage by passage, which bounds the memory, and only up to a limit for one
request, which bounds the time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, TypeAlias

import regex

from index.analysis import Token
from index.model.query import TextField
from search.highlight.match_reasons import Closest, closer, closest
from search.highlight.matcher import Match, Matcher
from search.highlight.snippets import highlights, snippets
from search.model.limits import LIMITS
from search.model.records import Snippet
from search.text.graphemes import cluster, is_boundary

Analyse: TypeAlias = Callable[[str], Sequence[Token]]

MAX_PASSAGE: Final = 100_000
"""Characters that are analysed at a time."""
_LINE_END: Final = regex.compile(r"\n", regex.REVERSE)
_SPACE: Final = regex.compile(r"\s", regex.REVERSE)


@dataclass(frozen=True, slots=True)
class BodySnippets:
    """The snippets of a document's body.

    Attributes:
        snippets: best first.
        analysed: how many characters of the body were analysed.
        complete: whether the rest could not match any further leaf of the query.
        closest: of each leaf that matched, its closest matches in what was analysed.
    """

    snippets: tuple[Snippet, ...] = ()
    analysed: int = 0
    complete: bool = True
    closest: Mapping[int, Closest] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class Highlighted:
    """The matches in a text.

    Attributes:
        spans: [start, end) offsets, as `search.highlight.snippets.highlights` returns them.
        closest: of each leaf that matched, its closest matches.
    """

    spans: tuple[tuple[int, int], ...]
    closest: Mapping[int, Closest] = field(compare=False)


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage of a text and what matched in it.

    Attributes:
        start: its offset in the text.
        text: the passage.
        tokens: its tokens.
        matches: what matched in it.
    """

    start: int
    text: str
    tokens: Sequence[Token]
    matches: Sequence[Match]

    @property
    def leaves(self) -> set[int]:
        """The numbers of the leaves that matched."""
        return {match.leaf for match in self.matches}


def body_snippets(
    text: str,
    matcher: Matcher,
    analyse: Analyse,
    *,
    most: int,
    limit: int,
    length: int = LIMITS.max_snippet_characters,
) -> BodySnippets:
    """The snippets of a document's body.

    They are cut from the first passage in which all leaves of the query match; if there is none,
    from the first of those in which most of them match.

    Args:
        text: the body.
        matcher: for the leaves of the query.
        analyse: returns the tokens of a text.
        most: how many snippets at most.
        limit: how many characters to analyse.
        length: how long a snippet may be, in characters.
    """
    sought = sum(TextField.BODY in leaf.fields for leaf in matcher.leaves)
    best = passage = Passage(0, "", (), ())
    near: Mapping[int, Closest] = {}
    for passage in matched_passages(text, TextField.BODY, matcher, analyse, limit):
        near = closer(near, closest(passage.matches, passage.tokens, TextField.BODY))
        if not best.text or len(passage.leaves) > len(best.leaves):
            best = passage
        if len(best.leaves) == sought:
            break
    end = passage.start + len(passage.text)
    found = snippets(best.text, best.tokens, best.matches, most=most, length=length)
    return BodySnippets(
        tuple(replace(snippet, start=best.start + snippet.start) for snippet in found),
        analysed=end,
        complete=end == len(text) or len(best.leaves) == sought,
        closest=near,
    )


def highlighted(
    text: str, field: TextField, matcher: Matcher, analyse: Analyse, *, limit: int | None = None
) -> Highlighted:
    """What to highlight in a text, or in its first `limit` characters.

    A phrase does not match across the end of a passage.
    """
    found: list[tuple[int, int]] = []
    near: Mapping[int, Closest] = {}
    limit = len(text) if limit is None else limit
    for passage in matched_passages(text, field, matcher, analyse, limit):
        near = closer(near, closest(passage.matches, passage.tokens, field))
        spans = highlights(passage.text, passage.tokens, passage.matches)
        found += [(passage.start + first, passage.start + last) for first, last in spans]
    return Highlighted(tuple(found), near)


def matched_passages(
    text: str, field: TextField, matcher: Matcher, analyse: Analyse, limit: int
) -> Iterator[Passage]:
    """The passages of the first `limit` characters of a text, each with what matched in it."""
    before = 0
    for start, end in passages(text, min(limit, len(text))):
        tokens = analyse(text[start:end])
        yield Passage(start, text[start:end], tokens, matcher.matches(tokens, field, before))
        before += len(tokens)


def passages(text: str, end: int, most: int = MAX_PASSAGE) -> Iterator[tuple[int, int]]:
    """`text[:end]` in passages of at most `most` characters, as [start, end) offsets.

    A passage ends with a line if a line ends in its second half, else after a space, else after
    a grapheme cluster, which alone may be longer. This holds for the last one too where the text
    goes on: then the passages may end before `end`.
    """
    if 0 < end < len(text):
        end = _cut(text, max(0, end - most), end)
    start = 0
    while start < end:
        stop = end if end - start <= most else _cut(text, start, start + most)
        yield start, stop
        start = stop


def _cut(text: str, start: int, stop: int) -> int:
    """The best place to cut in the second half of `text[start:stop]`."""
    half = (start + stop) // 2
    found = _LINE_END.search(text, half, stop) or _SPACE.search(text, half, stop)
    if found and is_boundary(text, found.end()):
        return found.end()
    low, high = cluster(text, stop)
    return low if low > start else high
