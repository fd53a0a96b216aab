"""Synonyms: months by both names, numbers in words and digits, abbreviations, the user's own.

    Synonyms.built_in()      the small table that comes with Fihris
    read_synonyms(path)      the user's file, in Solr's format, beside that table

Rules compare forms, so vowel marks, hamzas and teh marbuta make no difference. The user's file
(Apache Solr Reference Guide, "Synonym Graph Filter") has one rule a line: by `a, b, c` each finds
all three, by `a, b => c, d` a query for a or b searches for c or d. `#` begins a comment, a
backslash escapes the next sign.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path
from typing import Final, Self

from index.analysis import Analyzer, Reading
from index.analysis.normalization.normalizer import fold
from index.analysis.tokenizer import spans
from index.model.errors import FihrisError
from index.model.messages import Message
from index.model.months import MONTHS
from index.model.query import Origin, Word
from search.expansion.variants import Variant, alternative

MAX_RULES: Final = 100_000
"""Lines of a file of synonyms."""
MAX_WORDS: Final = 8
"""Words of one synonym."""

_ABBREVIATIONS: Final = (
    ("كيلومتر", "كلم"),
    ("كيلوغرام", "كيلوجرام", "كلغ", "كغم"),
    ("سنتيمتر", "سنتمتر", "سم"),
    ("مليمتر", "ملم"),
    ("قبل الميلاد", "ق.م"),
    ("صندوق بريد", "ص.ب"),
    ("حلف شمال الأطلسي", "الناتو", "ناتو"),
    ("منظمة الأمم المتحدة للتربية والعلم والثقافة", "اليونسكو", "يونسكو"),
    ("منظمة الأمم المتحدة للطفولة", "اليونيسف", "يونيسف"),
    ("منظمة الدول المصدرة للنفط", "أوبك"),
    ("الاتحاد الدولي لكرة القدم", "الفيفا", "فيفا"),
    ("الاتحاد الأوروبي لكرة القدم", "اليويفا", "يويفا"),
    ("الإدارة الوطنية للملاحة الجوية والفضاء", "ناسا"),
    ("متلازمة نقص المناعة المكتسب", "الإيدز", "إيدز"),
)
"""Abbreviations with their full names, from common knowledge."""

# The words of numbers (Wright 1896, volume I, sections 318-328), masculine and feminine, in both
# cases; `|` divides words that may replace each other.
_ONES: Final = (
    "واحد|واحدة", "اثنان|اثنين|اثنتان|اثنتين", "ثلاثة|ثلاث", "أربعة|أربع", "خمسة|خمس", "ستة|ست",
    "سبعة|سبع", "ثمانية|ثماني|ثمان", "تسعة|تسع",
)  # fmt: skip
_TENS: Final = (
    "عشرون|عشرين", "ثلاثون|ثلاثين", "أربعون|أربعين", "خمسون|خمسين", "ستون|ستين",
    "سبعون|سبعين", "ثمانون|ثمانين", "تسعون|تسعين",
)  # fmt: skip
_TEN: Final = "عشرة|عشر"
_HUNDRED: Final = "مئة|مائة"
_TWO_HUNDRED: Final = "مئتان|مئتين|مائتان|مائتين"
_FIRST_OF_ELEVEN: Final = "أحد|إحدى"
_FIRST_OF_TWELVE: Final = "اثنا|اثني|اثنتا|اثنتي"

_ARROW: Final = "=>"
_SIGN: Final = re.compile(r"\\(.)|(=>)|([,#])")


class SynonymsError(FihrisError, code="synonyms", exit_code=2):
    """A file of synonyms that can't be read, or a line of it that is no rule."""


@dataclass(frozen=True, slots=True)
class SynonymRule:
    """Texts that are searched for when a query has other texts.

    Attributes:
        sources: texts of a query.
        targets: texts that are searched for.
        instead: whether the source itself is no longer searched for, unless it is a target too.
    """

    sources: tuple[str, ...]
    targets: tuple[str, ...]
    instead: bool = False


class Synonyms:
    """Rules by the forms of their sources.

    Args:
        rules: in the order in which they apply.
    """

    def __init__(self, rules: Iterable[SynonymRule]) -> None:
        self._by_forms: dict[tuple[str, ...], list[_Synonym]] = {}
        for rule in rules:
            targets = {next(_keys(text)): text for text in rule.targets}
            for key in (key for text in rule.sources for key in _keys(text)):
                others = tuple(text for other, text in targets.items() if other != key)
                if others:
                    found = _Synonym(others, instead=rule.instead and key not in targets)
                    self._by_forms.setdefault(key, []).append(found)
        self._longest = max(map(len, self._by_forms), default=0)

    @classmethod
    def built_in(cls) -> Self:
        """The table that comes with Fihris."""
        return cls(_built_in())

    def variants(self, words: Sequence[Word], analyzer: Analyzer) -> Iterator[Variant]:
        """The synonyms of adjacent words of a query, by the longest rule that matches.

        Args:
            words: of the query.
            analyzer: reads synonyms; it must have the fingerprint of the index.
        """
        forms = [word.readings[0].form for word in words]
        first = 0
        while first < len(forms):
            for last in range(min(len(forms), first + self._longest) - 1, first - 1, -1):
                found = self._by_forms.get(tuple(forms[first : last + 1]))
                if found:
                    yield from (each.variant(first, last, analyzer) for each in found)
                    first = last
                    break
            first += 1


@dataclass(frozen=True, slots=True)
class _Synonym:
    """The targets of a rule for one source."""

    texts: tuple[str, ...]
    instead: bool

    def variant(self, first: int, last: int, analyzer: Analyzer) -> Variant:
        """The targets as a variant of the words from number `first` to `last`."""
        readings: list[Reading] = []
        leaves = []
        for text in self.texts:
            words = _words_of(text, analyzer)
            if first == last and len(words) == 1:
                readings += words[0][1]
            elif words:
                leaves.append(alternative(_first_choice(text), words, Origin.SYNONYM))
        texts = tuple(map(_first_choice, self.texts))
        return Variant(
            first, last, Origin.SYNONYM, texts, tuple(readings), tuple(leaves), self.instead
        )


def read_synonyms(path: Path | None) -> Synonyms:
    """The user's synonyms and those that come with Fihris.

    Args:
        path: the file, in UTF-8; None for only those that come with Fihris.

    Raises:
        SynonymsError: it can't be read, or a line of it is no rule.
    """
    if path is None:
        return Synonyms.built_in()
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SynonymsError(
            "The synonyms in '{path}' can't be read: {error}", path=path, error=error
        ) from error
    return Synonyms((*parse_synonyms(text, str(path)), *_built_in()))


def parse_synonyms(text: str, name: str) -> tuple[SynonymRule, ...]:
    """The rules of a text in Solr's format.

    Args:
        text: lines with a rule each.
        name: of the text in errors.

    Raises:
        SynonymsError: a line is no rule, or there are too many.
    """
    rules = []
    for number, line in enumerate(text.splitlines(), 1):
        if number > MAX_RULES:
            raise _error(name, number, Message("more than {most} lines", most=MAX_RULES))
        rule = _rule(line, name, number)
        if rule:
            rules.append(rule)
    return tuple(rules)


def _rule(line: str, name: str, number: int) -> SynonymRule | None:
    sides: list[list[str]] = [[""]]
    at = 0
    for sign in _SIGN.finditer(line):
        sides[-1][-1] += line[at : sign.start()]
        at = sign.end()
        escaped, arrow, mark = sign.groups()
        if escaped:
            sides[-1][-1] += escaped
        elif arrow:
            sides.append([""])
        elif mark == ",":
            sides[-1].append("")
        else:
            at = len(line)
            break
    sides[-1][-1] += line[at:]
    texts = [tuple(filter(None, map(str.strip, side))) for side in sides]
    if len(texts) == 1 and not texts[0]:
        return None
    if len(texts) > 2:
        raise _error(name, number, Message("more than one {arrow}", arrow=_ARROW))
    if not all(texts):
        raise _error(name, number, Message("nothing on one side of {arrow}", arrow=_ARROW))
    for each in (text for side in texts for text in side):
        if not any(map(str.isalnum, each)):
            raise _error(name, number, Message("no word in “{text}”", text=each))
        if len(each.split()) > MAX_WORDS:
            what = Message("more than {most} words in “{text}”", most=MAX_WORDS, text=each)
            raise _error(name, number, what)
    if len(texts) == 2:
        return SynonymRule(texts[0], texts[1], instead=True)
    if len(texts[0]) == 1:
        what = Message("“{text}” stands alone: synonyms are divided by commas", text=texts[0][0])
        raise _error(name, number, what)
    return SynonymRule(texts[0], texts[0])


def _error(name: str, number: int, what: Message) -> SynonymsError:
    return SynonymsError(
        "Line {number} of the synonyms in '{name}': {what}.", number=number, name=name, what=what
    )


@cache
def _built_in() -> tuple[SynonymRule, ...]:
    # The first name of a month is English, and "may" or "jun" mean other things in a text too.
    months = [tuple(name for name in names if not name.isascii()) for names in MONTHS]
    groups = (*months, *_ABBREVIATIONS)
    return (*(SynonymRule(group, group) for group in groups), *_numbers())


def _numbers() -> Iterator[SynonymRule]:
    """For numbers from 1 to 100 and whole hundreds, digits for words and words for digits."""
    for number in (*range(1, 101), *range(200, 1000, 100)):
        digits, words = str(number), _in_words(number)
        yield SynonymRule((digits,), (words,))
        yield SynonymRule((words,), (digits,))


def _in_words(number: int) -> str:
    """A number of `_numbers` in words; `|` divides words that may replace each other."""
    tens, ones = divmod(number, 10)
    if number == 100:
        return _HUNDRED
    if number == 200:
        return _TWO_HUNDRED
    if number > 200:
        one = _ONES[number // 100 - 1].split("|")[-1]
        return "|".join(f"{one}{hundred}" for hundred in _HUNDRED.split("|"))
    if number == 10:
        return _TEN
    if tens == 0:
        return _ONES[ones - 1]
    if tens == 1:
        firsts = {1: _FIRST_OF_ELEVEN, 2: _FIRST_OF_TWELVE}
        return f"{firsts.get(ones, _ONES[ones - 1])} {_TEN}"
    ten = _TENS[tens - 2]
    if not ones:
        return ten
    one = f"{_ONES[ones - 1]}|{_FIRST_OF_ELEVEN}" if ones == 1 else _ONES[ones - 1]
    return f"{one} {'|'.join(f'و{each}' for each in ten.split('|'))}"


def _words_of(text: str, analyzer: Analyzer) -> tuple[tuple[str, tuple[Reading, ...]], ...]:
    """The words of a text, each with its readings and those of its alternatives after `|`."""
    found = []
    for chunk in text.split():
        first, *others = chunk.split("|")
        more = [token for other in others for token in analyzer.tokens(other)]
        for token in analyzer.tokens(first):
            readings = (reading for each in (token, *more) for reading in each.readings)
            found.append((token.surface, tuple(dict.fromkeys(readings))))
    return tuple(found)


def _keys(text: str) -> Iterator[tuple[str, ...]]:
    """The forms that a text may have in a query, one sequence for each choice between `|`."""
    words: list[tuple[str, ...]] = []
    for chunk in text.split():
        if "|" in chunk:
            words.append(tuple(map(fold, chunk.split("|"))))
        else:
            words += [(fold(chunk[start:end]),) for start, end in spans(chunk)]
    return product(*words)


def _first_choice(text: str) -> str:
    """A text with the first of the words that `|` divides, as it is shown to the user."""
    return " ".join(chunk.split("|")[0] for chunk in text.split())
