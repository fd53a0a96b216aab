"""Texts of candidates: their tokens, sentences and grapheme clusters."""
