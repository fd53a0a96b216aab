"""What a response says of how the search was carried out; nothing is silent."""

from __future__ import annotations

from typing import Final

from index.engines.protocols import Expansion
from search.language import Rung
from search.model import Notice

EXCERPTS_IN_PART: Final = Notice(
    "long-documents",
    english="Some of these documents are so long that excerpts were looked for in their beginning"
    " only.",
    arabic="بعض هذه الوثائق طويل جدًا، فاختيرت مقتطفاته من أوله وحده.",
)
PARTIAL: Final = Notice(
    "partial",
    english="This search was stopped because it took too long: these are the best documents found"
    " by then, and there may be more. Fewer words or patterns are faster.",
    arabic="طال هذا البحث فأُوقف: هذه أفضل وثائق عُثر عليها حتى ذلك الحين، وقد يكون هناك غيرها."
    " كلمات أو أنماط أقل تُسرّع البحث.",
)
MARKS_COMPARED_IN_PART: Final = Notice(
    "vowel-marks",
    english="Vowel marks are required, and they were compared in the best documents only: there may"
    " be more.",
    arabic="التشكيل مطلوب في البحث، وجرت مقارنته في أفضل الوثائق وحدها، فقد يكون هناك غيرها.",
)
MARKED_IN_PART: Final = Notice(
    "long-documents",
    english="This document is so long that matches are marked in its beginning only.",
    arabic="هذه الوثيقة طويلة جدًا، فلم تُعلَّم مواضع الكلمات إلا في أولها.",
)


def relaxed(rung: Rung) -> Notice:
    """Not all words were wanted in the end, because too few documents have them all."""
    if rung.wanted == "most":
        return Notice(
            "relaxed",
            english="Few documents have all of these words, so documents with at least"
            f" {rung.minimum} of the {rung.of} words are shown.",
            arabic="قلّما تجتمع هذه الكلمات كلها في وثيقة واحدة، فهذه وثائق فيها"
            f" {_words(rung.minimum)} من {rung.of} على الأقل.",
        )
    return Notice(
        "relaxed",
        english="Too few documents have these words together, so documents with any of them"
        " are shown.",
        arabic="قلّما تجتمع هذه الكلمات في وثيقة واحدة، فهذه وثائق فيها واحدة منها على الأقل.",
    )


def capped(expansion: Expansion) -> Notice:
    """A pattern stands for more words than are searched for."""
    return Notice(
        "expansions-capped",
        english=f"{expansion.surface} stands for {expansion.matched} words; the {expansion.used}"
        " most frequent ones were searched for.",
        arabic=f"عدد الكلمات المطابقة للنمط «{expansion.surface}» هو {expansion.matched}،"
        f" وجرى البحث عن أكثرها ورودًا وعددها {expansion.used}.",
    )


def _words(count: int) -> str:
    """A number of words as Arabic counts them: 3 to 10 take the plural, more the singular."""
    return f"{count} {'كلمات' if count <= 10 else 'كلمة'}"
