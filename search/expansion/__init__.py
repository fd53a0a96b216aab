"""Other words for a query's words: spellings of names, and synonyms."""
