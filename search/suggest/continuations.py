"""How texts go on behind some words: the words that follow, counted over a few documents."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from index.analysis.normalization.normalizer import fold
from index.analysis.stop_words import STOP_WORDS
from index.model.document import Document

CHARACTERS: Final = 4_000
"""How much of a document is looked at: what it is about, it says in the beginning."""
FOLLOWING: Final = 2
"""Words that a text is completed by behind the one that is being typed, or that was."""
LEAST: Final = 2
"""Documents of different titles that must have a phrase: one may say anything."""

# A second word that follows belongs to the first where so large a share of the documents has it,
# and where nearly all do, the first isn't told without it.
_BELONGS: Final = 0.5
_INSEPARABLE: Final = 0.8

_WITHIN_WORDS: Final = frozenset({"Mn", "Mc", "Me", "Cf"})
_MARK: Final = "\N{ARABIC TATWEEL}"
_SPACE: Final = r"[^\S\n]+"
_FOLLOWING: Final = rf"(?:{_SPACE}(\w+))?" * FOLLOWING

_Seen: TypeAlias = list[tuple[str, tuple[str, ...]]]
"""Of a run of forms, the titles of the documents that have it and how it is written there."""


@dataclass(frozen=True, slots=True)
class Continuation:
    """Words with which texts go on.

    Attributes:
        words: as the texts write them most, without marks; the typed ones too.
        documents: how many of the documents that were looked at have them, those of one title
            as one.
    """

    words: tuple[str, ...]
    documents: int


class Continuations:
    """Counts how documents go on behind words, and how they write them.

    Args:
        before: for each word that was typed whole, the forms that it may have.
        last: the folded letters of the word that is being typed; "" if there is none.
    """

    def __init__(self, before: Sequence[Sequence[str]], last: str) -> None:
        """See the class."""
        ways = [tuple(map(re.escape, forms)) for forms in before]
        parts = [f"{_one_of(forms)}\\b" for forms in ways]
        if last:
            ways.append((re.escape(last),))
            parts.append(re.escape(last) + r"\w*")
        # A pattern is found soon if it begins with letters, so that they begin a word is said
        # behind them.
        begun = "".join(rf"(?<!\w{form})" for form in ways[0])
        parts[0] = f"{_one_of(ways[0])}{begun}{parts[0][len(_one_of(ways[0])) :]}"
        together = _SPACE.join(f"({part})" for part in parts)
        self._together = re.compile(together + _FOLLOWING)
        begun = re.escape(last)
        self._alone = re.compile(rf"{begun}(?<!\w{begun})\w*") if last and before else None
        self._typed = len(parts)
        self._least = max(2, len(before) + 1)
        self._runs: dict[tuple[str, ...], _Seen] = {}
        self._words: dict[str, _Seen] = {}

    def look(self, document: Document) -> None:
        """Count what stands in a document."""
        title = "" if document.title_borrowed else document.title
        key = title or document.id
        for text in (title, document.body[:CHARACTERS]):
            plain = text.translate(_PLAIN)
            folded = plain.translate(_FOLDED)
            for match in self._together.finditer(folded):
                forms = tuple(filter(None, match.groups()))
                spans = map(match.span, range(1, len(forms) + 1))
                words = tuple([plain[start:end] for start, end in spans])
                for length in range(self._typed, len(forms) + 1):
                    self._runs.setdefault(forms[:length], []).append((key, words[:length]))
            for match in self._alone.finditer(folded) if self._alone else ():
                word = plain[match.start() : match.end()]
                self._words.setdefault(match[0], []).append((key, (word,)))

    def written(self, form: str) -> str:
        """How the documents write a form that begins as the only word; "" if they have none."""
        seen = self._runs.get((form,))
        return _continuation(seen).words[0] if seen else ""

    def phrases(self) -> list[Continuation]:
        """The phrases that go on behind what was typed; those of the most documents first."""
        found = {
            forms: documents
            for forms, seen in self._runs.items()
            if len(forms) >= self._least
            and len(seen) >= LEAST
            and (documents := _documents(seen)) >= LEAST
        }
        told = [
            forms
            for forms in found
            if forms[-1] not in STOP_WORDS
            and len(forms[-1]) > 1
            and (len(forms) == self._least or found[forms] >= _BELONGS * found.get(forms[:-1], 0))
        ]
        within = {
            forms[:length]
            for forms in told
            for length in range(self._least, len(forms))
            if found[forms] >= _INSEPARABLE * found[forms[:length]]
        }
        order = sorted(
            (forms for forms in told if forms not in within),
            key=lambda forms: (-found[forms], len(forms), forms),
        )
        return [_continuation(self._runs[forms]) for forms in order]

    def words(self) -> list[Continuation]:
        """The words that begin as the last one, anywhere in several of the documents."""
        found = {form: _documents(seen) for form, seen in self._words.items() if len(seen) >= LEAST}
        order = sorted(
            (form for form in found if found[form] >= LEAST and form not in STOP_WORDS),
            key=lambda form: (-found[form], form),
        )
        return [_continuation(self._words[form]) for form in order]


def _one_of(forms: Sequence[str]) -> str:
    """The pattern of any of some forms."""
    return forms[0] if len(forms) == 1 else f"(?:{'|'.join(forms)})"


def _documents(seen: _Seen) -> int:
    return len({title for title, _ in seen})


def _continuation(seen: _Seen) -> Continuation:
    """A run, written as it is most often; of equals as it was first."""
    written = Counter(words for _, words in seen)
    return Continuation(written.most_common(1)[0][0], _documents(seen))


class _WithoutMarks(dict[int, str | None]):
    """Marks, tatweel and invisible characters are left out of a text, all else is kept."""

    def __missing__(self, code: int) -> str | None:
        sign = chr(code)
        left_out = unicodedata.category(sign) in _WITHIN_WORDS or sign == _MARK
        self[code] = found = None if left_out else sign
        return found


class _Folded(dict[int, str]):
    """Each character as its letter in a form, one for one."""

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        folded = fold(sign)
        self[code] = found = folded if len(folded) == 1 else sign
        return found


_PLAIN: Final = _WithoutMarks()
_FOLDED: Final = _Folded()
