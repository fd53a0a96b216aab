"""Tashaphyne called plainly, with its own affixes and with ours: slow, and easy to check."""

from __future__ import annotations

from tashaphyne.stemming import ArabicLightStemmer

from index.analysis.stemming.stemmer import PREFIXES, SUFFIXES

ROOTS = ArabicLightStemmer()
STEMS = ArabicLightStemmer()
STEMS.set_prefix_list(list(PREFIXES))
STEMS.set_suffix_list(list(SUFFIXES))
