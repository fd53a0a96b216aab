"""Function words and what is none of them."""

from __future__ import annotations

from index.analysis.folding import fold
from index.analysis.stopwords import STOP_WORDS


def strangers(words: str) -> list[str]:
    return [word for word in words.split() if fold(word) not in STOP_WORDS]


def known(words: str) -> list[str]:
    return [word for word in words.split() if fold(word) in STOP_WORDS]


def test_prepositions() -> None:
    assert known("في من إلى على عن مع بين خلال أثناء بدون") == []
