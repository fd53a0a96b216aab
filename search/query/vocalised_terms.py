"""Words that are required with their vowel marks: which trees have them, and the trees without."""

from __future__ import annotations

from dataclasses import replace

from index.model.query import Node, Part, leaves, map_words, words


def wants_vowels(node: Node) -> bool:
    """Whether a document must have words that can be read with the vowel marks of the query."""
    return any(word.vocalised for leaf in leaves(node, Part.MATCHED) for word in words(leaf))


def unvocalised(node: Node) -> Node:
    """The same tree where vowel marks make no difference."""
    return map_words(node, lambda word: replace(word, vocalised=""))
