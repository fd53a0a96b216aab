"""Query trees over posting lists: BM25, selection, explanation and columns."""
