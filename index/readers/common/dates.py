"""Dates of publication, read only from a line that states a date and nothing else.

Arabic has three sets of month names (index/model/months.py), and newspapers join two of them with a
stroke. dateparser knows only the first set, so months are translated to English here, and
dateparser checks whether the day exists.

Dates of the Hijri calendar are not read: its variants differ by a day or two.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from index.model.months import MONTHS


@dataclass(frozen=True, slots=True)
class DateLine:
    """The date that a line states, and what precedes it.

    Attributes:
        day: the date, of the Gregorian calendar.
        labelled: whether words that announce a date, such as تاريخ النشر, precede it.
        placed: whether the name of a place precedes it, as in the head of a letter.
    """

    day: dt.date
    labelled: bool = False
    placed: bool = False


# One letter for alefs with hamza or madda, teh marbuta, alef maksura.
_FOLD = str.maketrans("أإآٱةى", "اااا" + "هي")
_INVISIBLE = re.compile("[\u0640\u064b-\u0652\u0670\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_SPACES = re.compile(r"\s+")


def _folded(text: str) -> str:
    """A text in lower case, folded, without marks and direction characters, digits as 0-9."""
    text = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)).casefold().translate(_FOLD)
    figures = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)
    return _SPACES.sub(" ", figures).strip()


def _any_of(names: str) -> str:
    """A pattern for any of the names between the strokes of `names`, longest first."""
    plain = {_folded(name) for name in names.split("|")}
    return "(?:" + "|".join(sorted(map(re.escape, plain), key=len, reverse=True)) + ")"


_NAMES = tuple(names[0] for names in MONTHS)
_ENGLISH = {_folded(name): names[0] for names in MONTHS for name in names}
_MONTH = _any_of("|".join(_ENGLISH))
_WEEKDAYS = _any_of(
    "السبت|الأحد|الإثنين|الاثنين|الثلاثاء|الثلاثا|الأربعاء|الخميس|الجمعة"
    "|monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tue|tues|wed|thu|thur|fri|sat|sun"
)
_LABELS = _any_of(
    "تاريخ النشر|تاريخ نشر المقال|تاريخ الإصدار|تاريخ الكتابة|تاريخ التحرير|تاريخ|التاريخ|بتاريخ"
    "|نشر بتاريخ|نشرت بتاريخ|تم النشر بتاريخ|نشر في|نشرت في|تم النشر في|تم النشر|نشر يوم|نشر|نشرت"
    "|النشر|كتب في|كتبت في|حرر في|حرر بتاريخ|صدر في|أضيف في"
    "|publication date|date published|date of publication|published at|published on|published"
    "|date|posted on|posted"
)
_HIJRI_MONTHS = _any_of(
    "محرم|المحرم|صفر|ربيع الأول|ربيع الثاني|ربيع الآخر|جمادى الأولى|جمادى الآخرة|جمادى الثانية"
    "|رجب|شعبان|رمضان|شوال|ذو القعدة|ذي القعدة|ذو الحجة|ذي الحجة"
)

_LABEL = re.compile(rf"{_LABELS}(?: ?[::] ?| )")
_WEEKDAY = re.compile(rf"(?:في |on )?(?:يوم )?{_WEEKDAYS}\.?(?:[ ,،:|/-]+|$)(?:في )?")
_HIJRI = re.compile(
    rf"\d{{1,2}}(?: من)? {_HIJRI_MONTHS} \d{{3,4}} ?(?:هـ|ه|للهجره)?"
    r"[ ,،(]*(?:الموافقه?(?: ل)?|[/|-])[ :]*"
)
_PLACE = re.compile(r"[^\W\d]+(?: [^\W\d]+)?(?: ?[,،]| في) ?")
_TIME = r"\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:\.\d+)?)? ?(?:صباحا|مساء|ظهرا|ص|م|am|pm)?"
_ZONE = (
    r"\(?(?:gmt|utc|z|بتوقيت غرينتش|بتوقيت جرينتش|غرينتش|توقيت القدس|بتوقيت مكه)\)?"
    r"(?: ?[+-]\d{1,2}(?::?\d{2})?)?|[+-]\d{2}:?\d{2}"
)
_BEFORE = re.compile(rf"{_TIME}(?: (?:{_ZONE}))?[ ,،|-]+")
_AFTER = re.compile(
    r"(?<=\d{4}) ?(?:م\b|ميلادي|ميلاديه)|"
    rf"(?:(?<=\d)t|[ ,،|-]*(?:في )?(?:الساعه |at )?){_TIME} ?(?:{_ZONE})?$"
    rf"| ?(?:{_ZONE})$| *[.)]$"
)

_DAY = r"(\d{1,2})(?:st|nd|rd|th)?"
_NAMED = rf"({_MONTH})\.?(?: ?[/\\(-] ?({_MONTH}) ?\)?)?"
_DAY_FIRST = re.compile(
    rf"{_DAY}(?: من)?(?: شهر)?[ ,،/-]*{_NAMED}[ ,،/-]*(?:(?:عام|سنه|لعام|لسنه) )?(\d{{4}})"
)
_MONTH_FIRST = re.compile(rf"{_NAMED} {_DAY}[ ,،]+(\d{{4}})")
_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})")
_FIGURES = re.compile(r"(\d{1,2})( ?[-/.] ?)(\d{1,2})\2(\d{4})")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")

_FOUR_FIGURES = re.compile(r"\d{4}")
_MAX_LENGTH = 100
# Four digits below the first year are of the Hijri calendar, or no year.
_FIRST_YEAR, _LAST_YEAR = 1500, 2100
_SETTINGS: Any = {
    "STRICT_PARSING": True,
    "REQUIRE_PARTS": ["day", "month", "year"],
    "PARSERS": ["absolute-time"],
}


def date_line(line: str) -> DateLine | None:
    """The date that `line` states, or None if it has anything else beside it.

    A label (تاريخ النشر), a weekday, a place, a time, a time zone, and a Hijri date followed by
    الموافق are allowed. Digits are read as day, month, year or as year, month, day.
    """
    if len(line) > _MAX_LENGTH or not _FOUR_FIGURES.search(line):  # \d: figures of any script
        return None
    return _parse(line.strip())


def date_value(value: object) -> dt.date | None:
    """The date that a date field states, in ISO 8601 or as `date_line` reads it; None for none."""
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    if not isinstance(value, str):
        return None
    text = value.strip()
    try:
        day = dt.date.fromisoformat(text[:10])
    except ValueError:
        found = date_line(text)
        return found.day if found else None
    return day if _FIRST_YEAR <= day.year <= _LAST_YEAR and not text[10:11].isdecimal() else None


@lru_cache(maxsize=4096)
def _parse(line: str) -> DateLine | None:
    text = _folded(line).strip(" *_|•·-–—🕒📅")
    text, labelled = _without_prefix(_LABEL, text)
    text, _ = _without_prefix(_BEFORE, text)
    text, _ = _without_prefix(_WEEKDAY, text)
    text, _ = _without_prefix(_BEFORE, text)
    text, _ = _without_prefix(_HIJRI, text)
    text, _ = _without_prefix(_WEEKDAY, text)
    for _ in range(3):  # a time, then a zone, then a full stop
        text = _AFTER.sub("", text).strip()
    if day := _day(text):
        return DateLine(day, labelled)
    text, placed = _without_prefix(_PLACE, text)
    text, _ = _without_prefix(_WEEKDAY, text)
    day = _day(text) if placed else None
    return DateLine(day, labelled, placed=True) if day else None


def _without_prefix(prefix: re.Pattern[str], text: str) -> tuple[str, bool]:
    match = prefix.match(text)
    return (text[match.end() :], True) if match else (text, False)


def _day(text: str) -> dt.date | None:
    """The date of a text that is a full date and nothing else."""
    if match := _DAY_FIRST.fullmatch(text):
        day, month, second, year = match.groups()
    elif match := _MONTH_FIRST.fullmatch(text):
        month, second, day, year = match.groups()
    elif match := _YEAR_FIRST.fullmatch(text):
        return _existing(match[1], match[3], match[4])
    elif match := _FIGURES.fullmatch(text):
        return _existing(match[4], match[3], match[1])
    elif match := _COMPACT.fullmatch(text):
        return _existing(*match.groups())
    else:
        return None
    if second and _ENGLISH[second] != _ENGLISH[month]:
        return None  # two months that contradict each other
    return _existing(year, _ENGLISH[month], day)


def _existing(year: str, month: str, day: str) -> dt.date | None:
    """The date if it exists; a numeric month becomes its name, which can't be taken for the day."""
    if not _FIRST_YEAR <= int(year) <= _LAST_YEAR:
        return None
    if month.isdecimal():
        if not 1 <= int(month) <= len(_NAMES):
            return None
        month = _NAMES[int(month) - 1]
    import dateparser  # here: most files have no date to be parsed, and it takes long to load

    found = dateparser.parse(f"{int(day)} {month} {year}", languages=["en"], settings=_SETTINGS)
    return found.date() if found else None
