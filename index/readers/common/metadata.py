"""What a text says about itself in its own lines: its title, its date of publication, its source.

The rules, for a text whose format has no fields for them:

- **Title**: the first line that reads like a title. It is short, no sentence and no field, and a
  longer paragraph, a blank line or a field follows. Scraps of a web page before it (a lone Latin
  word, words of a menu, one word alone above a headline) and fields are skipped. If there is none,
  the first sentence is the title, cut at a word to at most 100 characters.
- **Body**: the whole text, but for a title that was found and the scraps above it, so that no title
  is shown twice. If a field is above the title, nothing is taken away.
- **Date**: a line that is only a date (see `dates`), among the first or the last lines. Dates in
  sentences and captions, and those that sign an embedded tweet, are no dates of publication.
- **Source**: the first line of the form `المصدر: …` or `Source: …`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from index.readers.common.dates import DateLine, date_line


@dataclass(frozen=True, slots=True)
class Metadata:
    """The text of a document and what is stated about it.

    Attributes:
        title: one line with single spaces; empty only if the text has no letters or digits.
        body: the text after the title, a substring of the whole.
        date: the date of publication, or None.
        source: the publisher, or None.
        title_borrowed: whether the title is still at the beginning of the body.
        url: where it was published, or None.
        language: as `languages` takes it.
        columns: what is stated for columns, by their names: texts, lists of texts, or what JSON
            has; names that are no columns are ignored.
    """

    title: str
    body: str
    date: dt.date | None = None
    source: str | None = None
    title_borrowed: bool = False
    url: str | None = None
    language: object = None
    columns: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank: its text without the space around it, and its end in the whole."""

    text: str
    end: int
    blank_after: bool


_MAX_TITLE = 160
_MAX_SENTENCE = 100
_MAX_TITLE_WORDS = 26
# How many of the first and last lines may be a date, and of the first ones a title.
_HEAD, _FOOT = 12, 4
_TITLE_HEAD = 8

# Marks of direction, joiners, byte order mark, soft hyphen.
_INVISIBLE = "\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff"
_EDGE = re.compile(f"^[\\s{_INVISIBLE}]+|[\\s{_INVISIBLE}]+$")
_SPACES = re.compile(r"\s+")
_SOURCE = re.compile(
    r"(?:المصدر|مصدر الخبر|مصدر|نقلا عن|نقلًا عن|source|publisher)\s*[:：]\s*(\S.{0,79})",
    re.IGNORECASE,
)
# A field ("الكاتب: …"). Headlines have colons too, so only words that name fields count.
_FIELD = re.compile(
    r"(?:المصدر|مصدر|التاريخ|تاريخ \S+|بتاريخ|نشر|نُشر|الكاتب|كاتب المقال|المؤلف|تأليف|بقلم|كتب|كتبت"
    r"|كتبه|إعداد|اعداد|تحرير|متابعة|متابعات|ترجمة|تصوير|القسم|التصنيف|تصنيف|الوسوم|كلمات دلالية"
    r"|كلمات مفتاحية|الرابط|رابط|آخر تحديث|اخر تحديث|اقرأ أيضا|اقرأ أيضًا|إقرأ أيضا|إقرأ أيضاً|شاهد"
    r"|source|date|author|by|published|publisher|tags|category|url|link|updated|from|to|subject)"
    r"\s*[:：]",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+\.\S+")
# What web pages have above their articles.
_MENU = frozenset((
    "الرئيسية", "الصفحة الرئيسية", "القائمة", "بحث", "شارك", "شارك الخبر", "مشاركة", "شارك المقال",
    "طباعة", "حفظ", "عاجل", "استمع", "استمع إلى الملخص", "اظهر الملخص", "إعلان", "اعلان", "إعلانات",
    "تسجيل الدخول", "اشترك", "اشترك الآن", "تابعنا", "المزيد", "العودة", "تخطي إلى المحتوى",
    "انتقل إلى المحتوى", "آخر الأخبار", "الأكثر قراءة", "فيسبوك", "تويتر", "واتساب", "+ الخط -",
    "- الخط +", "home", "menu", "share", "search", "print", "skip to content", "advertisement",
))  # fmt: skip
_ARABIC = re.compile("[\u0620-\u064a\u066e-\u06d3\ufb50-\ufdfb\ufe70-\ufefc]")
_WORDLIKE = re.compile(r"[^\W_]")
# A full stop that ends a sentence: not after an initial or an abbreviation (د. محمد), nor in "..".
_ENDED = '(?:(?<=\\w\\w)|(?<=[\u064b-\u0652)»”"]))'
_STOP = re.compile(rf"{_ENDED}(?<!\.)\.(?=\s|$)")
_SENTENCE_END = re.compile(rf"(?:{_ENDED}(?<!\.)\.|[!?؟…])(?=[»”\"]?(?:\s|$))")
_UNFINISHED = tuple("،؛,;:")
_TWEET = re.compile(r"@\w|pic\.twitter\.com|t\.co/")


def metadata_of(text: str, title: str = "") -> Metadata:
    """What a text states about itself; never raises.

    Args:
        text: the text.
        title: its title, if its file declares one.
    """
    lines = list(_lines(text))
    date, source = _date(lines), _source(lines)
    if title:
        repeated = bool(lines) and one_line(lines[0].text) == title
        body = text[lines[0].end :].lstrip("\n") if repeated else text
        return Metadata(title, body, date, source)
    place = _title_at(lines)
    if place is None:
        return Metadata(_first_sentence(lines), text, date, source, title_borrowed=True)
    title = one_line(lines[place].text)
    if any(_is_field(line.text) for line in lines[:place]):
        return Metadata(title, text, date, source, title_borrowed=True)  # no field may be lost
    return Metadata(title, text[lines[place].end :].lstrip("\n"), date, source)


def one_line(text: str) -> str:
    """A text in one line with single spaces and nothing invisible at its ends."""
    if text.isprintable() and "  " not in text and text == text.strip(" "):
        return text  # invisible characters, and spaces but the usual one, are not printable
    return _SPACES.sub(" ", _EDGE.sub("", text))


def first_sentence(text: str) -> str:
    """The first sentence of a text, cut at a word to at most 100 characters."""
    line = next((each.text for each in _lines(text[:2000]) if _WORDLIKE.search(each.text)), "")
    sentence = one_line(line)
    if (end := _SENTENCE_END.search(sentence)) and end.end() > 3:
        sentence = sentence[: end.end()]
    if len(sentence) > _MAX_SENTENCE:
        sentence = sentence[: _MAX_SENTENCE + 1].rsplit(" ", 1)[0][:_MAX_SENTENCE]
    return sentence.rstrip("،؛,;:. ") or sentence


def _date(lines: Sequence[Line]) -> dt.date | None:
    """The date of publication: of the first labelled line, else of the first one with a date."""
    head = range(min(_HEAD, len(lines)))
    foot = range(max(_HEAD, len(lines) - _FOOT), len(lines))
    found: list[DateLine] = []
    for place in (*head, *foot):
        date = date_line(lines[place].text)
        if date is None or (place and _TWEET.search(lines[place - 1].text)):
            continue
        # "Beirut, 5 March 1931" heads or signs a letter; further in it is a caption.
        if not date.placed or place < 3 or place >= len(lines) - 2:
            found.append(date)
    chosen = sorted(found, key=lambda date: not date.labelled)
    return chosen[0].day if chosen else None


def _source(lines: Sequence[Line]) -> str | None:
    for line in lines:
        if len(line.text) <= _MAX_TITLE and (match := _SOURCE.fullmatch(line.text)):
            return one_line(match[1]).rstrip(".") or None
    return None


def _lines(text: str) -> Iterator[Line]:
    start = 0
    pending: Line | None = None
    for raw in text.split("\n"):
        end = start + len(raw)
        stripped = _EDGE.sub("", raw)
        if stripped:
            if pending:
                yield pending
            pending = Line(stripped, end, blank_after=False)
        elif pending:
            pending = Line(pending.text, pending.end, blank_after=True)
        start = end + 1
    if pending:
        yield pending


def _first_sentence(lines: Sequence[Line]) -> str:
    """The first sentence of the first line with a word that is no field, else of any line."""
    texts = (line.text for line in lines[:_HEAD] if not _is_field(line.text))
    first = next((text for text in texts if _WORDLIKE.search(text)), "")
    return first_sentence(first or "\n".join(line.text for line in lines))


def _title_at(lines: Sequence[Line]) -> int | None:
    """The number of the line that is the title, or None."""
    arabic = bool(_ARABIC.search(" ".join(line.text for line in lines[:_HEAD])))
    for place, line in enumerate(lines[:_TITLE_HEAD]):
        if _is_scrap(line.text, arabic=arabic) or _is_field(line.text):
            continue
        if not _reads_like_title(lines, place):
            return None
        if " " not in line.text:
            return _headline_below(lines, place, arabic=arabic) or place
        return place
    return None


def _headline_below(lines: Sequence[Line], place: int, *, arabic: bool) -> int | None:
    """The headline below a lone word, if it has three words and a field or paragraph follows."""
    for below in range(place + 1, min(place + 3, len(lines) - 1)):
        text = lines[below].text
        if _is_scrap(text, arabic=arabic) or " " not in text:
            continue
        headed = _is_field(lines[below + 1].text) or len(lines[below + 1].text) > 1.5 * len(text)
        is_headline = len(text.split()) >= 3 and headed and _reads_like_title(lines, below)
        return below if is_headline else None
    return None


def _is_scrap(text: str, *, arabic: bool) -> bool:
    if not _WORDLIKE.search(text) or text.casefold() in _MENU:
        return True
    return arabic and " " not in text and not _ARABIC.search(text)


def _is_field(text: str) -> bool:
    return bool(_FIELD.match(text) or _ADDRESS.fullmatch(text) or date_line(text))


def _reads_like_title(lines: Sequence[Line], place: int) -> bool:
    text = lines[place].text
    if len(text) > _MAX_TITLE or len(text.split()) > _MAX_TITLE_WORDS or _is_field(text):
        return False
    if text.endswith(_UNFINISHED) or _STOP.search(text) or text.startswith(("-", "•", "*", "—")):
        return False
    if place + 1 == len(lines):
        return False
    after = lines[place + 1].text
    return lines[place].blank_after or _is_field(after) or len(after) > 1.3 * len(text)
