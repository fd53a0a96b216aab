"""What the engines are given of a question."""

from __future__ import annotations

from pathlib import Path

from bench.performance.questions import Question, drawn_texts, questions, read, write
from bench.performance.terms import stems
from index.analysis import Analyzer

TEXTS = ["أين تقع مدينة القيروان القديمة؟", "متى كتب ابن خلدون المقدمة؟", "من هو؟"]


def asked() -> list[Question]:
    return questions(TEXTS, 10)


def test_a_question_without_two_words_in_a_row_is_left_out() -> None:
    assert sorted(each.text for each in asked()) == sorted(TEXTS[:2])


def test_fewer_questions_are_the_first_of_more() -> None:
    assert questions(TEXTS, 1) == asked()[:1]


def test_stop_words_are_not_asked_for() -> None:
    assert not any("اين" in each.terms or "متي" in each.terms for each in asked())


def test_the_phrase_stands_in_the_question() -> None:
    assert all(each.phrase_text in each.text and len(each.phrase) == 2 for each in asked())


def test_the_prefix_is_of_three_letters() -> None:
    assert {len(each.prefix) for each in asked()} == {3}


def test_questions_are_read_as_written(tmp_path: Path) -> None:
    write(tmp_path / "q.jsonl", asked())
    assert read(tmp_path / "q.jsonl") == asked()


def test_the_java_program_gets_five_columns(tmp_path: Path) -> None:
    write(tmp_path / "q.jsonl", asked())
    lines = (tmp_path / "q.tsv").read_text().splitlines()
    assert {line.count("\t") for line in lines} == {4}


def test_without_collections_questions_are_drawn_from_the_documents() -> None:
    text = " ".join(f"كلمة{number}" for number in range(50))
    assert all(drawn in text for drawn in drawn_texts([text], 5))


def test_the_terms_of_a_document_are_its_stems() -> None:
    assert stems("والكتب", Analyzer()) == Analyzer().tokens("والكتب")[0].stem
