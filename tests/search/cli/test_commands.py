"""fihris search, analyze and stats, as a person and as a program meets them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from index.pipeline.build import rebuild
from index.store.generations import IndexDirectory
from search.cli import commands as command_line
from search.cli.commands import commands
from search.model.request import SearchRequest
from search.model.serialization import plain
from search.service import SearchService

TEXTS = {
    "rain.txt": "أمطار غزيرة\n\nهطلت أمطارٌ غزيرةٌ على المدينة القديمة منذ الصباح الباكر.\n",
    "port.txt": "ميناء جديد\n\nافتتح الوزير ميناء جديدا على الساحل الشرقي للمدينة.\n",
}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("texts")
    for name, text in TEXTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    path = tmp_path_factory.mktemp("ix")
    rebuild([folder], IndexDirectory(path))
    return path


def run(*arguments: str, language: str = "en") -> Result:
    program = click.Group("fihris", commands=list(commands))
    return CliRunner().invoke(program, arguments, env={"FIHRIS_LANG": language})


def test_hits_are_numbered_with_title_id_and_snippet(index: Path) -> None:
    result = run("search", "أمطار", "--index", str(index))
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[:2] == ["1. أمطار غزيرة", "   rain.txt"]
    assert "أمطارٌ غزيرةٌ" in lines[2]
    assert lines[-1].startswith("1 found · 1–1 shown · ")


def test_nothing_found_is_said(index: Path) -> None:
    found = run("search", "زرافة", "--index", str(index), language="ar")
    assert (found.exit_code, found.stdout.splitlines()[-1]) == (0, "لم توجد أي وثيقة.")


def test_what_was_searched_instead_is_said_first(index: Path) -> None:
    output = run("search", "hgl]dkm", "--index", str(index), language="ar").stdout
    assert output.startswith("ملاحظة: بحثنا عن «المدينة» بدل «hgl]dkm»")
    assert "النتائج: 2" in output


def test_as_written_nothing_else_is_searched(index: Path) -> None:
    output = run("search", "hgl]dkm", "--as-written", "--index", str(index)).stdout
    assert output.splitlines() == ["No document was found."]


def test_json_is_the_very_response_of_the_service(index: Path) -> None:
    printed = json.loads(
        run("search", "المدينة", "--size", "1", "--json", "--index", str(index)).stdout
    )
    response = SearchService.over(index).search(SearchRequest("المدينة", size=1))
    assert printed | {"took_ms": 0} == plain(response) | {"took_ms": 0}
    assert printed["total"] == {"value": 2, "relation": "eq"}


def test_pages_go_on_numbering(index: Path) -> None:
    output = run("search", "المدينة", "--size", "1", "--page", "2", "--index", str(index)).stdout
    assert output.startswith("2. ")
    assert "2 found · 2–2 shown" in output


def snippets(output: str) -> int:
    (hit,) = json.loads(output)["hits"]
    return len(hit["snippets"])


def test_hits_have_as_many_snippets_as_asked_for(index: Path) -> None:
    asked = ("search", "أمطار", "--json", "--index", str(index))
    assert snippets(run(*asked, "--fragments", "0").stdout) == 0


@pytest.mark.parametrize(("name", "most"), [("FIHRIS_SNIPPETS", 0), ("FIHRIS_MAX_SNIPPETS", 1)])
def test_hits_have_as_many_snippets_as_the_environment_says(
    index: Path, name: str, most: int
) -> None:
    command = "from search.cli.commands import search_command; search_command()"
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join(sys.path),
        "FIHRIS_LANG": "en",
        name: str(most),
    }
    printed = subprocess.run(
        [sys.executable, "-c", command, "أمطار", "--json", "--index", str(index)],
        capture_output=True,
        text=True,
        env=environment,
        check=True,
    ).stdout
    assert snippets(printed) == most


def test_facets_are_counted_where_asked_for(index: Path) -> None:
    lines = run(
        "search", "المدينة", "--facet", "year", "--facet", "source", "--index", str(index)
    ).stdout.splitlines()
    assert lines[-3:-1] == ["Years: –", "Sources: –"]


def test_filters_keep_to_what_they_name(index: Path) -> None:
    asked = ("search", "المدينة", "--filter", "format:text", "--index", str(index))
    assert "2 found" in run(*asked).stdout
    assert run(*asked, "--filter", "author:طه").stdout.splitlines() == ["No document was found."]


def test_hits_are_sorted_by_a_column(index: Path) -> None:
    asked = ("search", "المدينة", "--sort", "-collection", "--json", "--index", str(index))
    printed = json.loads(run(*asked).stdout)
    assert printed["sort"] == "-collection"
    assert [hit["id"] for hit in printed["hits"]] == sorted(TEXTS)


def test_json_has_columns_and_counts(index: Path) -> None:
    asked = ("search", "المدينة", "--facet", "format", "--json", "--index", str(index))
    printed = json.loads(run(*asked).stdout)
    assert printed["facets"] == {"format": [{"value": "text", "documents": 2}]}
    assert printed["hits"][0]["columns"]["format"] == ["text"]


def test_facets_are_called_by_their_names_in_arabic(index: Path) -> None:
    asked = ("search", "المدينة", "--facet", "format", "--index", str(index))
    assert run(*asked, language="ar").stdout.splitlines()[-2] == "الصيغ: text (2)"


def test_a_cursor_goes_on_behind_a_page(index: Path) -> None:
    asked = ("search", "المدينة", "--size", "1", "--json", "--index", str(index))
    first = json.loads(run(*asked).stdout)
    second = json.loads(run(*asked, "--after", first["next"]).stdout)
    assert {hit["id"] for page in (first, second) for hit in page["hits"]} == set(TEXTS)
    assert second["next"] is None


def test_a_page_behind_the_last_says_so(index: Path) -> None:
    output = run("search", "المدينة", "--page", "9", "--index", str(index)).stdout
    assert "2 found · none on this page" in output


@pytest.mark.parametrize(
    ("arguments", "exit_code", "message"),
    [
        (["--page", "0"], 2, "page: must be from 1"),
        (["--size", "10000"], 2, "size: must be from 1 to 100"),
        (["--sort", "best"], 2, "sort: must be one of relevance, newest, oldest, source"),
        (["--sort", "writer"], 2, "sort: must be one of relevance, newest, oldest, source"),
        (["--facet", "writer"], 2, "facets: must be one of source, date, year, author"),
        (["--filter", "writer:x"], 2, "filter: must be one of source, date, year, author"),
        (["--filter", "author"], 2, "filter: 'author' is not COLUMN:VALUE"),
        (["--filter", "year:x"], 2, "filter: year: 'x' is no number"),
        (["--index", "nowhere"], 1, "There is no index in 'nowhere'"),
    ],
)
def test_what_can_not_be_answered_is_one_plain_line(
    index: Path, arguments: list[str], exit_code: int, message: str
) -> None:
    result = run("search", "كلمة", "--index", str(index), *arguments)
    assert result.exit_code == exit_code
    assert result.stderr.startswith("fihris: ")
    assert message in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_a_query_that_is_too_long_is_refused(index: Path) -> None:
    result = run("search", "ب" * 100_000, "--index", str(index), "--json")
    assert json.loads(result.stdout)["error"]["code"] == "query-too-long"
    assert result.exit_code == 2


def test_what_was_done_to_the_query_is_said(index: Path) -> None:
    output = run("search", "nofield:كلمة", "--index", str(index)).stdout
    assert output.startswith("Note: ")


def test_on_a_terminal_highlights_are_coloured_and_directions_isolated(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.delenv("NO_COLOR", raising=False)
    shown = command_line._marked("من أمطار\x1b اليوم", [(3, 8)])
    assert shown == "\u2068من \x1b[33m\x1b[1mأمطار\x1b[0m اليوم\u2069"
    monkeypatch.setenv("NO_COLOR", "1")
    assert command_line._marked("من أمطار", [(3, 8)]) == "\u2068من أمطار\u2069"


def test_analysis_needs_no_index() -> None:
    lines = run("analyze", "المُحادثات").stdout.splitlines()
    assert lines[0] == "word\tform\tstem\troot\toffsets"
    assert lines[1].split("\t")[:2] == ["المُحادثات", "المحادثات"]
    assert lines[1].endswith("0-10")


def test_analysis_as_json_has_every_token() -> None:
    view = json.loads(run("analyze", "وزير الدفاع", "--json").stdout)
    assert [(token["surface"], token["start"]) for token in view["tokens"]] == [
        ("وزير", 0),
        ("الدفاع", 5),
    ]


def test_statistics_are_those_of_the_service(index: Path) -> None:
    printed = json.loads(run("stats", "--json", "--index", str(index)).stdout)
    assert printed == plain(SearchService.over(index).statistics())


def test_statistics_are_readable(index: Path) -> None:
    assert "documents: 2" in run("stats", "--index", str(index)).stdout
    assert "الوثائق: 2" in run("stats", "--index", str(index), language="ar").stdout


# Why a hit is one.


def test_a_word_that_was_found_otherwise_is_explained(index: Path) -> None:
    output = run("search", "مطر", "--index", str(index), language="ar").stdout
    assert "   ≈ مطر: أمطار (بالجذع، الجذع نفسه)" in output.splitlines()


def test_the_letters_of_a_rule_stand_beside_it(index: Path) -> None:
    output = run("search", "مدينة", "--size", "1", "--index", str(index)).stdout
    assert "   ≈ مدينة: المدينة (exact, the article ال)" in output.splitlines()


def test_a_word_that_was_found_as_written_needs_no_words(index: Path) -> None:
    assert "≈" not in run("search", "غزيرة", "--index", str(index)).stdout


def test_levels_are_counted_where_asked_for(index: Path) -> None:
    lines = run("search", "المدينة", "--levels", "--index", str(index)).stdout.splitlines()
    assert "Level: 1 exact · 1 by stem · 0 by root" in lines


def test_a_level_keeps_to_its_documents(index: Path) -> None:
    output = run("search", "المدينة", "--level", "stem", "--index", str(index)).stdout
    assert output.startswith("1. ميناء جديد")
    assert "1 found" in output


def test_a_score_is_explained_as_a_tree(index: Path) -> None:
    output = run("search", "أمطار غزيرة", "--explain", "--index", str(index)).stdout
    tree = [line[3:] for line in output.splitlines() if re.match(r"^ +[0-9.]+ = ", line)]
    assert [line.split(" = ")[1].split(":")[0].strip() for line in tree[:5]] == [
        "look",
        "prefer",
        "all",
        "word أمطار",
        "title.form",
    ]
    assert [line.split(" = ")[1] for line in tree[-4:]] == ["window", "lead", "pair", "title"]
    added = [
        float(line.split(" = ")[0])
        for line in tree
        if ": weight " in line or line.endswith((" = window", " = lead", " = pair", " = title"))
    ]
    assert sum(added) == pytest.approx(float(tree[0].split(" = ")[0]), abs=1e-3)


def test_the_tree_of_a_score_is_in_the_json(index: Path) -> None:
    asked = ("search", "أمطار", "--json", "--index", str(index))
    (hit,) = json.loads(run(*asked, "--explain").stdout)["hits"]
    parts = hit["explanation"]["parts"]
    assert [part["kind"] for part in parts] == ["prefer", "window", "lead", "pair"]
    assert sum(part["score"] for part in parts) == pytest.approx(hit["score"], abs=1e-4)
    (plain_hit,) = json.loads(run(*asked).stdout)["hits"]
    assert plain_hit["explanation"] is None


def test_the_user_s_synonyms_are_searched_for(index: Path, tmp_path: Path) -> None:
    file = tmp_path / "synonyms.txt"
    file.write_text("قققق => كتاب", "utf-8")
    shown = run("search", "قققق", "--synonyms", str(file), "--json", "--index", str(index))
    assert [notice["code"] for notice in json.loads(shown.stdout)["query"]["notices"]] == [
        "synonyms"
    ]


def test_a_bad_line_of_synonyms_is_one_plain_line(index: Path, tmp_path: Path) -> None:
    file = tmp_path / "synonyms.txt"
    file.write_text("وحدها", "utf-8")
    shown = run("search", "كتاب", "--synonyms", str(file), "--index", str(index))
    assert shown.exit_code == 2
    assert "Line 1" in shown.stderr


def test_suggestions_are_told_with_kind_and_documents(index: Path) -> None:
    lines = run("suggest", "المدي", "--index", str(index)).stdout.splitlines()
    assert lines == ["المدينة · word · 1"]
    arabic = run("suggest", "أمط", "--index", str(index), language="ar").stdout.splitlines()
    assert arabic == ["أمطار · كلمة · 1", "أمطار غزيرة · عنوان · 1"]


def test_that_nothing_begins_so_is_said(index: Path) -> None:
    found = run("suggest", "زراف", "--index", str(index), language="ar")
    assert (found.exit_code, found.stdout) == (0, "لا شيء في الفهرس يبدأ هكذا.\n")


def test_another_layout_is_said_before_its_suggestions(index: Path) -> None:
    output = run("suggest", "hgl]d", "--index", str(index)).stdout
    assert output.startswith("Note: Nothing begins with “hgl]d”, so “المدي” is completed")
    assert output.endswith("المدينة · word · 1\n")


def test_suggestions_as_json_are_those_of_the_service(index: Path) -> None:
    asked = ("suggest", "المدي", "--size", "3", "--json", "--index", str(index))
    printed = json.loads(run(*asked).stdout)
    wanted = plain(SearchService.over(index).suggest("المدي", 3))
    assert printed | {"took_ms": 0} == wanted | {"took_ms": 0}


def test_documents_like_another_are_numbered(index: Path, tmp_path: Path) -> None:
    for name in ("first", "second", "third"):
        text = f"ميناء جديد {name}\n\nافتتح الوزير ميناء جديدا على الساحل الشرقي.\n"
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    made = tmp_path / "ix"
    rebuild([tmp_path / "first.txt", tmp_path / "second.txt"], IndexDirectory(made))
    lines = run("similar", "first.txt", "--index", str(made)).stdout.splitlines()
    assert lines[0] == "1. ميناء جديد second"
    assert re.fullmatch(r"   second\.txt · \d+%", lines[1])


def test_a_document_that_none_is_like_says_so(index: Path) -> None:
    found = run("similar", "rain.txt", "--index", str(index), language="ar")
    assert (found.exit_code, found.stdout) == (0, "لم توجد أي وثيقة.\n")


def test_documents_like_an_unknown_one_are_one_plain_line(index: Path) -> None:
    found = run("similar", "none.txt", "--index", str(index))
    assert (found.exit_code, found.stderr) == (2, "fihris: No document has the id 'none.txt'.\n")
