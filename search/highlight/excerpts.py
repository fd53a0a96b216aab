"""What is shown of a found document: its snippets, and the matches in a whole text.

Analysing a text costs about a second a million characters, and somebody's collection has books
of fifty. So a long text goes through analysis stretch by stretch, which bounds the memory, and
only so many characters of it are looked at for one request, which bounds the time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
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

STRETCH: Final = 100_000
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
class _Stretch:
    """A stretch of a text and what matched in it."""

    start: int
    text: str
    tokens: Sequence[Token]
    matches: Sequence[Match]
    leaves: Set[int]


def shown(
    text: str,
    matcher: Matcher,
    analyse: Analyse,
    *,
    most: int,
    limit: int,
    length: int = LIMITS.max_snippet_characters,
) -> Shown:
    """The snippets of a document's body.

    They are cut from the first stretch that has all words of the query; if none has, from the
    first of those that have most of them.

    Args:
        text: the body.
        matcher: for the words of the query.
        analyse: gives the tokens of a text.
        most: how many snippets at most.
        limit: how many characters to look at.
        length: how long a snippet may be, in characters.
    """
    wanted = sum(TextField.BODY in leaf.fields for leaf in matcher.leaves)
    best = _Stretch(0, "", (), (), frozenset())
    end = 0
    near: Mapping[int, Closest] = {}
    for start, end in stretches(text, min(limit, len(text))):
        part = text[start:end]
        tokens = analyse(part)
        matches = matcher.matches(tokens, TextField.BODY)
        near = closer(near, closest(matches, tokens, TextField.BODY))
        leaves = {match.leaf for match in matches}
        if not best.text or len(leaves) > len(best.leaves):
            best = _Stretch(start, part, tokens, matches, leaves)
        if len(leaves) == wanted:
            break
    found = snippets(best.text, best.tokens, best.matches, most=most, length=length)
    if best.start:
        found = tuple(replace(snippet, start=best.start + snippet.start) for snippet in found)
    return Shown(
        found,
        looked=end,
        complete=end == len(text) or len(best.leaves) == wanted,
        closest=near,
    )


def marked(
    text: str, field: TextField, matcher: Matcher, analyse: Analyse, *, limit: int
) -> Marked:
    """What matched in the first `limit` characters of a text.

    A phrase is not seen where the end of a stretch parts it.
    """
    found: list[tuple[int, int]] = []
    near: Mapping[int, Closest] = {}
    for start, end in stretches(text, min(limit, len(text))):
        part = text[start:end]
        tokens = analyse(part)
        matches = matcher.matches(tokens, field)
        near = closer(near, closest(matches, tokens, field))
        spans = highlights(part, tokens, matches)
        found += [(start + first, start + last) for first, last in spans]
    return Marked(tuple(found), near)


def stretches(text: str, end: int, most: int = STRETCH) -> Iterator[tuple[int, int]]:
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
