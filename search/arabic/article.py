"""The article ال, which a word of a query may have or lack where the text has it otherwise."""

from __future__ import annotations

from typing import Final

import regex

ARTICLE: Final = "ال"
ARTICLES: Final = tuple(
    conjunction + article
    for conjunction in ("", "و", "ف")
    for article in (ARTICLE, f"ب{ARTICLE}", f"ك{ARTICLE}", "لل")
)
"""The article, alone and with the particles that are written in one word with it."""

_LETTER: Final = "[\N{ARABIC LETTER HAMZA}-\N{ARABIC LETTER YEH}]"
_BARE_PATTERN: Final = regex.compile(rf"\??(?!{ARTICLE}){_LETTER}")
_DEFINITE: Final = regex.compile(r"ا\p{M}*+ل\p{M}*+(?=\p{L}\p{M}*+\p{L})")
_WORD: Final = regex.compile(r"[\p{Script=Arabic}\p{M}\N{ARABIC TATWEEL}]++", regex.VERSION1)


def may_precede(pattern: str) -> bool:
    """Whether the article may stand before a pattern: one of Arabic letters, without it.

    Whoever looks for كتا* has the word of a dictionary in mind, where الكتاب stands under كتاب,
    as in a library's catalogue.

    Args:
        pattern: folded letters, `*` and `?`.
    """
    return _BARE_PATTERN.match(pattern) is not None


def counterpart(surface: str) -> str | None:
    """The word with the article, or without it if it has it; None if it isn't an Arabic word.

    A reader takes them for one word. A stemmer can't: whether the first letter of بنك or وزير is
    a particle it does not know, and takes it for one; behind the article it is not in doubt. So
    the stems of بنك and البنك differ, and each is found by the other only if both are looked for.

    Args:
        surface: a word as written, marks and all.
    """
    if not _WORD.fullmatch(surface):
        return None
    definite = _DEFINITE.match(surface)
    return surface[definite.end() :] if definite else ARTICLE + surface
