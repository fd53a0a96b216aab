"""From a word of a text to its form: letters only, one spelling for each letter."""
