"""What search knows of Arabic beyond the index's analysis: clitics, keyboards, vowel marks."""
