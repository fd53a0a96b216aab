"""What is shown of a found document: its snippets, and the matches in a whole text.

Analysing a text costs about a second a million characters, and somebody's collection has books
of fifty. So a long text goes through analysis stretch by stretch, which bounds the memory, and
only so many characters of it are looked at for one request, which bounds the time.
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
from search.model.records import Snippet
from search.text.graphemes import cluster, is_boundary

Analyse: TypeAlias = Callable[[str], Sequence[Token]]

PASSAGE: Final = 100_000
"""Characters that are analysed at a time."""
_LINE_END: Final = regex.compile(r"\n", regex.REVERSE)
_SPACE: Final = regex.compile(r"\s", regex.REVERSE)


@dataclass(frozen=True, slots=True)
class Shown:
    """The snippets of a text.

    Attributes:
        snippets: best first.
        looked: how many characters of the text were analysed.
        complete: whether a look at the rest could show no further word of the query.
        closest: of each leaf that was found, its closest matches in what was looked at.
    """

    snippets: tuple[Snippet, ...]
    looked: int
    complete: bool
    closest: Mapping[int, Closest] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class Marked:
    """The matches in a text.

    Attributes:
        highlights: [start, end) offsets, as `search.highlight.snippets.highlights` gives them.
        closest: of each leaf that was found, its closest matches.
    """

    highlights: tuple[tuple[int, int], ...]
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


def shown(text: str, matcher: Matcher, analyse: Analyse, *, most: int, limit: int) -> Shown:
    """The snippets of a document's body.

    They are cut from the first stretch that has all words of the query; if none has, from the
    first of those that have most of them.

    Args:
        text: the body.
        matcher: for the words of the query.
        analyse: gives the tokens of a text.
        most: how many snippets at most.
        limit: how many characters to look at.
    """
    sought = sum(TextField.BODY in leaf.fields for leaf in matcher.leaves)
    best = passage = Passage(0, "", (), ())
    near: Mapping[int, Closest] = {}
    for passage in matched(text, TextField.BODY, matcher, analyse, limit):
        near = closer(near, closest(passage.matches, passage.tokens, TextField.BODY))
        if not best.text or len(passage.leaves) > len(best.leaves):
            best = passage
        if len(best.leaves) == sought:
            break
    end = passage.start + len(passage.text)
    found = snippets(best.text, best.tokens, best.matches, most=most)
    return Shown(
        tuple(replace(snippet, start=best.start + snippet.start) for snippet in found),
        looked=end,
        complete=end == len(text) or len(best.leaves) == sought,
        closest=near,
    )


def marked(
    text: str, field: TextField, matcher: Matcher, analyse: Analyse, *, limit: int | None = None
) -> Marked:
    """What matched in a text, or in its first `limit` characters.

    A phrase is not seen where the end of a stretch parts it.
    """
    found: list[tuple[int, int]] = []
    near: Mapping[int, Closest] = {}
    for passage in matched(text, field, matcher, analyse, len(text) if limit is None else limit):
        near = closer(near, closest(passage.matches, passage.tokens, field))
        spans = highlights(passage.text, passage.tokens, passage.matches)
        found += [(passage.start + first, passage.start + last) for first, last in spans]
    return Marked(tuple(found), near)


def matched(
    text: str, field: TextField, matcher: Matcher, analyse: Analyse, limit: int
) -> Iterator[Passage]:
    """The passages of the first `limit` characters of a text, each with what matched in it."""
    for start, end in passages(text, min(limit, len(text))):
        tokens = analyse(text[start:end])
        yield Passage(start, text[start:end], tokens, matcher.matches(tokens, field))


def passages(text: str, end: int, most: int = PASSAGE) -> Iterator[tuple[int, int]]:
    """`text[:end]` in parts of at most `most` characters, as [start, end) offsets.

    A part ends with a line if one ends in its second half, else behind a space, else behind a
    grapheme cluster, which alone may be longer. The last one too, where the text goes on: then
    the parts may end before `end`.
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
