"""The lexicon: lemmas of Arabic with their stems, and the analyses of words that follow from it."""
