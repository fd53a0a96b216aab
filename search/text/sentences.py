"""Where sentences begin and end in Arabic text.

Snippets are cut here. The rules are those of Arabic print: a stop, a question mark, an
exclamation mark, three dots or a line's end close a sentence; ؛ and the two dots of the press
only divide it. Latin text in between follows the same rules.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import regex

# What closes quotes and brackets, and marks and direction characters, belong to the stop.
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
WRAPPED: Final = 60
"""How long a line is, in characters, that may go on in the next."""
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
# What directly behind a stop shows that it ends nothing: example.com, 3.5, الخ.، ./path
_GOES_ON: Final = regex.compile(r"[\p{L}\p{N}_,\N{ARABIC COMMA}:/\\@&=%\#+\-]", regex.VERSION1)
# A word of one letter, its marks and its tatweel; a unit if a number stands before it (5 م).
_ONE_LETTER: Final = regex.compile(
    r"(?:(?P<number>\p{Nd}\p{Zs}?)|(?<![\p{L}\p{M}\p{N}_]))\p{L}[\p{M}\u0640]*+",
    regex.VERSION1 | regex.REVERSE,
)


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """The [start, end) offsets of the sentences of `text`, in order.

    Whitespace alone stands outside them, and none at their ends. A stop without a letter before
    it (the number of a list's entry) belongs to the sentence that follows on its line.
    """
    start = looked = 0
    worded = False
    for found in _STOP.finditer(text):
        worded = worded or _has_letter(text, looked, found.start())
        looked = found.end()
        if found["stop"] is None or (worded and _ends(text, found)):
            if kept := trimmed(text, start, looked):
                yield kept
            start, worded = looked, False
    if kept := trimmed(text, start, len(text)):
        yield kept


def clauses(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The parts of a sentence, divided where its writer paused longest (؛ and ..), as offsets.

    Args:
        text: the text.
        start: where the sentence begins in it.
        end: where it ends.
    """
    for found in _CLAUSE.finditer(text, start, end):
        if kept := trimmed(text, start, found.end()):
            yield kept
        start = found.end()
    if kept := trimmed(text, start, end):
        yield kept


def goes_on(text: str, one: tuple[int, int], following: tuple[int, int]) -> bool:
    """Whether a part of the text leads to the one that follows it, and may stand before it.

    Not what stands on a line of its own: a heading, a date, a source, a link, nor another
    paragraph. But a long line without a stop is a line of wrapped text.

    Args:
        text: the text.
        one: [start, end) of a sentence or clause.
        following: of the next one.
    """
    if not _LINE_END.search(text, one[1], following[0]):
        return True
    return one[1] - one[0] >= WRAPPED and not _STOPPED.match(text, one[0], one[1])


def trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The span without the whitespace at its ends; None if nothing is left."""
    if start < end and text[start].isspace() and (blank := _BLANK.match(text, start, end)):
        start = blank.end()
    if start < end and text[end - 1].isspace() and (blank := _BLANK_BEFORE.match(text, start, end)):
        end = blank.start()
    return (start, end) if start < end else None


def _has_letter(text: str, start: int, end: int) -> bool:
    if start < end and text[end - 1].isalpha():  # nearly always: a stop stands behind a word
        return True
    return _LETTER.search(text, start, end) is not None


def _ends(text: str, found: regex.Match[str]) -> bool:
    """Whether a stop that was found ends a sentence."""
    stop = found["stop"]
    at, behind = found.span()
    plain = text[at - 2 : at].isalpha() and text[at - 1] != _TATWEEL
    if plain and stop != ".." and text[behind : behind + 1].isspace():
        return True  # nearly all: a word, its stop, a space
    if stop == ".." or _OPENED.match(text, 0, found.start()):  # a pause; "(؟)", "[…]"
        return False
    letter = _ONE_LETTER.match(text, 0, found.start()) if stop == "." else None
    if letter and letter["number"] is None:  # د. طه حسين; J. K. Rowling
        return False
    if _GOES_ON.match(text, found.end()):  # a space is often forgotten between Arabic words
        return letter is None and _ARABIC_LETTER.match(text, found.end()) is not None
    return True
