"""Phonetic keys of names over their consonants."""
