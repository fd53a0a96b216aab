"""The whole chain: on chosen words, and on any text at all."""

from __future__ import annotations

import itertools
import os
import random
import shutil
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.analysis import Analyzer, Level, fingerprint
from index.analysis import analyzer as analyzer_module
from index.analysis.analyzer import MAX_TERM_LENGTH
from index.analysis.normalization.letters import INVISIBLE_LETTERS, LIGATURE_WORDS, NEIGHBOURS
from index.analysis.normalization.normalizer import fold, nfkc
from index.analysis.tokenizer import spans

ANALYZER = Analyzer()

LETTERS = "".join(map(chr, [*range(0x621, 0x63B), *range(0x641, 0x64B)]))
MARKS = "".join(map(chr, range(0x64B, 0x653)))
OTHERS = (
    "".join(NEIGHBOURS)
    + "".join(LIGATURE_WORDS)
    + "ٰۥۦۧٔٓٱـ"
    + "".join(map(chr, [*range(0x6D6, 0x6EE), *range(0xFE70, 0xFF00), *range(0xFC5E, 0xFC64)]))
    + "٠١٢٣۴۵12.,٫٬ \n،؟-_aZéÉßİ日😀\ud800\x00"
    + "\u200b\u200c\u200d\u200e\u200f\u2067\u2069\ufeff\u00ad"
)
ARABIC = st.text(st.sampled_from(LETTERS) | st.sampled_from(MARKS) | st.sampled_from(OTHERS))
ANY = st.text(st.characters())  # lone surrogates and control characters too
TEXTS = ARABIC | ANY | st.lists(ARABIC | ANY).map(" ".join)
WORDS = st.text(st.sampled_from(LETTERS), min_size=1, max_size=12)


def terms(text: str, level: Level) -> list[tuple[str, ...]]:
    return [token.terms(level) for token in ANALYZER.tokens(text)]


def stems(text: str) -> list[str]:
    return [token.stem for token in ANALYZER.tokens(text)]


def meets(text: str, asked: str, level: Level = Level.FORM) -> bool:
    found, wanted = terms(text, level), terms(asked, level)
    return len(found) == len(wanted) and all(
        map(set.intersection, map(set, found), map(set, wanted))
    )


def test_offsets_count_marks() -> None:
    assert [(t.surface, t.start, t.end) for t in ANALYZER.tokens("في ٱلْكِتَٰبِ")][1][1:] == (3, 13)


def test_positions_count_words() -> None:
    assert [t.position for t in ANALYZER.tokens("وزير، الدفاع")] == [0, 1]


def test_words_of_a_ligature_share_their_offsets() -> None:
    assert {(t.start, t.end) for t in ANALYZER.tokens("ﷺ")} == {(0, 1)}


def test_words_of_a_ligature_follow_each_other() -> None:
    assert meets("ﷺ", "صلى الله عليه وسلم")


def test_honorifics_of_unicode_14_are_their_words() -> None:
    assert meets("\ufd41", "رضي الله عنه")
    assert meets("\ufdff", "عز وجل")


def test_basmala_is_four_words() -> None:
    assert meets("﷽", "بسم الله الرحمن الرحيم")


def test_the_book() -> None:
    assert meets("ٱلْكِتَٰبُ", "الكتاب")


def test_the_merciful() -> None:
    assert meets("ٱلرَّحْمَٰنِ", "الرحمن")


def test_the_prayer() -> None:
    assert meets("ٱلصَّلَوٰةَ", "الصلاة")


def test_the_heavens() -> None:
    assert meets("ٱلسَّمَٰوَٰتِ", "السماوات")


def test_abraham() -> None:
    assert meets("إِبْرَٰهِۦمَ", "إبراهيم")


def test_david() -> None:
    assert meets("دَاوُۥدَ", "داود")


def test_they_believed() -> None:
    assert meets("ءَامَنُوا۟", "آمنوا")


def test_a_verse_is_found_by_its_modern_spelling() -> None:
    assert meets("إِنَّ ٱلَّذِينَ ءَامَنُوا۟ وَعَمِلُوا۟ ٱلصَّٰلِحَٰتِ", "إن الذين آمنوا وعملوا الصالحات")


def test_stems_of_both_spellings_meet() -> None:
    assert meets("ٱلصَّٰلِحَٰتِ", "صالح", Level.STEM)


def test_vocalised_and_bare_words_have_the_same_stem() -> None:
    assert stems("المُحادَثاتُ") == stems("المحادثات")


def test_persian_keyboard_has_the_same_stem() -> None:
    assert stems("کوریا") == stems("كوريا")


def test_heh_for_teh_marbuta_has_the_same_stem() -> None:
    assert stems("كوريا الشماليه") == stems("كوريا الشمالية")


def test_presentation_forms_have_the_same_stem() -> None:
    assert stems("ﺍﻟﻜﺘﺎﺏ") == stems("الكتاب")


def test_digits_of_three_systems_have_one_term() -> None:
    assert len(set(terms("2024 ٢٠٢٤ ۲۰۲۴", Level.ROOT))) == 1


def test_an_empty_text_has_no_tokens() -> None:
    assert ANALYZER.tokens("") == ()


def test_function_words_are_known_by_form() -> None:
    assert ANALYZER.is_stop_word(ANALYZER.tokens("إِلَى")[0].form)


def test_repeated_words_keep_their_own_offsets() -> None:
    assert [t.start for t in ANALYZER.tokens("كتاب كتاب\tكتاب")] == [0, 5, 10]


def test_chunks_and_whole_text_are_cut_alike() -> None:
    text = "(1,234) 12.5.2024 بـ11، «كتاب»\u00a0F16\u2028ـــ ﷺ."
    assert list(dict.fromkeys((t.start, t.end) for t in ANALYZER.tokens(text))) == list(spans(text))


def test_what_was_learned_can_be_known() -> None:
    first = Analyzer()
    tokens = first.tokens("كتابهم في المدرسة")
    second = Analyzer(dict(first.learned))
    assert (second.tokens("كتابهم في المدرسة"), second.learned) == (tokens, {})


def test_a_token_is_frozen() -> None:
    with pytest.raises(AttributeError):
        ANALYZER.tokens("كتاب")[0].start = 1  # type: ignore[misc]


def test_fingerprint_is_sixteen_hexadecimal_digits() -> None:
    assert len(bytes.fromhex(fingerprint())) == 8


def test_every_process_gives_the_same_terms(repository: Path) -> None:
    program = (
        "import sys; from index.analysis import Analyzer;"
        "print([t.readings for t in Analyzer().tokens(sys.argv[1])])"
    )
    text = "كتاب منبه الشركة وزير الحياة مكتبات فاستجابوا سيارتهم ٱلْحَيَوٰةِ"
    answers = {
        subprocess.run(
            [sys.executable, "-c", program, text],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"},
            cwd=repository,
            check=True,
            capture_output=True,
            encoding="utf-8",
        ).stdout
        for seed in ("0", "1", "2", "3")
    }
    assert len(answers) == 1


@given(TEXTS)
def test_tokens_cut_the_text(text: str) -> None:
    tokens = ANALYZER.tokens(text)
    assert all(token.surface == text[token.start : token.end] for token in tokens)
    assert [token.position for token in tokens] == list(range(len(tokens)))
    places = list(dict.fromkeys((token.start, token.end) for token in tokens))
    assert all(start < end for start, end in places)
    assert all(one[1] <= next_[0] for one, next_ in itertools.pairwise(places))


@given(TEXTS)
def test_terms_are_letters_and_digits(text: str) -> None:
    for token in ANALYZER.tokens(text):
        assert token.readings
        for term in (term for level in Level for term in token.terms(level)):
            assert term.removeprefix("-").replace(".", "").isalnum(), (token, term)


@given(TEXTS)
@example("آآأ ")
@example("سيئين")
@example("ءﺅ")
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(TEXTS)
def test_analysing_twice_gives_the_same(text: str) -> None:
    assert ANALYZER.tokens(text) == ANALYZER.tokens(text) == Analyzer().tokens(text)


@given(TEXTS)
def test_no_letter_or_digit_is_lost(text: str) -> None:
    inside = {place for start, end in spans(text) for place in range(start, end)}
    for place in set(range(len(text))) - inside:
        assert not is_written(text[place]), text[place]


@given(TEXTS)
def test_every_word_becomes_a_token(text: str) -> None:
    known = [(start, end) for start, end in spans(text) if any(map(is_known, text[start:end]))]
    assert set(known) <= {(token.start, token.end) for token in ANALYZER.tokens(text)}


@given(TEXTS, st.sampled_from(["NFC", "NFD"]))
def test_canonically_equal_words_have_one_form(text: str, normal: str) -> None:
    assert fold(unicodedata.normalize(normal, text)) == fold(text)  # type: ignore[arg-type]


# A sukun on a long vowel says that it is silent.
@given(WORDS, st.lists(st.text(st.sampled_from(MARKS[:-1] + "ـ"), max_size=3), min_size=12))
def test_harakat_and_tatweel_change_no_term(word: str, inserted: list[str]) -> None:
    written = "".join(map("".join, zip(word, inserted, strict=False)))
    assert [t.readings for t in ANALYZER.tokens(written)] == [
        t.readings for t in ANALYZER.tokens(word)
    ]


@pytest.mark.slow
def test_a_hundred_thousand_random_words() -> None:
    chance = random.Random(2)
    words = ["".join(chance.choices(LETTERS, k=chance.randint(1, 14))) for _ in range(50_000)]
    common = [
        "".join(chance.choices("التيوبفكلسنهأةىآءامر", k=chance.randint(1, 40))) for _ in words
    ]
    for token in Analyzer().tokens(" ".join(words + common)):
        assert all(reading.form and reading.stem and reading.root for reading in token.readings)


@pytest.mark.parametrize(
    "text",
    [
        LETTERS * 28_000,
        "ا" + "\N{ARABIC SMALL HIGH YEH}" * 500_000,
        "a" + "\N{COMBINING ACUTE ACCENT}\N{COMBINING CEDILLA}" * 250_000,
        "ا" + "ـٔ" * 250_000,
        "اٰ" * 250_000,
        "1," * 250_000,
        "ا" + "\N{ZERO WIDTH SPACE}" * 500_000,
    ],
    ids=["letters", "small yehs", "accents", "hamzas", "dagger alefs", "numbers", "zero width"],
)
def test_a_million_characters_without_spaces_are_read(text: str) -> None:
    assert ANALYZER.tokens(text)  # in quadratic time this would take hours


def is_written(sign: str) -> bool:
    """Whether a reader sees a letter or digit; not tatweel and marks that Unicode calls letters."""
    kind = unicodedata.category(sign)
    return kind == "Nd" or (kind.startswith("L") and fold(sign) != "")


def is_known(sign: str) -> bool:
    """The same for characters that this Python's Unicode knows."""
    return is_written(sign) and sign not in INVISIBLE_LETTERS and nfkc(sign).strip() != ""


def test_a_term_is_never_longer_than_an_engine_takes() -> None:
    (token,) = ANALYZER.tokens("ب" * 5_000)
    assert (len(token.surface), len(token.form)) == (5_000, MAX_TERM_LENGTH)


def test_every_module_that_decides_terms_is_part_of_the_fingerprint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = Path(analyzer_module.__file__).parents[1]
    for room in analyzer_module.TERM_FOLDERS:
        shutil.copytree(source / room, tmp_path / room)
    monkeypatch.setattr(analyzer_module, "__file__", str(tmp_path / "analysis" / "analyzer.py"))
    compute = fingerprint.__wrapped__
    assert compute() == fingerprint()
    for module in sorted(tmp_path.rglob("*.py")):
        before = module.read_bytes()
        module.write_bytes(before + b"\n")
        assert compute() != fingerprint(), module
        module.write_bytes(before)


def test_a_preposition_is_no_relative_of_the_nouns_of_its_letters() -> None:
    (preposition, meeting) = ANALYZER.tokens("قبل مقابلة")
    assert not {*preposition.terms(Level.ROOT)} & {*meeting.terms(Level.ROOT)}


def test_a_word_without_root_has_none_to_show() -> None:
    assert [each.readings[0].known_root for each in ANALYZER.tokens("قبل مقابلة")] == ["", "قبل"]
