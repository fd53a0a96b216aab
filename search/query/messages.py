"""What the language says of a query that it could not take as written, in both languages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from search.model.records import Notice

# How many of a remark's subjects a notice quotes before it only counts them.
_QUOTED: Final = 5


@dataclass(frozen=True, slots=True)
class Remark:
    """A kind of notice; `{names}` in its sentences stands for what it is about."""

    code: str
    english: str
    arabic: str


EMPTY: Final = Remark(
    "empty",
    "There is no word in the query to search for.",
    "لا توجد في الاستعلام كلمة يُبحث عنها.",
)
UNCLOSED_QUOTE: Final = Remark(
    "syntax",
    "The quotation mark before {names} is not closed; the words were searched one by one.",
    "علامة الاقتباس قبل {names} لم تُغلق، فجرى البحث عن الكلمات كلٍّ على حدة.",
)
DANGLING: Final = Remark(
    "syntax",
    "Searched as words, because there is nothing here for them to work on: {names}.",
    "جرى البحث عنها بوصفها كلمات، إذ ليس هنا ما تعمل عليه: {names}.",
)
TOO_DEEP: Final = Remark(
    "syntax",
    "Parentheses are nested too deep; the innermost ones were left out of account.",
    "الأقواس متداخلة أكثر من اللازم، فأُهملت الداخلية منها.",
)
MARKS_EXCLUDED: Final = Remark(
    "syntax",
    "Left out however they are read, for vowel marks don't count in what is excluded: {names}.",
    "استُبعدت أيًّا كان تشكيلها، فالمستبعد يُقارن من غير تشكيل: {names}.",
)
FORMS_ONLY: Final = Remark(
    "syntax",
    "Compared with words as written, because patterns have no stem and no root: {names}.",
    "جرت مقارنتها بالكلمات كما كُتبت، فالأنماط لا جذع لها ولا جذر: {names}.",
)
CAPPED: Final = Remark(
    "syntax",
    "The number after ~ was lowered to the largest that is allowed: {names}.",
    "خُفّض الرقم بعد العلامة ~ إلى أكبر قيمة مسموح بها: {names}.",
)
OPERATOR: Final = Remark(
    "operator",
    "Read as operators: {names}. Put the words in quotation marks to search for them as written.",
    "عُدّت من أدوات البحث: {names}. للبحث عنها كما كُتبت ضع الكلمات بين علامتي اقتباس.",
)
UNKNOWN_FIELD: Final = Remark(
    "unknown-field",
    "No such field, so searched as a word: {names}. The fields are title, body, source, date,"
    " stem and root.",
    "لا يوجد حقل بهذا الاسم، فجرى البحث عنه بوصفه كلمة: {names}. الحقول هي: عنوان ونص ومصدر"
    " وتاريخ وجذع وجذر.",
)
BAD_DATE: Final = Remark(
    "bad-date",
    "Neither a date nor a period that begins before it ends, so searched as words: {names}."
    " Dates look like 2024, 2024-11, 2024-11-06 or [2024-01 TO 2024-11].",
    "ليس تاريخًا ولا مدة تبدأ قبل أن تنتهي، فجرى البحث عن كلماته: {names}."
    " تُكتب التواريخ هكذا: 2024 أو 2024-11 أو 2024-11-06 أو [2024-01 إلى 2024-11].",
)
SHORT_PATTERN: Final = Remark(
    "short-pattern",
    "A pattern needs a word with at least two letters; searched as words: {names}.",
    "لا بدّ في النمط من حرفين على الأقل، فجرى البحث عنه بوصفه كلمة: {names}.",
)
TOO_MANY_WORDS: Final = Remark(
    "too-many-words",
    "Only the first {names} different words of the query were searched.",
    "اقتصر البحث على أول {names} كلمة مختلفة من الاستعلام.",
)
TOO_MANY_PATTERNS: Final = Remark(
    "too-many-patterns",
    "Only the first {names} different words with *, ? or ~ were searched.",
    "اقتصر البحث على أول {names} كلمات مختلفة فيها * أو ؟ أو ~.",
)


def notices(found: Iterable[tuple[Remark, str]]) -> tuple[Notice, ...]:
    """One notice for each code, in the order in which they were found.

    Args:
        found: remarks, each with what it is about ("" for remarks on the whole query). Of
            different remarks with one code the first speaks.
    """
    spoken: dict[str, Remark] = {}
    subjects: dict[str, dict[str, None]] = {}
    for remark, subject in found:
        if spoken.setdefault(remark.code, remark) is remark and subject:
            subjects.setdefault(remark.code, {})[subject] = None
    return tuple(_notice(remark, tuple(subjects.get(code, ()))) for code, remark in spoken.items())


def _notice(remark: Remark, subjects: tuple[str, ...]) -> Notice:
    more = len(subjects) - _QUOTED
    quoted = subjects[:_QUOTED]
    english = ", ".join(f"“{subject}”" for subject in quoted)
    arabic = "، ".join(f"«{subject}»" for subject in quoted)
    if more > 0:
        english, arabic = f"{english} and {more} more", f"{arabic} و{more} غيرها"
    if remark in (TOO_MANY_WORDS, TOO_MANY_PATTERNS):
        english = arabic = "".join(quoted)
    return Notice(
        remark.code,
        remark.english.replace("{names}", english),
        remark.arabic.replace("{names}", arabic),
    )
