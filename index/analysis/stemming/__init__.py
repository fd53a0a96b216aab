"""Stems and roots: Tashaphyne's light stemmer, its roots, and morphological patterns."""
