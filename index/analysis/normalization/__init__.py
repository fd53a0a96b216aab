"""From a word as written to its form: letters only, one spelling for each letter."""
