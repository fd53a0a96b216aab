"""Where sentences begin and end in Arabic text.

Snippets are cut at sentences. The rules are those of Arabic print, for Latin text too: a full
stop, a question mark, an exclamation mark, three dots or the end of a line end a sentence; ؛ and
the two dots of the press only divide it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import regex

# Closing quotes and brackets, marks and direction characters belong to the stop.
_TAIL: Final = r"(?:[\p{Pe}\p{Pf}\"'\p{M}\p{Cf}]|\p{Zs}»)*+"
_BREAK: Final = r"[\n\r\v\f\x1c-\x1e\x85\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}]"
_STOP: Final = regex.compile(
    rf"""
      {_BREAK}++
    | (?P<stop>[\p{{Sentence_Terminal}}…]++) (?:\p{{Zs}}++[\p{{Sentence_Terminal}}…]++)*+ {_TAIL}
    """,
    regex.VERBOSE | regex.VERSION1,
)
_LINE_END: Final = regex.compile(_BREAK)
_STOPPED: Final = regex.compile(
    rf"[\p{{Sentence_Terminal}}…:]{_TAIL}", regex.VERSION1 | regex.REVERSE
)
MIN_WRAPPED: Final = 60
"""Characters of the shortest line that may go on in the next line."""
_CLAUSE: Final = regex.compile(
    rf"(?:[\N{{ARABIC SEMICOLON}};]|(?<!\.)\.\.(?!\.)|\N{{ARABIC END OF AYAH}}\p{{Nd}}*+){_TAIL}",
    regex.VERSION1,
)
_TATWEEL: Final = "\N{ARABIC TATWEEL}"
_LETTER: Final = regex.compile(r"\p{L}")
_ARABIC_LETTER: Final = regex.compile(r"[\p{Script=Arabic}&&\p{L}]", regex.VERSION1)
_BLANK: Final = regex.compile(r"\s++")
_BLANK_BEFORE: Final = regex.compile(r"\s++", regex.REVERSE)
_OPENED: Final = regex.compile(r"\p{Ps}", regex.REVERSE)
# Characters directly after a stop that does not end a sentence: example.com, 3.5, الخ.، ./path
_GOES_ON: Final = regex.compile(r"[\p{L}\p{N}_,\N{ARABIC COMMA}:/\\@&=%\#+\-]", regex.VERSION1)
# A word of one letter, its marks and its tatweel; a unit of measurement after a number (5 م).
_ONE_LETTER: Final = regex.compile(
    r"(?:(?P<number>\p{Nd}\p{Zs}?)|(?<![\p{L}\p{M}\p{N}_]))\p{L}[\p{M}\u0640]*+",
    regex.VERSION1 | regex.REVERSE,
)


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """The [start, end) offsets of the sentences of `text`, in order.

    Only whitespace is outside of them, and none is at their ends. A stop without a letter before
    it (after the number of a list's entry) belongs to the next sentence of its line.
    """
    start = last = 0
    has_letter = False
    for found in _STOP.finditer(text):
        has_letter = has_letter or _has_letter(text, last, found.start())
        last = found.end()
        if found["stop"] is None or (has_letter and _ends(text, found)):
            if span := trimmed(text, start, last):
                yield span
            start, has_letter = last, False
    if span := trimmed(text, start, len(text)):
        yield span


def clauses(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The clauses of a sentence, which ؛ and .. divide, as [start, end) offsets.

    Args:
        text: the text.
        start: where the sentence begins in it.
        end: where it ends.
    """
    for found in _CLAUSE.finditer(text, start, end):
        if span := trimmed(text, start, found.end()):
            yield span
        start = found.end()
    if span := trimmed(text, start, end):
        yield span


def goes_on(text: str, one: tuple[int, int], following: tuple[int, int]) -> bool:
    """Whether a fragment with a sentence or clause may include the one before it.

    Not if that has a line of its own, like a heading, a date, a source, a link or a paragraph;
    but a long line without a stop is wrapped text.

    Args:
        text: the text.
        one: [start, end) of a sentence or clause.
        following: [start, end) of the next one.
    """
    if not _LINE_END.search(text, one[1], following[0]):
        return True
    return one[1] - one[0] >= MIN_WRAPPED and not _STOPPED.match(text, one[0], one[1])


def trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The span without the whitespace at its ends; None if nothing is left."""
    if start < end and text[start].isspace() and (blank := _BLANK.match(text, start, end)):
        start = blank.end()
    if start < end and text[end - 1].isspace() and (blank := _BLANK_BEFORE.match(text, start, end)):
        end = blank.start()
    return (start, end) if start < end else None


def _has_letter(text: str, start: int, end: int) -> bool:
    if start < end and text[end - 1].isalpha():  # nearly always: a stop follows a word
        return True
    return _LETTER.search(text, start, end) is not None


def _ends(text: str, found: regex.Match[str]) -> bool:
    """Whether a stop that was found ends a sentence."""
    stop = found["stop"]
    at, after = found.span()
    plain = text[at - 2 : at].isalpha() and text[at - 1] != _TATWEEL
    if plain and stop != ".." and text[after : after + 1].isspace():
        return True  # nearly all: a word, its stop, a space
    if stop == ".." or _OPENED.match(text, 0, found.start()):  # a pause; "(؟)", "[…]"
        return False
    letter = _ONE_LETTER.match(text, 0, found.start()) if stop == "." else None
    if letter and letter["number"] is None:  # د. طه حسين; J. K. Rowling
        return False
    if _GOES_ON.match(text, found.end()):  # a space is often forgotten between Arabic words
        return letter is None and _ARABIC_LETTER.match(text, found.end()) is not None
    return True
