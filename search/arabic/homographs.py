"""Words that share only their form with a function word: the name علي with على, آية with أية.

Folding makes one form of them, for hands mix their letters up. Whoever writes the letter that only
the content word has may mean it; nothing is lost if not, for the form is found all the same.
"""

from __future__ import annotations

from typing import Final

import regex

_CONTENT_WORDS: Final = frozenset({"علي", "وعلي", "آية", "وآية"})
_MARKS: Final = regex.compile(r"[\p{M}\N{ARABIC TATWEEL}]+")


def is_content_word(surface: str) -> bool:
    """Whether a word as written is the content word of those that share its form.

    Args:
        surface: the word, with or without marks.
    """
    return _MARKS.sub("", surface) in _CONTENT_WORDS
