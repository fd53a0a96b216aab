"""What lets Whoosh's own searcher read our segments."""
