from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import Analyzer, Level, Token
from index.model.query import AnyOf, Node, Phrase, TextField, Word
from search.highlight.matcher import Match, compile_matcher
from search.highlight.snippets import highlights, segments, snippets
from search.model.records import Snippet

ANALYZER = Analyzer()
FAMILY = "\N{MAN}\N{ZERO WIDTH JOINER}\N{WOMAN}\N{ZERO WIDTH JOINER}\N{GIRL}"
FILLING = "وهذا كلام طويل لا شأن له بما يطلبه القارئ من أمر " * 12


def words(query: str) -> tuple[Word, ...]:
    return tuple(Word(token.surface, token.readings) for token in ANALYZER.tokens(query))


def any_of(query: str) -> Node:
    return AnyOf(words(query))


def phrase(query: str, slop: int = 0) -> Node:
    return Phrase(query, words(query), slop)


def found(node: Node, text: str) -> tuple[tuple[Token, ...], tuple[Match, ...]]:
    tokens = ANALYZER.tokens(text)
    return tokens, compile_matcher(node).matches(tokens, TextField.BODY)


def cut(node: Node, text: str, most: int = 1, length: int = 240) -> tuple[Snippet, ...]:
    return snippets(text, *found(node, text), most=most, length=length)


def texts(node: Node, text: str, most: int = 1, length: int = 240) -> list[str]:
    return [snippet.text for snippet in cut(node, text, most, length)]


def marked(node: Node, text: str) -> list[str]:
    return [text[start:end] for start, end in highlights(text, *found(node, text))]


# Highlights


def test_a_highlight_is_a_whole_word_of_the_original() -> None:
    assert marked(any_of("مدرسة"), "ذهب إلى المدرسة ماشيا") == ["المدرسة"]


def test_a_highlight_keeps_the_vowel_marks_of_its_word() -> None:
    assert marked(any_of("كتاب"), "هَٰذَا كِتَابٌ جَمِيلٌ") == ["كِتَابٌ"]


def test_a_highlight_keeps_the_tatweel_of_its_word() -> None:
    assert marked(any_of("كتاب"), "هذا كتـــاب جميل") == ["كتـــاب"]


def test_a_highlight_covers_presentation_forms() -> None:
    assert marked(any_of("كتاب"), "هذا ﻛﺘﺎﺏ جميل") == ["ﻛﺘﺎﺏ"]


def test_a_highlight_keeps_clear_of_punctuation() -> None:
    assert marked(any_of("كتاب"), "قال: «كتاب»، ثم") == ["كتاب"]


def test_a_phrase_is_one_highlight() -> None:
    assert marked(phrase("وزير الدفاع"), "قال وزير الدفاع أمس") == ["وزير الدفاع"]


def test_two_words_side_by_side_are_two_highlights() -> None:
    assert marked(any_of("وزير الدفاع"), "قال وزير الدفاع أمس") == ["وزير", "الدفاع"]


def test_a_phrase_swallows_the_words_inside_it() -> None:
    both = AnyOf((*words("وزير الدفاع"), phrase("وزير الدفاع")))
    assert marked(both, "قال وزير الدفاع أمس") == ["وزير الدفاع"]


def test_a_loose_phrase_highlights_only_its_own_words() -> None:
    assert marked(phrase("زعيم روسيا", slop=2), "زعيم كوريا في روسيا") == ["زعيم", "روسيا"]


def test_words_that_touch_are_one_highlight() -> None:
    assert marked(any_of("كوفيد 19"), "جائحة كوفيد19 الأولى") == ["كوفيد19"]


def test_the_words_of_one_ligature_are_one_highlight() -> None:
    assert marked(any_of("صلى الله"), "محمد ﷺ") == ["ﷺ"]


def test_a_highlight_takes_in_a_mark_that_the_word_left_out() -> None:
    token = Token("كتا", 0, 3, 0, ANALYZER.tokens("كتا")[0].readings)
    assert highlights("كتاَب", [token], [Match(0, 0, 0, Level.FORM, 1.0)]) == ((0, 4),)


# What a fragment is


def test_a_short_text_is_one_fragment() -> None:
    assert texts(any_of("كتاب"), "هذا كتاب. وذاك قلم.") == ["هذا كتاب. وذاك قلم."]


def test_a_fragment_says_where_it_begins() -> None:
    text = f"{FILLING}.\nهذا كتاب نادر.\n{FILLING}"
    [snippet] = cut(any_of("نادر"), text, length=60)
    assert text[snippet.start :].startswith(snippet.text)


def test_a_fragment_says_where_its_highlights_are() -> None:
    [snippet] = cut(any_of("كتاب"), f"{FILLING}.\nهَٰذَا كِتَابٌ نَادِرٌ.\n{FILLING}", length=60)
    assert [snippet.text[start:end] for start, end in snippet.highlights] == ["كِتَابٌ"]


def test_a_sentence_that_fits_is_taken_whole() -> None:
    text = f"{FILLING}. وصل وزير الدفاع إلى العاصمة مساء أمس. {FILLING}."
    assert texts(any_of("العاصمة"), text, length=50) == ["وصل وزير الدفاع إلى العاصمة مساء أمس."]


def test_neighbouring_sentences_join_while_they_fit() -> None:
    text = f"{FILLING}. غابت الشمس. هذا كتاب نادر. نام الناس. {FILLING}."
    assert texts(any_of("نادر"), text, length=45) == ["غابت الشمس. هذا كتاب نادر. نام الناس."]


def test_a_fragment_keeps_the_lines_of_the_original() -> None:
    assert texts(any_of("كتاب"), "العنوان\n\nهذا كتاب") == ["العنوان\n\nهذا كتاب"]


@pytest.mark.parametrize(
    "line", ["العنوان", "29 نوفمبر 2024", "المصدر: وكالة", "هذا قلم.", "+ الخط -"]
)
def test_lines_of_their_own_do_not_lead_to_a_fragment(line: str) -> None:
    [text] = texts(any_of("كتاب"), f"{line}\nهذا كتاب.\n{FILLING}")
    assert text.startswith("هذا كتاب.")


def test_a_line_of_wrapped_text_leads_to_the_next() -> None:
    line = "وهذا سطر طويل من نص قطعت سطوره حيث امتلأت الصفحة لا حيث انتهت الجملة"
    assert texts(any_of("كتاب"), f"{line}\nوفيه كتاب.") == [f"{line}\nوفيه كتاب."]


def test_a_sentence_before_in_the_same_paragraph_leads_to_a_fragment() -> None:
    assert texts(any_of("كتاب"), "هذا قلم. وهذا كتاب.") == ["هذا قلم. وهذا كتاب."]


def test_words_lead_to_a_match_inside_a_long_sentence() -> None:
    long = "كلمة " * 60 + "كتاب " + "كلمة " * 40 + ". وكتاب."
    assert all(not fragment.startswith("كتاب") for fragment in texts(any_of("كتاب"), long))


def test_a_long_sentence_is_entered_behind_a_comma_if_one_is_near() -> None:
    long = "كلمة " * 60 + "أخيرة، وفي هذه الأرض كتاب " + "كلمة " * 40
    assert texts(any_of("كتاب"), long, length=60)[0].startswith("وفي هذه الأرض")


def test_a_list_of_keywords_gives_way_to_a_sentence() -> None:
    keywords = "كتاب قلم كتاب ورق قلم كتاب " * 10
    assert texts(any_of("كتاب"), f"هذا كتاب أبي.\n{keywords}", most=1)[0].startswith("هذا كتاب")


def test_a_list_of_keywords_is_shown_if_there_is_nothing_else() -> None:
    assert "كتاب" in texts(any_of("كتاب"), "كتاب قلم كتاب ورق قلم كتاب " * 10, most=1)[0]


def test_a_long_sentence_is_cut_at_its_semicolon() -> None:
    text = f"{FILLING}؛ وصل الوزير إلى العاصمة؛ {FILLING}"
    assert texts(any_of("العاصمة"), text, length=30) == ["وصل الوزير إلى العاصمة؛"]


def test_a_long_sentence_is_cut_around_the_match() -> None:
    text = "ا ب ت ث ج ح خ د ذ ر ز س ش كتاب ص ض ط ظ ع غ ف ق ك ل م ن"
    assert texts(any_of("كتاب"), text, length=12) == ["س ش كتاب ص ض"]


def test_a_cut_never_parts_a_word() -> None:
    [text] = texts(any_of("كتاب"), f"{FILLING} كتاب {FILLING}", length=41)
    assert set(text.split()) <= {*FILLING.split(), "كتاب"}


def test_words_without_spaces_are_parted_at_their_punctuation() -> None:
    assert texts(any_of("كتاب"), "قلم،" * 50 + "كتاب،" + "قلم،" * 50, length=16)[0].split("،") == [
        "قلم",
        "قلم",
        "كتاب",
        "قلم",
    ]


def test_a_word_longer_than_a_fragment_is_cut_between_letters() -> None:
    assert texts(any_of("بَ" * 30), "بَ" * 30, length=7) == ["بَبَبَ"]


def test_a_cluster_longer_than_a_fragment_stays_whole() -> None:
    assert texts(any_of("كتاب"), FAMILY * 3, length=2) == [FAMILY]


def test_the_highlight_of_a_cut_word_ends_with_the_fragment() -> None:
    [snippet] = cut(any_of("ب" * 30), "ب" * 30, length=7)
    assert snippet.highlights == ((0, 7),)


def test_a_very_short_sentence_is_filled_up_with_words_of_the_next() -> None:
    [text] = texts(any_of("العنوان"), f"العنوان\n{FILLING}", length=60)
    assert 50 <= len(text) <= 60


def test_a_very_short_last_sentence_is_filled_up_with_words_of_the_one_before() -> None:
    [text] = texts(any_of("النهاية"), f"{FILLING}.\nالنهاية", length=60)
    assert 50 <= len(text) <= 60


def test_a_phrase_over_the_end_of_a_sentence_is_shown_whole() -> None:
    text = f"{FILLING} وصل الوزير. الدفاع مهم {FILLING}"
    [snippet] = cut(phrase("الوزير الدفاع"), text, length=60)
    assert [snippet.text[start:end] for start, end in snippet.highlights] == ["الوزير. الدفاع"]


def test_a_phrase_longer_than_a_fragment_is_cut_between_its_words() -> None:
    text = "وزير الدفاع الروسي يزور كوريا"
    assert texts(phrase(text), text, length=12) == ["وزير الدفاع"]


# Which fragment is best


def test_more_different_words_are_better_than_one_word_often() -> None:
    text = f"كتاب كتاب كتاب.\n{FILLING}.\nكتاب وقلم."
    assert texts(any_of("كتاب قلم"), text, length=30)[0].endswith("كتاب وقلم.")


def test_a_form_is_better_than_a_stem() -> None:
    text = f"هذه المدرسة.\n{FILLING}.\nهذه مدرسة."
    assert texts(any_of("مدرسة"), text, length=20)[0].endswith("هذه مدرسة.")


def test_words_close_together_are_better_than_words_apart() -> None:
    apart, close = "كتاب على الرف هنا وقلم.", "على الرف كتاب وقلم هنا."
    text = f"{apart}\n{FILLING}.\n{close}"
    assert texts(any_of("كتاب وقلم"), text, length=30)[0].endswith(close)


def test_the_earlier_of_equal_fragments_wins() -> None:
    text = f"هنا كتاب.\n{FILLING}.\nهنا كتاب."
    assert cut(any_of("كتاب"), text, length=20)[0].start == 0


def test_the_second_fragment_shows_what_the_first_does_not() -> None:
    text = f"كتاب وقلم.\n{FILLING}.\nكتاب وقلم.\n{FILLING}.\nهذه مسطرة."
    assert texts(any_of("كتاب وقلم مسطرة"), text, most=2, length=22)[1].endswith("هذه مسطرة.")


def test_the_best_fragment_comes_first() -> None:
    text = f"هنا كتاب.\n{FILLING}.\nهنا كتاب وقلم."
    first, second = cut(any_of("كتاب وقلم"), text, most=2, length=22)
    assert second.start < first.start


def test_no_more_fragments_than_wanted() -> None:
    assert len(cut(any_of("كتاب"), f"كتاب. {FILLING}. " * 5, most=3)) == 3


def test_no_more_fragments_than_there_is_to_show() -> None:
    assert len(cut(any_of("كتاب"), f"كتاب. {FILLING}. " * 2, most=5)) == 2


def test_none_wanted_none_given() -> None:
    assert cut(any_of("كتاب"), "هذا كتاب", most=0) == ()


# Without matches


def test_without_matches_the_text_begins() -> None:
    text = f"وصل الوزير أمس. ثم غادر. {FILLING}."
    assert texts(any_of("كتاب"), text, length=26) == ["وصل الوزير أمس. ثم غادر."]


def test_without_matches_a_long_first_sentence_is_cut_behind_a_word() -> None:
    assert texts(any_of("كتاب"), "وصل وزير الدفاع إلى العاصمة", length=18) == ["وصل وزير الدفاع"]


def test_without_matches_no_word_is_parted_behind_punctuation() -> None:
    assert texts(any_of("كتاب"), "://العاصمة", length=9) == ["://"]


def test_without_matches_nothing_is_highlighted() -> None:
    assert cut(any_of("كتاب"), "وصل الوزير")[0].highlights == ()


def test_a_blank_text_has_no_fragments() -> None:
    assert cut(any_of("كتاب"), " \r\n\t ") == ()


def test_a_fragment_without_characters_makes_no_sense() -> None:
    with pytest.raises(ValueError, match="at least one character"):
        cut(any_of("كتاب"), "كتاب", length=0)


# Marking


def test_segments_alternate() -> None:
    assert list(segments("هذا كتاب", [(4, 8)])) == [("هذا ", 0), ("كتاب", 1)]


# Any text at all

TRICKY = (
    "كِتَابٌ", "قلم", " ", ". ", "؟ ", "؛", "\n", "\r\n", FAMILY, "🇪🇬", "\ud83d", "3.5", "\0",
    "\N{ARABIC TATWEEL}", "\N{ZERO WIDTH NON-JOINER}", "\N{RIGHT-TO-LEFT OVERRIDE}", "ﷺ", "<b>",
    "\N{ARABIC NUMBER SIGN}", "\N{ARABIC FATHA}", "&", "'", '"',
    "\N{DEVANAGARI LETTER KA}\N{DEVANAGARI SIGN VIRAMA}",
)  # fmt: skip
PIECE = st.one_of(st.text(max_size=5), st.sampled_from(TRICKY))
ANY_TEXT = st.lists(PIECE, max_size=40).map("".join)
Case = tuple[str, tuple[Token, ...], list[Match], int]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A text, its tokens, matches anywhere in them, and the length of a fragment."""
    text = draw(ANY_TEXT)
    tokens = ANALYZER.tokens(text)
    matches = []
    for first in range(len(tokens)):
        if draw(st.booleans()):
            last = min(len(tokens) - 1, first + draw(st.integers(0, 3)))
            level = draw(st.sampled_from([*Level, None]))
            matches.append(Match(first, last, draw(st.integers(0, 3)), level, 1.0))
    return text, tokens, matches, draw(st.integers(1, 50))


def boundaries(text: str) -> set[int]:
    return {0, *(cluster.end() for cluster in regex.finditer(r"\X", text))}


def all_cut(case: Case) -> tuple[Snippet, ...]:
    text, tokens, matches, length = case
    return snippets(text, tokens, matches, most=4, length=length)


@given(cases())
def test_every_fragment_is_cut_from_the_original(case: Case) -> None:
    assert all(case[0][one.start :].startswith(one.text) and one.text for one in all_cut(case))


@given(cases())
def test_no_fragment_breaks_a_cluster(case: Case) -> None:
    ends = {end for one in all_cut(case) for end in (one.start, one.start + len(one.text))}
    assert ends <= boundaries(case[0])


@given(cases())
def test_no_highlight_breaks_a_cluster(case: Case) -> None:
    for one in all_cut(case):
        ends = {one.start + end for span in one.highlights for end in span}
        assert ends <= boundaries(case[0])


@given(cases())
def test_no_fragment_is_too_long_but_a_single_cluster(case: Case) -> None:
    for one in all_cut(case):
        assert len(one.text) <= case[3] or len(regex.findall(r"\X", one.text)) == 1


@given(cases())
def test_fragments_never_overlap(case: Case) -> None:
    spans = sorted((one.start, one.start + len(one.text)) for one in all_cut(case))
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))


@given(cases())
def test_highlights_ascend_inside_their_fragment(case: Case) -> None:
    for one in all_cut(case):
        flat = [end for span in one.highlights for end in span]
        assert flat == sorted(set(flat))
        assert not flat or (flat[0] >= 0 and flat[-1] <= len(one.text))


@given(cases())
def test_whatever_matched_is_highlighted_in_some_fragment(case: Case) -> None:
    assert not case[2] or all(one.highlights for one in all_cut(case))


@given(cases())
def test_a_text_that_says_anything_has_a_fragment(case: Case) -> None:
    assert bool(all_cut(case)) == bool(regex.search(r"\S", case[0]))


@given(cases())
def test_no_word_is_cut_unless_it_is_too_long(case: Case) -> None:
    text, tokens, _, length = case
    ends = {end for one in all_cut(case) for end in (one.start, one.start + len(one.text))}
    parted = [one for one in tokens if any(one.start < end < one.end for end in ends)]
    clusters = [regex.finditer(r"\X", text)] if parted else []
    longest = max((len(one[0]) for found in clusters for one in found), default=0)
    assert all(len(one.surface) + 2 * longest > length for one in parted)


@given(cases())
def test_segments_joined_are_the_text(case: Case) -> None:
    text, tokens, matches, _ = case
    assert "".join(piece for piece, _ in segments(text, highlights(text, tokens, matches))) == text


# Large and strange texts


LARGE: dict[str, Callable[[], str]] = {
    "a megabyte without spaces": lambda: "بَ" * 500_000,
    "a megabyte of marks": lambda: "َ" * 500_000 + "كتاب" + "َ" * 500_000,
    "a megabyte of stops": lambda: "." * 1_000_000 + "كتاب",
    "families without end": lambda: FAMILY * 50_000 + "كتاب" + FAMILY * 50_000,
    "flags without end": lambda: "🇪🇬" * 50_000 + " كتاب " + "🇪🇬" * 50_000,
    "a hundred thousand words": lambda: "قلم جميل " * 50_000 + "كتاب",
    "a hundred thousand matches": lambda: "كتاب. " * 100_000,
    "empty lines": lambda: "\r\n" * 300_000 + "كتاب" + "\r\n" * 300_000,
}


@pytest.mark.slow
@pytest.mark.parametrize("make", LARGE.values(), ids=LARGE.keys())
def test_a_large_text_is_cut(make: Callable[[], str]) -> None:
    text = make()
    asked = found(any_of("كتاب"), text)
    assert snippets(text, *asked, most=2)


@pytest.mark.shared
def test_snippets_of_the_five_articles_cut_the_original(shared_dir: Path) -> None:
    for path in (shared_dir / "seeds").glob("*.txt"):
        text = path.read_text("utf-8")
        for one in cut(any_of("كوريا الشمالية روسيا"), text, most=3):
            assert text[one.start : one.start + len(one.text)] == one.text
            assert one.highlights
