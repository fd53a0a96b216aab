"""Words that are wanted with their vowel marks: which trees have them, and the trees without."""

from __future__ import annotations

from dataclasses import replace

from index.model.query import AllOf, AnyOf, Node, Phrase, Prefer, Without, Word


def wants_vowels(node: Node) -> bool:
    """Whether what a tree wants has words that must be read with the marks of the query."""
    match node:
        case Word(vocalised=vocalised):
            return vocalised
        case Phrase(words=words):
            return any(word.vocalised for word in words)
        case AllOf(parts) | AnyOf(parts):
            return any(map(wants_vowels, parts))
        case Without(wanted, _) | Prefer(wanted, _):
            return wants_vowels(wanted)
        case _:
            return False


def unvocalised(node: Node) -> Node:
    """The same tree where marks make no difference."""
    match node:
        case Word():
            return replace(node, vocalised=False)
        case Phrase(words=words):
            return replace(node, words=tuple(replace(word, vocalised=False) for word in words))
        case AllOf(parts):
            return AllOf(tuple(map(unvocalised, parts)))
        case AnyOf(parts, minimum):
            return AnyOf(tuple(map(unvocalised, parts)), minimum)
        case Without(wanted, unwanted):
            return Without(unvocalised(wanted), unvocalised(unwanted))
        case Prefer(wanted, liked):
            return Prefer(unvocalised(wanted), unvocalised(liked))
        case _:
            return node
