"""Limits: what one request may ask for and cost, each a setting of the environment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from index.model.settings import setting


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of a service; FIHRIS_ and a field's name is the variable that sets it."""

    max_query_characters: int = setting(
        4_000, "characters of a query; a longer one is refused, not cut", 1, 100_000
    )
    page_size: int = setting(10, "hits a page, unless a request says how many", 1, 10_000)
    max_page_size: int = setting(
        100, "hits, suggestions or similar documents that one request may ask for", 1, 10_000
    )
    max_depth: int = setting(10_000, "depth of paging: page times size", 1, 1_000_000)
    snippets: int = setting(2, "snippets a hit, unless a request says how many", 0, 100)
    max_snippets: int = setting(10, "snippets a hit that a request may ask for", 0, 100)
    max_snippet_characters: int = setting(240, "characters of a snippet", 1, 100_000)
    max_filters: int = setting(100, "filters of a search", 0, 10_000)
    suggestions: int = setting(10, "suggestions, unless a request says how many", 1, 10_000)
    similar_documents: int = setting(
        5, "similar documents, unless a request says how many", 1, 10_000
    )
    max_seconds: float | None = setting(
        2.0,
        "seconds that a search may read the index; then the best documents found so far are the"
        " answer, which says so",
        0,
        3_600,
    )
    max_read_characters: int = setting(
        2_000_000,
        "characters of documents that are analysed for the snippets of a page of hits, and for"
        " the vowel marks of a query: about two seconds' worth",
        1,
        10**9,
    )
    max_document_characters: int = setting(
        5_000_000,
        "characters of a document in which its page marks matches: about five seconds' worth",
        1,
        10**9,
    )
    max_vocalised_documents: int = setting(
        300, "documents that are read for the vowel marks and quoted letters of a query", 1, 10_000
    )
    max_analyzed_characters: int = setting(
        20_000, "characters of a text to analyse over the API", 1, 10**6
    )

    def __post_init__(self) -> None:
        """Keep what holds where a request says nothing within what it may say."""
        for usual, most in (
            ("page_size", "max_page_size"),
            ("page_size", "max_depth"),
            ("snippets", "max_snippets"),
            ("suggestions", "max_page_size"),
            ("similar_documents", "max_page_size"),
        ):
            object.__setattr__(self, usual, min(getattr(self, usual), getattr(self, most)))


LIMITS: Final = Limits()
"""What holds where the environment says nothing."""
