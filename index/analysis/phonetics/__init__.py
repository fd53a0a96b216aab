"""How a name sounds: a phonetic key over its consonants."""
