"""What a response says of how the search was carried out; nothing is silent."""

from __future__ import annotations

from index.engines.protocols import Expansion
from search.language import Rung
from search.model import Notice


def relaxed(rung: Rung) -> Notice:
    """Not all words were wanted in the end, because too few documents have them all."""
    if rung.wanted == "most":
        return Notice(
            "relaxed",
            english="Few documents have all of these words, so documents with at least"
            f" {rung.minimum} of the {rung.of} words are shown.",
            arabic="قليل من الوثائق يضم هذه الكلمات كلها، فهذه وثائق فيها"
            f" {rung.minimum} من {rung.of} كلمات على الأقل.",
        )
    return Notice(
        "relaxed",
        english="Too few documents have these words together, so documents with any of them"
        " are shown.",
        arabic="لم يجتمع ما يكفي من هذه الكلمات في وثائق، فهذه وثائق فيها واحدة منها على الأقل.",
    )


def capped(expansion: Expansion) -> Notice:
    """A pattern stands for more words than are searched for."""
    return Notice(
        "expansions-capped",
        english=f"{expansion.surface} stands for {expansion.matched} words; the {expansion.used}"
        " most frequent ones were searched for.",
        arabic=f"يطابق «{expansion.surface}» {expansion.matched} كلمة؛ جرى البحث عن أكثرها"
        f" ورودًا وعددها {expansion.used}.",
    )
