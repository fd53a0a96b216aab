"""The text typed so far, divided into whole words and the prefix of the word being typed."""

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

# Signs of the query language; the text up to the last of them stays unchanged.
_SYNTAX: Final = re.compile(r"[\"“”„‟«»()=~*?؟!:]|(?<!\S)[-+]")
MAX_WORDS: Final = 8
"""Whole words that completions depend on; earlier ones stay unchanged."""
_MAX_LAYOUT_READINGS: Final = 8


@dataclass(frozen=True, slots=True)
class WholeWord:
    """A word that was typed whole.

    Attributes:
        surface: as it was typed.
        readings: of it.
        start: its offset in the text.
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
        """Its possible forms."""
        return tuple(dict.fromkeys(reading.form for reading in self.readings))


@dataclass(frozen=True, slots=True)
class PartialQuery:
    """A text that is being typed.

    Attributes:
        text: the whole text.
        unchanged: its beginning up to the last sign of the query language, and all whole words but
            the last `MAX_WORDS`; suggestions begin with it.
        words: the whole words after `unchanged`.
        prefix: the folded letters of the word being typed; "" after a space.
        prefix_start: the offset of that word.
        shortened: whether whole words before `words` are ignored because nothing contains them all.
    """

    text: str
    unchanged: str
    words: tuple[WholeWord, ...]
    prefix: str
    prefix_start: int
    shortened: bool = False

    @property
    def empty(self) -> bool:
        """Whether there is nothing to complete."""
        return not (self.words or self.prefix)

    def shorter_queries(self) -> Iterator[PartialQuery]:
        """The same query with only the last whole word, then with none."""
        if len(self.words) > 1:
            yield self._shortened(self.words[-1].start, self.words[-1:])
        if self.words and self.prefix:
            yield self._shortened(self.prefix_start, ())

    def _shortened(self, start: int, words: tuple[WholeWord, ...]) -> PartialQuery:
        return replace(self, unchanged=self.text[:start], words=words, shortened=True)

    def begins(self, forms: Sequence[str]) -> bool:
        """Whether a text with these forms begins with the typed words."""
        count = len(self.words)
        return (
            len(forms) >= count
            and all(form in word.forms for word, form in zip(self.words, forms, strict=False))
            and (not self.prefix or "".join(forms[count : count + 1]).startswith(self.prefix))
        )


def read(text: str, tokens: Callable[[str], Sequence[Token]]) -> PartialQuery:
    """Divide the text before the caret; `tokens` analyses a text."""
    signs = [sign.end() for sign in _SYNTAX.finditer(text)]
    start = signs[-1] if signs else 0
    words = [(start + begin, start + end) for begin, end in spans(text[start:])]
    prefix_start = words.pop()[0] if words and words[-1][1] == len(text) else len(text)
    if len(words) > MAX_WORDS:
        start = words[-MAX_WORDS][0]
    whole = tuple(
        WholeWord(token.surface, token.readings, start + token.start)
        for token in tokens(text[start:prefix_start])
    )
    return PartialQuery(text, text[:start], whole, fold(text[prefix_start:]), prefix_start)


def on_other_layouts(text: str) -> Iterator[str]:
    """The texts that the same keys type on other keyboard layouts; likeliest first, different."""
    parts = re.split(r"(\s+)", text)
    if len(parts) > 2 * MAX_WORDS:
        return iter(())
    options = [(part,) if not part or part.isspace() else _on_other_layout(part) for part in parts]
    found = ("".join(chosen) for chosen in islice(product(*options), _MAX_LAYOUT_READINGS))
    return iter(dict.fromkeys(each for each in found if each != text))


def _on_other_layout(chunk: str) -> tuple[str, ...]:
    if has_latin(chunk) or not has_arabic(chunk):
        return keyboard_layouts.arabic(chunk)
    return keyboard_layouts.latin(chunk)


def prefix_length(surface: str, prefix: str) -> int:
    """How many characters at the beginning of a word fold to a prefix, with the marks after them.

    Args:
        surface: the word.
        prefix: folded letters.
    """
    end = next((n for n in range(len(surface) + 1) if fold(surface[:n]) == prefix), 0)
    while end < len(surface) and fold(surface[: end + 1]) == prefix:
        end += 1
    return end
