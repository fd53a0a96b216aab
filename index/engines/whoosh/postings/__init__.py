"""Posting lists of terms and phrases over all segments."""
