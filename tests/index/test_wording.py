"""Words that are told once are known ever after."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import wording
from index.wording import Hearer, Teller

WORDS = st.text(st.characters(exclude_characters="\n"), min_size=1, max_size=3)


@given(st.lists(st.lists(WORDS, unique=True).map(tuple)), st.integers(0, 20))
def test_what_is_heard_is_what_was_told(batches: list[tuple[str, ...]], most: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wording, "_MOST", most)
        teller, hearer = Teller(), Hearer()
        assert [hearer.hear(teller.tell(words)) for words in batches] == batches


def test_a_word_is_told_once() -> None:
    teller = Teller()
    assert teller.tell(("كتاب", "قلم")).new == "كتاب\nقلم"
    assert teller.tell(("قلم", "ورق", "كتاب")).new == "ورق"
