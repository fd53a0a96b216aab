"""Terms of the index for a pattern: prefixes, wildcards, near spellings, phonetic keys."""
