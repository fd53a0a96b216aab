"""What lets Whoosh's own searcher read our segments, and Whoosh's exceptions as ours."""
