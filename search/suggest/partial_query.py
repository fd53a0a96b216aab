"""What was typed so far: its words, and the beginning of the one that is being typed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, product
from typing import Final

from index.analysis import Reading, Token
from index.analysis.normalization.normalizer import fold
from index.analysis.tokenizer import spans
from search.arabic import keyboard_layouts
from search.arabic.scripts import has_arabic, has_latin

# Signs of the query language; what stands before the last of them stays as it is.
_SYNTAX: Final = re.compile(r"[\"“”„‟«»()=~*?؟!:]|(?<!\S)[-+]")
MOST_WORDS: Final = 8
"""Words that are looked at before the one that is being typed; others before them are kept."""
# Ways to read a text as of another layout that are tried.
_TRIED: Final = 8


@dataclass(frozen=True, slots=True)
class Whole:
    """A word that was typed whole.

    Attributes:
        surface: as it was typed.
        readings: of it.
        start: where it stands in the text.
    """

    surface: str
    readings: tuple[Reading, ...]
    start: int

    @property
    def form(self) -> str:
        """Its usual form."""
        return self.readings[0].form

    @property
    def forms(self) -> tuple[str, ...]:
        """All that it may have."""
        return tuple(dict.fromkeys(reading.form for reading in self.readings))


@dataclass(frozen=True, slots=True)
class PartialQuery:
    """A text that is being typed.

    Attributes:
        text: the whole of it.
        kept: its beginning, which stays as it is: signs of the query language and what stands
            before them.
        before: the words behind that, in order.
        last: the folded letters of the word that is being typed; "" where the next one may begin.
        begun: where that word begins.
        narrow: whether words before it were typed that are no longer looked at.
    """

    text: str
    kept: str
    before: tuple[Whole, ...]
    last: str
    begun: int
    narrow: bool = False

    @property
    def empty(self) -> bool:
        """Whether there is nothing to complete."""
        return not (self.before or self.last)

    def narrowed(self) -> Iterator[PartialQuery]:
        """The same with fewer of the words before the last looked at: with one, and with none."""
        if len(self.before) > 1:
            yield self._behind(self.before[-1].start, self.before[-1:])
        if self.before and self.last:
            yield self._behind(self.begun, ())

    def _behind(self, place: int, before: tuple[Whole, ...]) -> PartialQuery:
        return replace(self, kept=self.text[:place], before=before, narrow=True)

    def begins(self, forms: Sequence[str]) -> bool:
        """Whether a text of these forms begins so."""
        whole = len(self.before)
        begun = len(forms) >= whole and all(
            form in word.forms for word, form in zip(self.before, forms, strict=False)
        )
        return begun and (
            not self.last or (len(forms) > whole and forms[whole].startswith(self.last))
        )


def read(text: str, tokens: Callable[[str], Sequence[Token]]) -> PartialQuery:
    """Read what was typed.

    Args:
        text: as it stands before the caret.
        tokens: analyses a text.
    """
    signs = [sign.end() for sign in _SYNTAX.finditer(text)]
    kept = signs[-1] if signs else 0
    words = [(kept + start, kept + end) for start, end in spans(text[kept:])]
    begun = words.pop()[0] if words and words[-1][1] == len(text) else len(text)
    if len(words) > MOST_WORDS:
        kept = words[-MOST_WORDS][0]
    before = tuple(
        Whole(token.surface, token.readings, kept + token.start)
        for token in tokens(text[kept:begun])
    )
    return PartialQuery(text, text[:kept], before, fold(text[begun:]), begun)


def on_other_layouts(text: str) -> Iterator[str]:
    """What the keys that typed a text type on other layouts; likeliest first, nothing twice."""
    parts = re.split(r"(\s+)", text)
    if len(parts) > 2 * MOST_WORDS:
        return iter(())
    options = [(part,) if not part or part.isspace() else _typed_otherwise(part) for part in parts]
    found = ("".join(chosen) for chosen in islice(product(*options), _TRIED))
    return iter(dict.fromkeys(each for each in found if each != text))


def _typed_otherwise(chunk: str) -> tuple[str, ...]:
    if has_latin(chunk) or not has_arabic(chunk):
        return keyboard_layouts.arabic(chunk)
    return keyboard_layouts.latin(chunk)


def letters_of(surface: str, beginning: str) -> int:
    """How many characters of a word spell a beginning of its form, with the marks behind them.

    Args:
        surface: the word.
        beginning: folded letters.
    """
    end = next((n for n in range(len(surface) + 1) if fold(surface[:n]) == beginning), 0)
    while end < len(surface) and fold(surface[: end + 1]) == beginning:
        end += 1
    return end
