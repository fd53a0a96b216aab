"""Words that are told once are known ever after."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.engines.words import BatchWords, WordTable
from index.pipeline.word_transfer import WordReceiver, WordSender

WORDS = st.text(st.characters(exclude_characters="\n"), min_size=1, max_size=3)
BATCHES = st.lists(st.tuples(st.lists(WORDS, unique=True), st.booleans()))


def written(table: WordTable, batch: list[str]) -> BatchWords:
    """The words of a batch, after those that a table has."""
    table.texts.extend(word for word in batch if word not in table.texts)
    return BatchWords(table, np.array(list(map(table.texts.index, batch)), np.uint32))


@given(BATCHES)
def test_what_is_heard_is_what_was_told(batches: list[tuple[list[str], bool]]) -> None:
    sender, receiver, book, received = WordSender(), WordReceiver(), WordTable(), []
    for batch, anew in batches:
        book = WordTable() if anew else book
        received.append(receiver.receive(sender.send(written(book, batch))))
    assert [[*words] for words in received] == [batch for batch, _ in batches]


def test_a_word_is_told_once() -> None:
    sender, book = WordSender(), WordTable()
    assert sender.send(written(book, ["كتاب", "قلم"])).new == "كتاب\nقلم"
    assert sender.send(written(book, ["قلم", "ورق", "كتاب"])).new == "ورق"
