"""The embedded engine: Whoosh's index files, analysed terms, ranking over whole postings.

Whoosh keeps the schema, the term dictionary, postings, columns, segments, deletions and the
commit. Its schema and table of contents are pickles: an index folder is trusted, and nothing
that comes from the network is ever opened as one.
"""

from index.engines.whoosh.engine import WhooshEngine

__all__ = ["WhooshEngine"]
