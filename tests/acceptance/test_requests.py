"""Bad requests: on the command line, over the API and on the pages, in both languages."""

from __future__ import annotations

import json
import os
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

from tests.acceptance.conftest import (
    FIHRIS,
    answers,
    environment,
    fihris,
    refused,
    report,
    write,
)

if TYPE_CHECKING:
    from tests.conftest import Serve

LONG = "و " * 50_000
LRM = "\N{LEFT-TO-RIGHT MARK}"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server answered."""

    status: int
    kind: str
    body: str

    def json(self) -> Any:
        return json.loads(self.body)


@pytest.fixture(scope="module")
def url(serve: Serve, built: Path) -> Iterator[str]:
    with serve(built) as served:
        yield served.url


def get(address: str) -> Answer:
    """The answer to a GET."""
    try:
        with urllib.request.urlopen(address, timeout=30) as answer:
            return Answer(answer.status, answer.headers.get_content_type(), answer.read().decode())
    except urllib.error.HTTPError as error:
        with error:
            return Answer(error.code, error.headers.get_content_type(), error.read().decode())


REFUSED = [
    (["--page", "0"], "page", "must be from 1 to 10000, not 0", "القيمة 0 خارج المدى المسموح"),
    (["--page", "-1"], "page", "must be from 1 to 10000, not -1", "القيمة -1 خارج المدى المسموح"),
    (["--size", "0"], "size", "must be from 1 to 100, not 0", "القيمة 0 خارج المدى المسموح"),
    (["--size", "10000"], "size", "must be from 1 to 100, not 10000", "القيمة 10000 خارج المدى"),
]


@pytest.mark.parametrize(("option", "name", "english", "arabic"), REFUSED)
def test_numbers_out_of_their_range_on_the_command_line(
    built: Path, option: list[str], name: str, english: str, arabic: str
) -> None:
    said = fihris("search", "الوزير", *option, "--index", built)
    said_in_arabic = fihris("search", "الوزير", *option, "--index", built, language="ar")
    assert (said.code, said.complaint) == (2, f"fihris: --{name}: {english}")
    assert said_in_arabic.complaint.startswith(f"fihris: --{name}: {arabic}")


@pytest.mark.parametrize(("option", "name", "english", "arabic"), REFUSED)
def test_numbers_out_of_their_range_over_http(
    url: str, option: list[str], name: str, english: str, arabic: str
) -> None:
    asked = f"?q={quote('الوزير')}&{name}={option[1]}"
    answer = get(f"{url}/api/v1/search{asked}")
    assert (answer.status, answer.kind) == (400, "application/problem+json")
    problem = answer.json()
    assert (problem["code"], problem["detail"]) == ("parameter", f"{name}: {english}")
    assert problem["ar"]["detail"].startswith(f"{name}: {arabic}")
    page = get(f"{url}/{asked}")
    assert (page.status, page.kind, arabic in page.body) == (400, "text/html", True)


def test_the_environment_bounds_what_may_be_asked(built: Path) -> None:
    bounded = ("env", "FIHRIS_MAX_PAGE_SIZE=3")
    said = fihris("search", "الوزير", "--size", "4", "--index", built, before=bounded)
    assert (said.code, said.complaint) == (2, "fihris: --size: must be from 1 to 3, not 4")


def test_a_setting_that_is_none_is_an_error_that_names_it(built: Path) -> None:
    said = fihris("search", "الوزير", "--index", built, before=("env", "FIHRIS_PAGE_SIZE=many"))
    assert (said.code, said.complaint.partition(" must")[0]) == (2, "fihris: FIHRIS_PAGE_SIZE:")


def test_a_query_of_a_hundred_thousand_characters_on_the_command_line(built: Path) -> None:
    refused(
        "search",
        "x " * 50_000,  # the system takes arguments of at most 131,071 bytes
        "--index",
        built,
        code=2,
        english="The query has 100000 characters; at most 4000 are accepted.",
        arabic="عدد أحرف الاستعلام 100000، والحد الأقصى 4000.",
    )


def test_a_query_of_a_hundred_thousand_characters_over_http(url: str) -> None:
    answer = get(f"{url}/api/v1/search?q={quote(LONG)}")
    assert (answer.status, answer.kind) == (414, "application/problem+json")
    assert answer.json()["code"] == "query-too-long"
    assert answer.json()["ar"]["detail"] == "عدد أحرف الاستعلام 100000، والحد الأقصى 4000."
    page = get(f"{url}/?q={quote(LONG)}")
    assert (page.status, page.kind) == (414, "text/html")
    assert "عدد أحرف الاستعلام 100000" in page.body


NOTICED = [
    (
        "حقل:الوزير",
        "No such field, so searched as a word: “حقل”. The fields are ",
        "لا يوجد حقل بهذا الاسم، فجرى البحث عنه بوصفه كلمة: «حقل».",
    ),
    (
        "الوزير date:[2024-13 TO 2024-99]",
        "Neither a date nor a period that begins before it ends, so searched as words:"
        " “date:[2024-13 TO 2024-99]”. Dates look like ",
        "ليس تاريخًا ولا مدة تبدأ قبل أن تنتهي، فجرى البحث عن كلماته: «date:[2024-13 TO 2024-99]».",
    ),
    (
        "الوزير تاريخ:[2024-05 إلى 2023-01]",
        "Neither a date nor a period that begins before it ends, so searched as words:"
        " “تاريخ:[2024-05 إلى 2023-01]”. Dates look like ",
        "ليس تاريخًا ولا مدة تبدأ قبل أن تنتهي، فجرى البحث عن كلماته:"
        " «تاريخ:[2024-05 إلى 2023-01]».",
    ),
    ("", "There is no word in the query to search for.", "لا توجد في الاستعلام كلمة يُبحث عنها."),
    (
        "؟!،...",
        "There is no word in the query to search for.",
        "لا توجد في الاستعلام كلمة يُبحث عنها.",
    ),
]


@pytest.mark.parametrize(("query", "english", "arabic"), NOTICED)
def test_what_cannot_be_understood_is_said_on_the_command_line(
    built: Path, query: str, english: str, arabic: str
) -> None:
    said = fihris("search", query, "--index", built)
    said_in_arabic = fihris("search", query, "--index", built, language="ar")
    assert (said.code, said.err, said_in_arabic.code) == (0, "", 0)
    assert said.out.startswith(f"Note: {english}")
    assert said_in_arabic.out.startswith(f"ملاحظة: {arabic}")


@pytest.mark.parametrize(("query", "english", "arabic"), NOTICED)
def test_what_cannot_be_understood_is_said_over_http(
    url: str, query: str, english: str, arabic: str
) -> None:
    answer = get(f"{url}/api/v1/search?q={quote(query)}")
    assert answer.status == 200
    notice = answer.json()["query"]["notices"][0]
    assert notice["english"].startswith(english)
    assert notice["arabic"].startswith(arabic)
    page = get(f"{url}/?q={quote(query)}")
    assert page.status == 200
    assert arabic in page.body or not query  # without a query it is the home page


def test_nothing_is_shown_for_few_words_where_nothing_is_found(built: Path) -> None:
    said = fihris("search", "قنفذ سلحفاة", "--index", built)
    assert (said.code, said.out) == (0, "No document was found.\n")


def test_an_unknown_id(url: str, index: Path) -> None:
    answer = get(f"{url}/api/v1/documents/nowhere.txt")
    assert (answer.status, answer.kind) == (404, "application/problem+json")
    assert answer.json()["detail"] == "No document has the id 'nowhere.txt'."
    assert answer.json()["ar"]["detail"] == "لا توجد وثيقة معرّفها «nowhere.txt»."
    page = get(f"{url}/documents/nowhere.txt")
    assert (page.status, "لا توجد وثيقة معرّفها" in page.body) == (404, True)
    refused(
        "remove",
        "nowhere.txt",
        "--index",
        index,
        code=1,
        english="No document has any of these ids. The index is unchanged.",
        arabic="لا وثيقة بأي من هذه المعرّفات. الفهرس لم يتغير.",
    )


def test_an_unknown_parameter(url: str) -> None:
    answer = get(f"{url}/api/v1/search?q=x&sise=3")
    assert (answer.status, answer.json()["code"]) == (400, "parameter")
    assert answer.json()["detail"].startswith("sise: there is no such parameter; known are q, ")


@pytest.mark.parametrize(
    ("arguments", "english", "arabic"),
    [
        (
            ["rebuild", "x", "--jobs", "0"],
            "--jobs: must be from 1 to 512, not 0",
            "--jobs: القيمة 0 خارج المدى المسموح من 1 إلى 512",
        ),
        (
            ["sarch"],
            "There is no command 'sarch'. Did you mean search? See: fihris --help",
            f"لا يوجد أمر باسم «sarch». أتقصد {LRM}search؟ انظر: fihris --help",
        ),
        (
            ["search", "x", "--pge", "1"],
            "There is no option '--pge'. Did you mean --page? See: fihris search --help",
            f"لا يوجد خيار باسم «{LRM}--pge». أتقصد {LRM}--page؟ انظر: fihris search --help",
        ),
    ],
)
def test_a_command_that_is_not_understood(arguments: list[str], english: str, arabic: str) -> None:
    refused(*arguments, code=2, english=english, arabic=arabic)


def test_a_reader_that_goes_away_is_no_error(built: Path) -> None:
    ours, theirs = os.pipe()
    command = [str(FIHRIS), "analyze", "سلام " * 2000]
    with subprocess.Popen(command, stdout=theirs, stderr=subprocess.PIPE, env=environment()) as run:
        os.close(theirs)
        os.read(ours, 10)
        os.close(ours)
        _, err = run.communicate(timeout=60)
    assert err == b""


STRANGE = {
    "سطر\nثان.txt": "سطر\\nثان.txt",
    "-rf.txt": "-rf.txt",
    "\u202etxt.كتاب.txt": "RLO",
    "\x1b[31m.txt": "ESC",
    "'\"<b>&amp;.txt": "HTML",
    "%2e%2e%2f?q=#x.txt": "URL",
    "x" * 251 + ".txt": "255 bytes",
    "ش" * 125 + ".txt": "254 bytes",
}


def test_strange_names_are_found_shown_and_read(serve: Serve, tmp_path: Path) -> None:
    folder = write(tmp_path / "source", dict.fromkeys(STRANGE, "ملف غريب\n\nفيه كلمة غرابة."))
    raw = os.fsencode(folder) + b"/\xff\xfe.txt"
    Path(os.fsdecode(raw)).write_text("ملف آخر\n\nفيه كلمة غرابة.", "utf-8")
    assert report(folder, index=tmp_path / "index")["documents"] == len(STRANGE) + 1
    assert set(answers(tmp_path / "index", "غرابة")) == {*STRANGE, "\\xff\\xfe.txt"}
    said = fihris("search", "غرابة", "--size", "50", "--index", tmp_path / "index").out
    assert not {"\x1b", "\u202e"} & set(said)
    with serve(tmp_path / "index") as served:
        page = get(f"{served.url}/?q={quote('غرابة')}").body
        assert "<b>" not in page
        for name in (*STRANGE, "\\xff\\xfe.txt"):
            for address in (f"/documents/{quote(name)}", f"/api/v1/documents/{quote(name)}"):
                assert get(served.url + address).status == 200, address
    removed = fihris("remove", "--index", tmp_path / "index", "--", "-rf.txt")
    assert removed.code == 0
    assert "-rf.txt" not in answers(tmp_path / "index", "غرابة")
