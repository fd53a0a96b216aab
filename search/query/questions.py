"""Whether a query is a question in natural language rather than words to look for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from index.analysis.normalization.normalizer import fold
from search.arabic.homographs import is_content_word

_ALWAYS: Final = frozenset(
    map(fold, ("هل", "أليس", "ماهو", "ماهي", "ماذا", "لماذا", "بماذا", "متى", "أين", "كيف"))
) | frozenset(map(fold, ("وكيف", "كم", "أي", "أية")))
# These are prepositions, relatives or negations too, and question words only at the beginning.
_AT_THE_BEGINNING: Final = frozenset(map(fold, ("من", "لمن", "ما", "ألا", "مم", "عم", "لم", "بم")))

# Verbs that a question needs and its answer hardly has: happen, exist, be called, be regarded as,
# do (with a verbal noun), be able, and what examiners say; and the number of "how many". They
# occur in texts about anything.
_FRAME: Final = (
    "تم يتم تمت حدث حدثت يحدث تحدث حصل جرى وقع وقعت يوجد توجد يتواجد قام قامت قاموا يقوم تقوم"
    " سمي سميت يسمى تسمى أطلق يطلق عرف يعرف تعرف عني يعني تعني يقصد قصد يعتبر تعتبر اعتبر يعد تعد"
    " عد عدد يمكن تمكن يستطيع استطاع يجب اذكر اشرح وضح علل فسر صف حدد"
)
_OF_FRAMES: Final = frozenset(map(fold, _FRAME.split()))


def is_question(words: Sequence[str]) -> bool:
    """Whether `words`, as written and in order, are a question.

    They are if one of them ends in a question mark or is a question word. Words that have other
    meanings too count only at the beginning.
    """
    if any(word.endswith(("?", "\N{ARABIC QUESTION MARK}")) for word in words):
        return True
    forms = [form for word in words if (form := fold(word)) and not is_content_word(word)]
    return bool(forms) and (forms[0] in _AT_THE_BEGINNING or not _ALWAYS.isdisjoint(forms))


def is_of_frame(form: str) -> bool:
    """Whether a word belongs to the frame of a question ("how does ... happen?")."""
    return form in _OF_FRAMES
