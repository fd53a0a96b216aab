"""Compiled loops over posting lists and dictionaries; each takes arrays and returns arrays."""
