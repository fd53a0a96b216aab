"""Content words that have the form of a function word: the name علي and على, آلية and إليه.

Folding makes one form of them, because writers exchange their letters. A query with the letter
that only the content word has may mean that word; if not, its form is found all the same.
"""

from __future__ import annotations

from typing import Final

import regex

_BARE: Final = "علي آية آي آلي آلية آن فئة فلة قبلة بينة هنأ كلأ"
_CONTENT_WORDS: Final = frozenset(
    conjunction + word for conjunction in ("", "و") for word in _BARE.split()
)
_MARKS: Final = regex.compile(r"[\p{M}\N{ARABIC TATWEEL}]+")


def is_content_word(surface: str) -> bool:
    """Whether a word as written is the content word among those that have its form.

    Args:
        surface: the word, with or without marks.
    """
    return _MARKS.sub("", surface) in _CONTENT_WORDS
