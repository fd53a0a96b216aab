"""Completion of a text that is being typed."""
