"""The embedded engine: segments of packed posting lists, read in place; BM25 in compiled loops.

`compat` lets Whoosh's own searcher read them; the engine works without it.
"""

from index.engines.whoosh.engine import WhooshEngine

__all__ = ["WhooshEngine"]
