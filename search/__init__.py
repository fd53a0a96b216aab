"""A question in, ranked hits with snippets out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from search.service import SearchService


def open_index(path: str | Path, *, synonyms: str | Path | None = None) -> SearchService:
    """Open an index for searching; docs/python.md shows what can be asked of it.

    Args:
        path: the index directory, from `index.build_index` or `fihris rebuild`.
        synonyms: a file of synonyms that are searched beside those that come with Fihris.

    Raises:
        StoreError: there is no index, or it can't be used.
        SynonymsError: a line of the synonyms is wrong.
    """
    from search.expansion.synonyms import read_synonyms  # a command imports no more than it uses
    from search.service import SearchService

    service = SearchService.over(Path(path), read_synonyms(Path(synonyms) if synonyms else None))
    service.ready()
    return service
