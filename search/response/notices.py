"""Notices of how a search was carried out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from index.engines.protocols import Expansion
from index.model.messages import CommaList, Counted, Message
from search.model.records import MinimumShouldMatch, Notice, NoticeCode, Recovery, notice
from search.query import Rung

EXCERPTS_IN_PART: Final = notice(
    NoticeCode.LONG_DOCUMENTS,
    "Some of these documents are so long that excerpts were looked for in their beginning only.",
)
PARTIAL: Final = notice(
    NoticeCode.PARTIAL,
    "This search was stopped because it took too long: these are the best documents"
    " found by then, and there may be more. Fewer words or patterns are faster.",
)
MARKS_COMPARED_IN_PART: Final = notice(
    NoticeCode.VOWEL_MARKS,
    "Vowel marks are required, and they were compared in the best documents only:"
    " there may be more.",
)
LETTERS_COMPARED_IN_PART: Final = notice(
    NoticeCode.LETTERS,
    "Letters are required as they are typed, and they were compared in the best documents only.",
)
MARKED_IN_PART: Final = notice(
    NoticeCode.LONG_DOCUMENTS,
    "This document is so long that matches are marked in its beginning only.",
)


ANY_OF_A_QUESTION: Final = notice(
    NoticeCode.RELAXED,
    "This describes what is sought, so documents with any of its words are shown,"
    " those that fit best first. A + before a word requires it.",
)


def relaxed(rung: Rung, *, question: bool = False) -> Notice:
    """Documents need not have all words: too few have, or the query is a question.

    Args:
        rung: the one whose documents are shown.
        question: whether it was the first that was tried, as for a question.
    """
    if question:
        return ANY_OF_A_QUESTION
    if rung.share is MinimumShouldMatch.MOST:
        least = rung.minimum_should_match
        part = Counted(
            "{count} of the {of} words", "{count} of the {of} words", count=least, of=rung.of
        )
        what = Message(
            "Few documents have all of these words, so documents with at least {part} are shown.",
            part=part,
        )
    else:
        what = Message(
            "Too few documents have these words together, so documents with any of them are shown."
        )
    return notice(NoticeCode.RELAXED, what)


def capped(pattern: Expansion) -> Notice:
    """The notice that a pattern matches more words than were searched for."""
    return notice(
        NoticeCode.EXPANSIONS_CAPPED,
        "{pattern.surface} stands for {pattern.matched} words; the {pattern.used} most frequent"
        " ones were searched for.",
        pattern=pattern,
    )


def recovered(text: str, recoveries: Sequence[Recovery]) -> tuple[Notice, ...]:
    """Another text was searched because this one finds nothing, or others would find more."""
    instead = [_searched_instead(text, each) for each in recoveries if each.searched]
    offered = [each for each in recoveries if not each.searched]
    return (*instead, *([_did_you_mean(offered)] if offered else []))


def _searched_instead(text: str, recovery: Recovery) -> Notice:
    return notice(
        NoticeCode.SEARCHED_INSTEAD,
        "Nothing has the words of “{text}”, so “{other}” was searched instead, {why}.",
        text=text,
        other=recovery.text,
        why=recovery.replacements[0].kind.label,
    )


def _did_you_mean(recoveries: Sequence[Recovery]) -> Notice:
    texts = [Message("“{text}” ({count})", text=each.text, count=each.total) for each in recoveries]
    return notice(
        NoticeCode.DID_YOU_MEAN,
        "Did you mean: {texts}? The number is that of the documents found.",
        texts=CommaList(texts),
    )


def on_another_layout(text: str, read: str) -> Notice:
    """The text is completed as the same keys type it on another keyboard layout."""
    return notice(
        NoticeCode.OTHER_LAYOUT,
        "Nothing begins with “{text}”, so “{read}” is completed, which is what the same"
        " keys type on another keyboard layout.",
        text=text,
        read=read,
    )
