"""Decoding of bytes: by declaration, as UTF-8, or by the likelier of two Arabic code pages.

A wrong guess would fill the index with nonsense, so no byte is replaced or ignored: a text whose
characters are implausible in every encoding is an error.
"""

from __future__ import annotations

import codecs
import math
import re
from collections import Counter

from index.readers.common import reader_errors

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Encodings that a text may declare: Python also has codecs that are none of text (zip, idna).
_DECLARABLE = re.compile(
    r"utf-?8(-sig)?|utf-?16([-_]?[lb]e)?|(windows|cp|x-cp)-?125\d|iso[-_]?8859[-_]\d+(-[ei])?"
    r"|arabic|asmo[-_]708|latin-?\d+|(us-)?ascii|koi8-[ru]|cp(720|864)|mac-?arabic|x-mac-arabic",
    re.IGNORECASE,
)
# Labels that mean another encoding to browsers (WHATWG Encoding Standard, section 4.2).
_ALIASES = {
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "asmo-708": "iso8859-6",
    "asmo_708": "iso8859-6",
    "arabic": "iso8859-6",
    "iso-8859-6-i": "iso8859-6",
    "iso-8859-6-e": "iso8859-6",
    "x-cp1256": "cp1256",
    "macarabic": "mac-arabic",
    "x-mac-arabic": "mac-arabic",
}
_WESTERN = ("cp1252", "cp1250", "cp1254", "iso8859-15")
_ARABIC_CODE_PAGES = ("cp1256", "iso8859-6")

# The frequency of a character in ten thousand beyond ASCII, counted in seeds/ without its texts in
# other scripts. Rarer characters of Arabic text have 1.
_FREQUENCY = {
    "ا": 1368, "ل": 1054, "ي": 653, "م": 581, "و": 552, "ن": 508, "ر": 489, "ت": 435, "ب": 377,
    "ع": 304, "ف": 303, "ة": 269, "ه": 261, "د": 252, "س": 239, "ق": 232, "أ": 211, "ك": 201,
    "ح": 186, "ج": 146, "،": 134, "ص": 108, "ط": 104, "ش": 97, "خ": 93, "ى": 84, "ث": 72, "ز": 62,
    "غ": 61, "إ": 59, "ض": 55, "ُ": 50, "ذ": 49, "َ": 49, "ء": 48, "ئ": 35, "ّ": 34, "ً": 26, "ِ": 19,
    "ظ": 18, "ْ": 17, "ـ": 12, "«": 10, "»": 10, "آ": 10, "ؤ": 6, "؟": 5, "ٍ": 3, "؛": 2, "ٌ": 2,
} | dict.fromkeys("“”‘’–—…•\u00a0\u200c\u200d\u200e\u200fپچژگ", 1)  # fmt: skip
_LETTER_SCORE = {letter: math.log(count / 10_000) for letter, count in _FREQUENCY.items()}
_UNKNOWN_LETTER_SCORE = math.log(0.00002)
_MIN_MEAN_SCORE = -4.6  # prose stands near -3.1, Cyrillic or Greek read as Arabic below -6
_FREQUENT_WORDS = re.compile(
    "(?:^|[^\u0621-\u0652])ال|(?:[^\u0621-\u0652]|^)(?:في|من|على|إلى|عن)(?![\u0621-\u0652])"
)
_UTF8_PAIR = re.compile(rb"[\xd8-\xdb][\x80-\xbf]")
_HIGH = re.compile(rb"[\x80-\xff]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_MAX_CONTROL_SHARE = 0.001
_SAMPLE = 200_000


def decode(
    content: bytes, place: str, *, declared: str | None = None, override: str | None = None
) -> str:
    """`content` as text, with line feeds as line ends.

    Args:
        content: the whole file or record.
        place: the file or record, for an error.
        declared: the encoding that the document itself names, if any; used if plausible.
        override: the encoding that the user named; no other is tried.

    Raises:
        UnreadableError: for the reasons "binary" and "encoding".
    """
    encoding = detect(content, place, declared=declared, override=override)
    try:
        text = content.decode(encoding)
    except (UnicodeError, LookupError) as error:
        raise reader_errors.ENCODING.at(place) from error
    if len(_CONTROL.findall(text)) > _MAX_CONTROL_SHARE * len(text) or "\0" in text:
        raise reader_errors.BINARY.at(place)
    return text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")


def detect(
    content: bytes,
    place: str,
    *,
    declared: str | None = None,
    override: str | None = None,
    whole: bool = True,
) -> str:
    """The name of Python's codec for `content`; arguments and errors are those of `decode`.

    If `whole` is false, `content` is only the beginning and may end inside a character.
    """
    if override:
        if name := canonical(override):
            return name
        raise reader_errors.no_such_encoding(override).at(place)
    for bom, name in _BOMS:
        if content.startswith(bom):
            return name
    named = _declared(content, declared, whole=whole)
    if named:
        return named
    if utf16 := _utf16(content):
        return utf16
    if b"\0" in content:
        raise reader_errors.BINARY.at(place)
    if _decodes(content, "utf-8", whole=whole):
        return "utf-8"
    return _arabic_code_page(content, place)


def canonical(label: str) -> str | None:
    """The name of Python's codec for a declared label, or None if it may not be declared."""
    label = label.strip().strip("\"'").lower()
    if not _DECLARABLE.fullmatch(label):
        return None
    try:
        return codecs.lookup(_ALIASES.get(label, label)).name
    except LookupError:
        return None


def _declared(content: bytes, label: str | None, *, whole: bool) -> str | None:
    name = canonical(label) if label else None
    if name is None or not _decodes(content, name, whole=whole):
        return None
    if name.startswith("utf-16"):  # then the declaration could not have been read
        return None
    if name in _WESTERN and _plausibility(content, "cp1256") > _MIN_MEAN_SCORE:
        return None  # an Arabic page under a template that says Latin
    return name


def _decodes(content: bytes, encoding: str, *, whole: bool) -> bool:
    try:
        codecs.getincrementaldecoder(encoding)().decode(content, final=whole)
    except UnicodeError:
        return False
    return True


def _utf16(content: bytes) -> str | None:
    """UTF-16 without a byte order mark: one byte of each pair is nearly always 0, 6 or 32."""
    if len(content) < 4:
        return None
    sample = content[: _SAMPLE - _SAMPLE % 2]
    for encoding, high in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[::2])):
        pages = Counter(high)
        if pages[0] + pages[6] + pages[0x20] >= 0.95 * len(high) and pages[0] + pages[6] > 0:
            try:
                text = sample[: len(sample) - len(sample) % 2].decode(encoding)
            except UnicodeError:
                continue
            controls = len(_CONTROL.findall(text))
            if controls == 0 and sum(map(_is_common, text)) >= 0.9 * len(text):
                return encoding
    return None


def _is_common(character: str) -> bool:
    return (
        " " <= character <= "~" or character in "\n\r\t\ufeff" or "\u0600" <= character <= "\u06ff"
    )


def _arabic_code_page(content: bytes, place: str) -> str:
    high = len(_HIGH.findall(content))
    if 2 * len(_UTF8_PAIR.findall(content)) > 0.3 * high:
        raise reader_errors.ENCODING.at(place)  # UTF-8 with broken or foreign bytes in it
    scores = {name: _plausibility(content, name) for name in _ARABIC_CODE_PAGES}
    best = max(_ARABIC_CODE_PAGES, key=lambda name: scores[name])
    if scores[best] > _MIN_MEAN_SCORE and _decodes(content, best, whole=True):
        return best
    if _is_western_prose(content):
        return "cp1256"
    raise (reader_errors.BINARY if _looks_binary(content) else reader_errors.ENCODING).at(place)


def _plausibility(content: bytes, encoding: str) -> float:
    """Mean log-probability of the characters beyond ASCII as letters of Arabic prose.

    Words with the article and the most frequent short words raise it, because the two code pages
    share the letters from hamza to dad: a short text may be as probable in both.
    """
    try:
        text = content[:_SAMPLE].decode(encoding)
    except UnicodeError:
        return -math.inf
    letters = Counter(character for character in text if character > "\x7f")
    total = letters.total()
    if not total:
        return -math.inf
    score = sum(_LETTER_SCORE.get(c, _UNKNOWN_LETTER_SCORE) * n for c, n in letters.items())
    return (score + 2 * len(_FREQUENT_WORDS.findall(text))) / total


def _is_western_prose(content: bytes) -> bool:
    """Latin text whose few other characters mean the same in windows-1252 and windows-1256."""
    try:
        arabic, western = content.decode("cp1256"), content.decode("cp1252")
    except UnicodeError:
        return False
    letters = sum(map(str.isalpha, western))
    high = len(_HIGH.findall(content))
    return arabic == western and not _CONTROL.search(western) and high < 0.2 * letters


def _looks_binary(content: bytes) -> bool:
    low = sum(content[:_SAMPLE].count(bytes([b])) for b in (*range(9), *range(14, 32), 127))
    return low > _MAX_CONTROL_SHARE * len(content[:_SAMPLE])
