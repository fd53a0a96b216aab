"""Where a query matches in a text: occurrences, snippets, highlights and match reasons."""
