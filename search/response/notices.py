"""What a response says of how the search was carried out; nothing is silent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from index.engines.protocols import Expansion
from search.model.records import Notice, Recovery, RecoveryKind
from search.query import Rung

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


ANY_OF_A_QUESTION: Final = Notice(
    "relaxed",
    english="This describes what is sought, so documents with any of its words are shown, those"
    " that fit best first. A + before a word requires it.",
    arabic="هذا وصف لما يُبحث عنه، فهذه وثائق فيها بعض كلماته، وأوفقها أولها."
    " علامة + قبل الكلمة تشترط وجودها.",
)


def relaxed(rung: Rung, *, question: bool = False) -> Notice:
    """Not all words were wanted in the end: too few documents have them all, or it is a question.

    Args:
        rung: the one that was taken.
        question: whether it was taken at once, as questions do.
    """
    if question:
        return ANY_OF_A_QUESTION
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


_REASONS: Final = {
    RecoveryKind.LAYOUT: (
        "which is what the same keys type on another keyboard layout",
        "وهو ما تكتبه المفاتيح نفسها بلغة لوحة المفاتيح الأخرى",
    ),
    RecoveryKind.LATIN: (
        "which it may spell in Latin letters",
        "إذ يبدو أنه كُتب بحروف لاتينية",
    ),
    RecoveryKind.SPLIT: ("with a space that may be missing", "بإضافة مسافة لعلها سقطت"),
    RecoveryKind.JOINED: ("without a space that may be too much", "بحذف مسافة لعلها زائدة"),
    RecoveryKind.PARTICLE: (
        "with another article or particle",
        "بتغيير أداة التعريف أو الحرف المتصل بالكلمة",
    ),
    RecoveryKind.SPELLING: ("which is spelt nearly alike", "لقرب ما بينهما في الإملاء"),
}


def recovered(text: str, recoveries: Sequence[Recovery]) -> tuple[Notice, ...]:
    """Another text was searched because this one finds nothing, or others would find more."""
    instead = [_searched_instead(text, each) for each in recoveries if each.searched]
    offered = [each for each in recoveries if not each.searched]
    return (*instead, *([_did_you_mean(offered)] if offered else []))


def _searched_instead(text: str, recovery: Recovery) -> Notice:
    english, arabic = _REASONS[recovery.replacements[0].kind]
    return Notice(
        "searched-instead",
        english=f"Nothing has the words of “{text}”, so “{recovery.text}” was searched instead,"
        f" {english}.",
        arabic=f"بحثنا عن «{recovery.text}» بدل «{text}» الذي لا نتائج له، {arabic}.",
    )


def _did_you_mean(recoveries: Sequence[Recovery]) -> Notice:
    english = ", ".join(f"“{each.text}” ({each.total})" for each in recoveries)
    arabic = "، ".join(f"«{each.text}» ({each.total})" for each in recoveries)
    return Notice(
        "did-you-mean",
        english=f"Did you mean: {english}? The number is that of the documents found.",
        arabic=f"هل تقصد: {arabic}؟ والعدد بين القوسين عدد الوثائق التي توجد.",
    )


def _words(count: int) -> str:
    """A number of words as Arabic counts them: 3 to 10 take the plural, more the singular."""
    return f"{count} {'كلمات' if count <= 10 else 'كلمة'}"


def on_another_layout(text: str, read: str) -> Notice:
    """What was typed is completed as the same keys type it on another keyboard layout."""
    return Notice(
        "other-layout",
        english=f"Nothing begins with “{text}”, so “{read}” is completed, which is what the same"
        " keys type on another keyboard layout.",
        arabic=f"لا شيء يبدأ بـ«{text}»، فهذه تكملة «{read}» الذي تكتبه المفاتيح نفسها بلغة لوحة"
        " المفاتيح الأخرى.",
    )
