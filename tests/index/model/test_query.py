"""The algebra of query trees: its laws, on any tree."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from index.analysis.token import Reading
from index.model.query import (
    AllOf,
    AnyOf,
    ColumnFilter,
    Everything,
    Fuzzy,
    Leaf,
    Node,
    Nothing,
    Part,
    Phrase,
    Prefer,
    Prefix,
    Wildcard,
    Without,
    Word,
    children,
    fold,
    leaves,
    map_children,
    map_words,
    words,
)

letters = st.text("ابت", min_size=1, max_size=3)
word = letters.map(lambda form: Word(form, (Reading(form, form, form),)))
leaf = st.one_of(
    word,
    st.builds(Phrase, letters, st.lists(word, min_size=2, max_size=3).map(tuple)),
    st.builds(Prefix, letters, letters),
    st.builds(Wildcard, letters, letters),
    st.builds(Fuzzy, letters, letters),
    st.builds(ColumnFilter, st.just("date"), start=st.dates()),
    st.builds(Everything),
    st.builds(Nothing),
)


def branches(parts: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(parts, max_size=3).map(tuple)
    return st.one_of(
        st.builds(AllOf, several),
        st.builds(AnyOf, several, st.integers(0, 3)),
        st.builds(Without, parts, parts),
        st.builds(Prefer, parts, parts),
    )


tree: st.SearchStrategy[Node] = st.recursive(leaf, branches, max_leaves=12)
part = st.sampled_from(Part)


def size(node: Node) -> int:
    return fold(node, lambda _, sizes: 1 + sum(sizes))


def shouted(word: Word) -> Word:
    return replace(word, vocalised="!")


@given(tree, part)
def test_the_identity_changes_no_tree(node: Node, part: Part) -> None:
    assert map_children(node, lambda child: child, part) == node
    assert map_words(node, lambda word: word) == node


@given(tree)
def test_the_children_of_a_changed_node_are_its_changed_children(node: Node) -> None:
    changed = map_children(node, lambda child: Without(child, Nothing()))
    assert children(changed) == tuple(Without(child, Nothing()) for child in children(node))


@given(tree, part)
def test_a_change_of_a_part_leaves_the_other_children(node: Node, part: Part) -> None:
    changed = map_children(node, lambda _: Nothing(), part)
    own, others = len(children(node, part)), children(node)[len(children(node, part)) :]
    assert children(changed) == (Nothing(),) * own + others


@given(tree, tree, part)
def test_changes_one_after_the_other_are_one_change(node: Node, other: Node, part: Part) -> None:
    def one(child: Node) -> Node:
        return Prefer(child, other)

    def two(child: Node) -> Node:
        return AllOf((child, other))

    both = map_children(node, lambda child: two(one(child)), part)
    assert map_children(map_children(node, one, part), two, part) == both


@given(tree, part)
def test_the_leaves_are_the_leaves_of_the_children(node: Node, part: Part) -> None:
    below = [found for child in children(node, part) for found in leaves(child, part)]
    assert list(leaves(node, part)) == (below or ([node] if isinstance(node, Leaf) else []))


@given(tree)
def test_a_tree_is_one_larger_than_its_children_together(node: Node) -> None:
    assert size(node) == 1 + sum(map(size, children(node)))


@given(tree)
def test_a_larger_part_has_the_same_children_and_more(node: Node) -> None:
    matched, scored, every = (children(node, part) for part in Part)
    assert scored[: len(matched)] == matched
    assert every[: len(scored)] == scored


@given(tree)
def test_every_word_is_changed(node: Node) -> None:
    before = [word for leaf in leaves(node) for word in words(leaf)]
    changed = map_words(node, shouted)
    assert [word for leaf in leaves(changed) for word in words(leaf)] == [*map(shouted, before)]
    assert size(changed) == size(node)


@given(tree)
def test_what_is_excluded_is_no_part_that_is_scored(node: Node) -> None:
    assert list(leaves(Without(node, Everything()), Part.SCORED)) == list(leaves(node, Part.SCORED))


@given(tree)
def test_what_is_preferred_is_no_part_that_is_matched(node: Node) -> None:
    assert list(leaves(Prefer(node, Nothing()), Part.MATCHED)) == list(leaves(node, Part.MATCHED))


def test_each_kind_of_node_has_a_name_of_its_own() -> None:
    kinds = [node.kind for node in get_args(Node)]
    assert len({*kinds}) == len(kinds)


def test_the_same_words_written_twice_are_equal() -> None:
    reading = (Reading("كتاب", "كتاب", "كتب"),)
    assert Word("كِتاب", reading) == Word("كتاب", reading)
    assert Phrase("«كتاب»", (Word("كتاب", reading),)) == Phrase("كتاب", (Word("كِتاب", reading),))


def test_words_that_require_other_vowel_marks_differ() -> None:
    reading = (Reading("علم", "علم", "علم"),)
    assert Word("عِلم", reading, vocalised="عِلم") != Word("عَلم", reading, vocalised="عَلم")


def test_the_leaves_of_a_deep_tree_are_found() -> None:
    node: Node = Everything()
    for _ in range(10_000):
        node = Prefer(node, Nothing())
    assert list(leaves(node)) == [Everything(), *[Nothing()] * 10_000]
