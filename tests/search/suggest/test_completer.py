"""What a text that is being typed may become: one fact a test."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.analysis.normalization.normalizer import fold
from index.analysis.tokenizer import spans
from index.model.errors import ParameterError, QueryTooLongError
from index.pipeline.build import rebuild
from index.store.generations import IndexDirectory
from search.model.limits import LIMITS
from search.model.records import Suggestion, SuggestionKind, Suggestions
from search.service import SearchService

WORD, PHRASE, TITLE = SuggestionKind.WORD, SuggestionKind.PHRASE, SuggestionKind.TITLE

TEXTS = (
    ("زيارة إلى بيونغ يانغ", "وصل وزير الدفاع إلى كوريا الشمالية أمس."),
    ("قمة في سيول", "قالت كوريا الجنوبية إن كوريا الشمالية أطلقت صاروخا."),
    ("مكتبة الإسكندرية", "في مكتبة الإسكندرية كُتُب نادرة. زارها وزير الدفاع."),
    ("مكتبة الاسكندرية", "المدرسة قرب مكتبة الإسكندرية، والمَدْرَسة جديدة."),
    ("عن التعليم", "المدرسة الجديدة مدرسة كبيرة، وفي كوريا الجنوبية مدارس كثيرة."),
    ("السلام", "السلام عليكم ورحمة الله، والســلام على الجميع."),
    ("آثار الأقصر", "آثار مصر القديمة، وأثر النيل، وإثراء المتاحف."),
    ("أخبار التقنية", "تستعمل Google خوادم كثيرة. Google شركة."),
    ("", "هذه جملة مستعارة عن السيارات الكهربائية."),
    ("نص أحمد عن الاقتصاد", "الاقتصاد ينمو، وأحمد يكتب عن الاقتصاد."),
)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchService]:
    with closing(indexed(tmp_path_factory.mktemp("suggest"), TEXTS)) as opened:
        yield opened


def indexed(folder: Path, texts: tuple[tuple[str, str], ...]) -> SearchService:
    records = [
        json.dumps({"_id": str(number), "title": title, "text": text})
        for number, (title, text) in enumerate(texts)
    ]
    (folder / "texts.jsonl").write_text("\n".join(records), encoding="utf-8")
    rebuild([folder / "texts.jsonl"], IndexDirectory(folder / "index"))
    return SearchService.over(folder / "index")


def told(service: SearchService, text: str, kind: SuggestionKind, size: int = 10) -> list[str]:
    return [each.text for each in service.suggest(text, size).suggestions if each.kind is kind]


def one(service: SearchService, text: str, suggested: str) -> Suggestion:
    return next(each for each in service.suggest(text).suggestions if each.text == suggested)


def new(service: SearchService, text: str, suggested: str) -> list[str]:
    return [suggested[start:end] for start, end in one(service, text, suggested).new]


# Words.


def test_a_word_is_completed(service: SearchService) -> None:
    assert "كوريا" in told(service, "كور", WORD)


def test_the_most_frequent_word_comes_first(service: SearchService) -> None:
    assert told(service, "مدر", WORD) == ["مدرسة"]
    assert told(service, "الش", WORD)[0] == "الشمالية"


def test_a_word_is_written_as_documents_write_it(service: SearchService) -> None:
    assert told(service, "الاقت", WORD) == ["الاقتصاد"]
    assert told(service, "احم", WORD) == ["أحمد"]


def test_words_are_told_without_marks_and_tatweel(service: SearchService) -> None:
    assert told(service, "كتب", WORD) == []
    assert told(service, "كت", WORD) == ["كتب"]
    assert told(service, "الســلا", WORD) == ["السلام"]


def test_words_are_told_with_their_documents(service: SearchService) -> None:
    assert one(service, "كور", "كوريا").documents == 3


def test_function_words_are_no_suggestions(service: SearchService) -> None:
    assert told(service, "عن", WORD) == []
    assert "إلى" not in told(service, "ا", WORD, 50)


def test_what_was_typed_is_no_suggestion(service: SearchService) -> None:
    assert told(service, "كوريا", WORD) == []
    assert told(service, "السلام", TITLE) == []
    assert "ظظظظ كوريا" not in told(service, "ظظظظ كوريا", WORD)


@pytest.mark.parametrize(
    "typed",
    [
        "اثار",  # ALEF for ALEF WITH MADDA ABOVE
        "أثار",
        "آثَار",
        "آثـار",
    ],
)
def test_any_spelling_is_completed(service: SearchService, typed: str) -> None:
    assert told(service, typed, TITLE) == ["آثار الأقصر"]


def test_a_heh_completes_a_teh_marbuta(service: SearchService) -> None:
    assert "مكتبة الإسكندرية" in told(service, "مكتبه", PHRASE) + told(service, "مكتبه", TITLE)


def test_persian_letters_complete_arabic_ones(service: SearchService) -> None:
    assert "كوريا" in told(service, "کور", WORD)  # ARABIC LETTER KEHEH


def test_latin_words_are_completed_in_any_case(service: SearchService) -> None:
    assert told(service, "goo", WORD) == ["Google"]


# Phrases.


def test_a_phrase_of_several_documents_is_told(service: SearchService) -> None:
    assert set(told(service, "كور", PHRASE)) == {"كوريا الشمالية", "كوريا الجنوبية"}


def test_a_phrase_of_one_document_is_not(service: SearchService) -> None:
    assert told(service, "خوادم ", PHRASE) == []


def test_the_last_word_of_a_phrase_is_completed(service: SearchService) -> None:
    assert told(service, "كوريا الشم", PHRASE) == ["كوريا الشمالية"]


def test_behind_a_space_the_next_word_is_told(service: SearchService) -> None:
    assert told(service, "وزير ", PHRASE) == ["وزير الدفاع"]


def test_without_a_space_the_word_is_completed_itself(service: SearchService) -> None:
    assert told(service, "مكتب", PHRASE) == ["مكتبة الإسكندرية"]  # a title
    assert told(service, "مكتب", WORD) == ["مكتبة"]


def test_a_phrase_does_not_cross_punctuation(service: SearchService) -> None:
    assert told(service, "الاقتصاد ", PHRASE) == []


def test_a_phrase_does_not_end_in_a_function_word(service: SearchService) -> None:
    assert not [text for text in told(service, "الدفاع ", PHRASE) if text.endswith("إلى")]


def test_words_that_only_share_documents_are_told_behind_each_other(tmp_path: Path) -> None:
    texts = (("أ", "سعر النفط في السعودية"), ("ب", "السعودية تبيع النفط"))
    with closing(indexed(tmp_path, texts)) as service:
        assert told(service, "النفط السع", WORD) == ["النفط السعودية"]


def test_where_a_phrase_is_known_they_are_not(service: SearchService) -> None:
    assert told(service, "كوريا الش", PHRASE)
    assert told(service, "كوريا الش", WORD) == []


# Titles.


def test_titles_that_begin_so_come_before_those_that_have_it_within(tmp_path: Path) -> None:
    texts = (("عن كتاب قديم", "س"), ("كتاب الأغاني لأبي الفرج الأصفهاني", "ص"))
    with closing(indexed(tmp_path, texts)) as service:
        assert told(service, "كتا", TITLE) == [
            "كتاب الأغاني لأبي الفرج الأصفهاني",
            "عن كتاب قديم",
        ]


def test_a_title_is_told_as_it_is(service: SearchService) -> None:
    assert told(service, "زيارة", TITLE) == ["زيارة إلى بيونغ يانغ"]


def test_a_title_has_all_words(service: SearchService) -> None:
    assert told(service, "قمة سي", TITLE) == ["قمة في سيول"]
    assert told(service, "قمة في مكت", TITLE) == []


def test_borrowed_titles_are_no_titles(service: SearchService) -> None:
    assert told(service, "مستعا", TITLE) == []
    assert told(service, "مستعا", WORD) == ["مستعارة"]


def test_titles_in_two_spellings_are_one(service: SearchService) -> None:
    assert told(service, "مكتبة ال", TITLE) == []
    assert one(service, "مكتبة ال", "مكتبة الإسكندرية").documents == 2


def test_a_phrase_that_is_a_title_comes_first(tmp_path: Path) -> None:
    football = (("كرة القدم", "كرة القدم لعبة."), ("لعبة", "هي كرة القدم."))
    texts = (*football, *((f"لعبة {each}", "هي كرة السلة.") for each in "أبج"))
    with closing(indexed(tmp_path, texts)) as service:
        assert told(service, "كرة ال", PHRASE) == ["كرة القدم", "كرة السلة"]


def test_phrases_are_told_with_all_documents_that_have_them(tmp_path: Path) -> None:
    texts = tuple(("", f"كرة السلة {number}") for number in range(50))
    with closing(indexed(tmp_path, texts)) as service:
        assert one(service, "كرة ال", "كرة السلة").documents == 50


def test_nothing_is_told_twice(service: SearchService) -> None:
    texts = [each.text for each in service.suggest("مكت").suggestions]
    assert len({folded(text) for text in texts}) == len(texts)


# Another keyboard.


@pytest.mark.parametrize(
    ("typed", "read", "suggested"),
    [
        ("hgsgh", "السلا", "السلام"),
        ("HGSGH", "السلا", "السلام"),
        (";,v", "كور", "كوريا"),
        ("لخخ", "goo", "Google"),
    ],
)
def test_what_nothing_begins_with_is_read_on_another_layout(
    service: SearchService, typed: str, read: str, suggested: str
) -> None:
    found = service.suggest(typed)
    assert found.read == read
    assert suggested in [each.text for each in found.suggestions]


def test_several_words_are_read_on_another_layout(service: SearchService) -> None:
    assert told(service, ",.dv hg]", PHRASE) == ["وزير الدفاع"]


def test_another_layout_is_said(service: SearchService) -> None:
    assert [notice.code for notice in service.suggest("hgsgh").notices] == ["other-layout"]
    assert not service.suggest("السلا").notices


def test_a_word_typed_whole_on_another_layout_is_told(service: SearchService) -> None:
    assert told(service, "hgsghl", WORD) == ["السلام"]


# What is new.


def test_what_was_not_typed_is_marked(service: SearchService) -> None:
    assert new(service, "كور", "كوريا") == ["يا"]
    assert new(service, "كور", "كوريا الشمالية") == ["يا الشمالية"]
    assert new(service, "وزير ", "وزير الدفاع") == [" الدفاع"]


def test_in_a_title_all_but_the_words_is_new(service: SearchService) -> None:
    assert new(service, "بيون", "زيارة إلى بيونغ يانغ") == ["زيارة إلى ", "غ يانغ"]


# What stays.


def test_signs_of_the_query_language_stay(service: SearchService) -> None:
    assert told(service, '"وزير الد', PHRASE) == ['"وزير الدفاع']
    assert "عنوان:كوريا" in told(service, "عنوان:كور", WORD)
    assert told(service, "مدرسة -كور", WORD)[0] == "مدرسة -كوريا"


def test_the_text_is_said_as_it_was_typed(service: SearchService) -> None:
    assert (service.suggest(" كور").text, service.suggest(" كور").read) == (" كور", " كور")


# Bounds.


@pytest.mark.parametrize("text", ["", "   ", "؟!", "\N{ARABIC TATWEEL}", "ظظظظ"])
def test_nothing_comes_of_nothing(service: SearchService, text: str) -> None:
    assert service.suggest(text).suggestions == ()


def test_no_more_than_so_many_are_told(service: SearchService) -> None:
    assert len(service.suggest("ا", 3).suggestions) == 3


def test_a_longer_text_than_a_query_is_refused(service: SearchService) -> None:
    with pytest.raises(QueryTooLongError):
        service.suggest("ا" * (LIMITS.max_query_characters + 1))


@pytest.mark.parametrize("size", [0, 101])
def test_a_size_out_of_its_range_is_refused(service: SearchService, size: int) -> None:
    with pytest.raises(ParameterError):
        service.suggest("ا", size)


def test_where_nothing_has_all_words_the_last_ones_are_completed(service: SearchService) -> None:
    assert told(service, "ما عاصمة كوريا الشم", PHRASE) == ["ما عاصمة كوريا الشمالية"]
    assert told(service, "ظظظظ كور", WORD)[0] == "ظظظظ كوريا"


def test_a_long_text_is_completed_in_its_last_words(service: SearchService) -> None:
    long = "كوريا " * 200 + "الشم"
    assert told(service, long, PHRASE) == ["كوريا " * 200 + "الشمالية"]


def test_an_empty_index_completes_nothing(tmp_path: Path) -> None:
    with closing(indexed(tmp_path, (("س", "ص"),))) as service:
        assert service.suggest("كور").suggestions == ()


# Any text.

TYPED = st.one_of(
    st.text(max_size=30),
    st.text('كوريا الشماليةنجبgo"():-*ـً ', max_size=20),
    st.sampled_from([word for text in TEXTS for part in text for word in part.split()]).flatmap(
        lambda word: st.integers(1, len(word)).map(lambda end: word[:end])
    ),
)


@given(typed=TYPED, size=st.integers(1, 12))
@example(typed="(" * 40, size=10)
@example(typed="ﷺ", size=10)
@settings(max_examples=300)
def test_any_text_is_completed_by_what_begins_so(
    service: SearchService, typed: str, size: int
) -> None:
    found = service.suggest(typed, size)
    assert len(found.suggestions) <= size
    assert found.read == typed or [notice.code for notice in found.notices] == ["other-layout"]
    for each in found.suggestions:
        assert_continues(found, each)
        ends = [end for pair in each.new for end in pair]
        assert ends == sorted(ends)
        assert all(0 <= end <= len(each.text) for end in ends)


def assert_continues(found: Suggestions, each: Suggestion) -> None:
    """A suggestion has the words of what was typed and one that begins as the last; in order."""
    asked, has = folded(found.read), folded(each.text)
    whole, last = (asked, "") if ends_whole(found.read) else (asked[:-1], asked[-1])
    if each.kind is TITLE:
        assert set(whole) <= set(has)
        assert any(form.startswith(last) for form in has)
    else:
        assert has[: len(whole)] == whole
        assert has[len(whole)].startswith(last)


def ends_whole(text: str) -> bool:
    """Whether another word begins behind a text."""
    return not any(end == len(text) for _, end in spans(text))


def folded(text: str) -> tuple[str, ...]:
    return tuple(form for start, end in spans(text) if (form := fold(text[start:end])))
