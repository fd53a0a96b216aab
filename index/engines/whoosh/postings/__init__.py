"""Posting lists of terms and phrases over all segments, and a cache of those read lately."""
