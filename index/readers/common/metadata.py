"""What a plain text says about itself in its own lines: title, day of publication, source.

The rules, for any text whose format has no fields for them:

- **Title**: the first line that reads like one. A line does if it is short, is no sentence and no
  field, and a longer paragraph, a blank line or a field comes after it. Scraps of a web page before
  it (a lone Latin word, words of a menu, one word alone above a headline) and fields are passed
  over. If there is none, the first sentence, cut at a word to at most 100 characters, serves.
- **Body**: the text whole. Only a title line that was found, with the scraps above it, is taken
  off its beginning, so that a title is not shown twice; the body is what follows, unchanged. Where
  a field stands above the title, nothing is taken off.
- **Date**: a line that is nothing but a date (see `dates`) among the first or the last lines. Dates
  inside sentences and captions, and those that sign an embedded tweet, are no days of publication.
- **Source**: the first line of the form `المصدر: …` or `Source: …`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.readers.common.dates import DateLine, date_line


@dataclass(frozen=True, slots=True)
class Stated:
    """What a text states about itself, and the rest of it.

    Attributes:
        title: one line, runs of spaces made one; empty only if the text has no letters or figures.
        body: the text from behind the title on; a substring of the text.
        date: the day of publication, or None.
        source: the publisher, or None.
        title_borrowed: whether the title still stands at the beginning of the body.
    """

    title: str
    body: str
    date: dt.date | None = None
    source: str | None = None
    title_borrowed: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One line that is not blank: its text without the space around it, and where it ends."""

    text: str
    end: int
    blank_after: bool


LONGEST_TITLE = 160
LONGEST_CUT = 100
_MOST_WORDS = 26
_HEAD, _FOOT = 12, 4
_SEARCHED_FOR_TITLE = 8

# Characters that are not seen: marks of direction, joiners, byte order mark, soft hyphen.
_UNSEEN = "\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff"
_EDGE = re.compile(f"^[\\s{_UNSEEN}]+|[\\s{_UNSEEN}]+$")
_RUNS = re.compile(r"\s+")
_SOURCE = re.compile(
    r"(?:المصدر|مصدر الخبر|مصدر|نقلا عن|نقلًا عن|source|publisher)\s*[:：]\s*(\S.{0,79})",
    re.IGNORECASE,
)
# A field ("الكاتب: …"): one to three words before a colon, and little after it. Headlines have
# colons too, so only words that name fields count.
_FIELD = re.compile(
    r"(?:المصدر|مصدر|التاريخ|تاريخ \S+|بتاريخ|نشر|نُشر|الكاتب|كاتب المقال|المؤلف|تأليف|بقلم|كتب|كتبت"
    r"|كتبه|إعداد|اعداد|تحرير|متابعة|متابعات|ترجمة|تصوير|القسم|التصنيف|تصنيف|الوسوم|كلمات دلالية"
    r"|كلمات مفتاحية|الرابط|رابط|آخر تحديث|اخر تحديث|اقرأ أيضا|اقرأ أيضًا|إقرأ أيضا|إقرأ أيضاً|شاهد"
    r"|source|date|author|by|published|publisher|tags|category|url|link|updated|from|to|subject)"
    r"\s*[:：]",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+\.\S+")
# What web pages put above their articles.
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


def stated(text: str) -> Stated:
    """What `text` states about itself; never raises."""
    lines = tuple(_lines(text))
    date, source = stated_date(lines), stated_source(lines)
    place = _title_at(lines)
    if place is None:
        return Stated(_borrowed(lines), text, date, source, title_borrowed=True)
    title = one_line(lines[place].text)
    if any(_is_field(line.text) for line in lines[:place]):
        return Stated(title, text, date, source, title_borrowed=True)  # no field may be lost
    return Stated(title, text[lines[place].end :].lstrip("\n"), date, source)


def headed(text: str, title: str) -> Stated:
    """What `text` states under a title that its file declares, which may be "" for none."""
    if not title:
        return stated(text)
    lines = tuple(_lines(text))
    repeated = bool(lines) and one_line(lines[0].text) == title
    body = text[lines[0].end :].lstrip("\n") if repeated else text
    return Stated(title, body, stated_date(lines), stated_source(lines))


def one_line(text: str) -> str:
    """`text` as a title: one line, single spaces, nothing invisible at its edges."""
    if text.isprintable() and "  " not in text and text == text.strip(" "):
        return text  # what is not seen, and every space but the usual one, is not printable
    return _RUNS.sub(" ", _EDGE.sub("", text))


def first_sentence(text: str) -> str:
    """The first sentence of `text` as a title, cut at a word to at most 100 characters."""
    line = next((each.text for each in _lines(text[:2000]) if _WORDLIKE.search(each.text)), "")
    sentence = one_line(line)
    if (end := _SENTENCE_END.search(sentence)) and end.end() > 3:
        sentence = sentence[: end.end()]
    if len(sentence) > LONGEST_CUT:
        sentence = sentence[: LONGEST_CUT + 1].rsplit(" ", 1)[0][:LONGEST_CUT]
    return sentence.rstrip("،؛,;:. ") or sentence


def stated_date(lines: Sequence[Line]) -> dt.date | None:
    """The day of publication: a labelled line first, else the first line that is only a date."""
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


def stated_source(lines: Sequence[Line]) -> str | None:
    """The publisher of the first line that names one."""
    for line in lines:
        if len(line.text) <= LONGEST_TITLE and (match := _SOURCE.fullmatch(line.text)):
            return one_line(match[1]).rstrip(".") or None
    return None


def lines_of(text: str) -> tuple[Line, ...]:
    """The lines of `text` that are not blank."""
    return tuple(_lines(text))


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


def _borrowed(lines: Sequence[Line]) -> str:
    """The first sentence of the first line that says something; of any line if none does."""
    said = (line.text for line in lines[:_HEAD] if not _is_field(line.text))
    first = next((text for text in said if _WORDLIKE.search(text)), "")
    return first_sentence(first or "\n".join(line.text for line in lines))


def _title_at(lines: Sequence[Line]) -> int | None:
    """The place of the line that is the title, or None."""
    arabic = bool(_ARABIC.search(" ".join(line.text for line in lines[:_HEAD])))
    for place, line in enumerate(lines[:_SEARCHED_FOR_TITLE]):
        if _is_scrap(line.text, arabic=arabic) or _is_field(line.text):
            continue
        if not _reads_like_title(lines, place):
            return None
        if " " not in line.text:
            return _headline_below(lines, place, arabic=arabic) or place
        return place
    return None


def _headline_below(lines: Sequence[Line], place: int, *, arabic: bool) -> int | None:
    """A headline under one lone word: three words or more, with a field or a paragraph below."""
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
    if len(text) > LONGEST_TITLE or len(text.split()) > _MOST_WORDS or _is_field(text):
        return False
    if text.endswith(_UNFINISHED) or _STOP.search(text) or text.startswith(("-", "•", "*", "—")):
        return False
    if place + 1 == len(lines):
        return False
    after = lines[place + 1].text
    return lines[place].blank_after or _is_field(after) or len(after) > 1.3 * len(text)
