"""Foreign names: which forms are other spellings, and which words stay apart."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from index.analysis import Analyzer
from index.engines.protocols import AnalyzedDocument, Candidates, OpenIndex
from index.engines.whoosh import WhooshEngine
from index.model.document import Document
from index.model.query import Origin, Phrase, TextField, Word
from search.expansion.name_spellings import Names, reading_of
from search.expansion.variants import Variant

ANALYZER = Analyzer()
Opened = Callable[..., Names]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opened]:
    """The names of texts, a document each."""
    opened: list[OpenIndex] = []

    def open_(*texts: str) -> Names:
        writer = WhooshEngine().create(tmp_path)
        for number, text in enumerate(texts):
            readings = tuple(token.readings for token in ANALYZER.tokens(text))
            document = Document(str(number), "", text)
            writer.add([AnalyzedDocument(document, {TextField.BODY: readings})])
        writer.commit()
        opened.append(WhooshEngine().open(tmp_path))
        return Names(opened[-1].vocabulary)

    yield open_
    for index in opened:
        index.close()


def spellings(names: Names, text: str) -> tuple[str, ...]:
    (token,) = ANALYZER.tokens(text)
    return names.spellings_of(token.readings[0], ANALYZER).spellings


def variants(names: Names, text: str) -> list[Variant]:
    words = [Word(token.surface, token.readings) for token in ANALYZER.tokens(text)]
    return list(names.variants(words, ANALYZER))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("بيونغ", "بيونج"),
        ("غوانغ", "كوانج"),
        ("بيلوسوف", "بيلاوسوف"),
        ("فلاديمير", "فلاديمر"),
        ("تلغرام", "تليغرام"),
        ("تلغرام", "تيليجرام"),
        ("انجلترا", "انكلترا"),
        ("انجلترا", "انغلترا"),
        ("غوتنبرغ", "جوتنبرج"),
        ("واشنطن", "واشنطون"),
    ],
)
def test_one_name_in_two_spellings(opened: Opened, one: str, other: str) -> None:
    names = opened(f"في {one} خبر", f"خبر من {other}")
    assert spellings(names, one) == (other,)
    assert spellings(names, other) == (one,)


@pytest.mark.parametrize(
    ("one", "other"), [("غار", "جار"), ("قلب", "كلب"), ("سيف", "صيف"), ("تين", "طين")]
)
def test_ordinary_words_stay_apart(opened: Opened, one: str, other: str) -> None:
    assert spellings(opened(one, other), one) == ()


@pytest.mark.parametrize(("one", "other"), [("نهار", "أنهار"), ("الوزارة", "الزيارة")])
def test_longer_words_of_a_small_collection_stay_apart(
    opened: Opened, one: str, other: str
) -> None:
    assert spellings(opened(one, other), one) == ()


def test_a_word_with_relatives_is_ordinary(opened: Opened) -> None:
    names = opened("كلام", "كلمة", "تكلم", "متكلم", "يتكلم", "غلام")
    assert spellings(names, "كلام") == ()


def test_a_stop_word_is_no_name(opened: Opened) -> None:
    assert spellings(opened("الذي", "الزي"), "الذي") == ()


def test_a_name_that_no_document_has_finds_its_spelling(opened: Opened) -> None:
    assert spellings(opened("غوتيريش"), "جوتيريش") == ("غوتيريش",)


def test_a_form_behind_a_particle_is_found_by_its_stem_anyway(opened: Opened) -> None:
    assert variants(opened("نوفمبر", "ونوفمبر"), "نوفمبر") == []


def test_a_word_with_the_article_is_found_anyway(opened: Opened) -> None:
    assert variants(opened("برازيل", "البرازيل"), "البرازيل") == []


def test_what_does_not_stand_out_is_no_spelling(opened: Opened) -> None:
    crowd = ("ساري", "سيري", "سوري", "سيرا", "سورا", "زاري", "زيري", "زورا", "صوري", "سوريا")
    assert "سيري" not in spellings(opened("ساري", *crowd), "زارا")


def test_names_are_remembered(opened: Opened) -> None:
    names = opened("بيونغ")
    reading = reading_of("بيونج", ANALYZER)
    assert reading is not None
    assert names.spellings_of(reading, ANALYZER) is names.spellings_of(reading, ANALYZER)


def test_two_words_are_found_written_as_one(opened: Opened) -> None:
    found = variants(opened("بيونجيانج"), "بيونغ يانغ")
    assert [(each.first, each.last, each.texts) for each in found] == [(0, 1, ("بيونجيانج",))]


def test_one_word_is_found_written_as_two(opened: Opened) -> None:
    (found,) = variants(opened("في بيونغ يانغ"), "بيونجيانج")
    (leaf,) = found.leaves
    assert isinstance(leaf, Phrase)
    assert leaf.origin is Origin.NAME


def test_two_words_that_are_found_never_to_follow_each_other_are_no_name(opened: Opened) -> None:
    names = opened("بيونغ في يانغ")
    (variant,) = variants(names, "بيونجيانج")
    (phrase,) = names.unchecked(variant.leaves[0])
    names.learn([phrase], [Candidates((), total=0, all_levels=0)])
    assert variants(names, "بيونجيانج") == []
    assert names.unchecked(phrase) == ()


def test_a_search_that_was_stopped_says_nothing_of_names(opened: Opened) -> None:
    names = opened("بيونغ في يانغ")
    (variant,) = variants(names, "بيونجيانج")
    phrases = names.unchecked(variant.leaves[0])
    names.learn(phrases, [Candidates((), total=0, all_levels=0, partial=True)])
    assert names.unchecked(variant.leaves[0]) == phrases


def test_an_empty_index_has_no_names(opened: Opened) -> None:
    assert variants(opened(), "بيونغ يانغ") == []
