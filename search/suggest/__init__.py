"""Completion of a text that is being typed: words, phrases and titles from the index."""
