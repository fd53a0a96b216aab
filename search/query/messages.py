"""What the language says of a query that it could not take as written, as notices."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from index.model.messages import Message, quoted
from search.model.records import Notice, NoticeCode, notice

# How many of a remark's subjects a notice quotes before it only counts them.
_QUOTED: Final = 5


@dataclass(frozen=True, slots=True)
class Remark:
    """A kind of notice; the field `names` of its message is what it is about."""

    code: NoticeCode
    message: Message


EMPTY: Final = Remark(
    NoticeCode.EMPTY,
    Message("There is no word in the query to search for."),
)
UNCLOSED_QUOTE: Final = Remark(
    NoticeCode.SYNTAX,
    Message("The quotation mark before {names} is not closed; the words were searched one by one."),
)
DANGLING: Final = Remark(
    NoticeCode.SYNTAX,
    Message("Searched as words, because there is nothing here for them to work on: {names}."),
)
TOO_DEEP: Final = Remark(
    NoticeCode.SYNTAX,
    Message("Parentheses are nested too deep; the innermost ones were left out of account."),
)
MARKS_EXCLUDED: Final = Remark(
    NoticeCode.SYNTAX,
    Message(
        "Left out however they are read, for vowel marks don't count in what is excluded: {names}."
    ),
)
FORMS_ONLY: Final = Remark(
    NoticeCode.SYNTAX,
    Message("Compared with words as written, because patterns have no stem and no root: {names}."),
)
CAPPED: Final = Remark(
    NoticeCode.SYNTAX,
    Message("The number after ~ was lowered to the largest that is allowed: {names}."),
)
OPERATOR: Final = Remark(
    NoticeCode.OPERATOR,
    Message(
        "Read as operators: {names}. Put the words in quotation marks to search for"
        " them as written."
    ),
)
UNKNOWN_FIELD: Final = Remark(
    NoticeCode.UNKNOWN_FIELD,
    Message(
        "No such field, so searched as a word: {names}. The fields are title, body, source, date,"
        " stem, root, and columns such as author and language."
    ),
)
BAD_DATE: Final = Remark(
    NoticeCode.BAD_DATE,
    Message(
        "Neither a date nor a period that begins before it ends, so searched as words:"
        " {names}. Dates look like 2024, 2024-11, 2024-11-06 or [2024-01 TO 2024-11]."
    ),
)
SHORT_PATTERN: Final = Remark(
    NoticeCode.SHORT_PATTERN,
    Message("A pattern needs a word with at least two letters; searched as words: {names}."),
)
TOO_MANY_WORDS: Final = Remark(
    NoticeCode.TOO_MANY_WORDS,
    Message("Only the first {names} different words of the query were searched."),
)
TOO_MANY_PATTERNS: Final = Remark(
    NoticeCode.TOO_MANY_PATTERNS,
    Message("Only the first {names} different words with *, ? or ~ were searched."),
)


NUMBERS_BETWEEN: Final = notice(
    NoticeCode.RELAXED,
    "No document has the quoted words side by side, so numbers may stand between them.",
)
OTHER_LETTERS: Final = notice(
    NoticeCode.LETTERS,
    "No document has the quoted words with these letters, so those with another hamza, ه for ة or"
    " ى for ي are shown.",
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
    counts = remark in (TOO_MANY_WORDS, TOO_MANY_PATTERNS)
    names = subjects[0] if counts else quoted(subjects, _QUOTED)
    return notice(remark.code, remark.message.filled(names=names))
