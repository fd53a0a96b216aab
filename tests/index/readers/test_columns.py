"""What readers take for columns, format by format."""

from __future__ import annotations

import datetime as dt
import io
import json
from collections.abc import Callable, Mapping
from pathlib import Path

import docx
import pytest
from pypdf import PdfReader, PdfWriter

from index.model.columns import ColumnType
from index.model.document import Document
from index.readers import Outcome, ReaderOptions
from tests.index.readers.test_formats import BODY, STORY, book, page, pdf_bytes

Reading = Callable[..., list[Outcome]]
One = Callable[..., Document]

MINE = ReaderOptions(
    declared={
        "pages": ColumnType.NUMBER,
        "printed": ColumnType.DATE,
        "Publisher": ColumnType.KEYWORD,
        "الناقل": ColumnType.KEYWORD,
    }
)


def line(**values: object) -> str:
    return json.dumps({"text": STORY, **values}, ensure_ascii=False) + "\n"


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.txt", STORY, "text"),
        ("a.md", STORY, "markdown"),
        ("a.htm", page(), "html"),
        ("a.csv", f"text\n{STORY}\n", "csv"),
        ("a.jsonl", line(), "jsonl"),
        ("a.epub", book({"a": f"<p>{STORY}</p>"}), "epub"),
    ],
)
def test_the_format_is_the_kind_of_file(
    one: One, name: str, content: bytes | str, kind: str
) -> None:
    assert one(name, content).columns["format"] == (kind,)


# Web pages


@pytest.mark.parametrize(
    "head",
    [
        "<meta name='author' content='مي زيادة'>",
        "<meta name='DC.creator' content='مي زيادة'>",
        "<meta property='article:author' content='مي زيادة'>",
        "<meta property='article:author' content='https://x.example/may'>"
        "<meta name='citation_author' content='مي زيادة'>",
        '<script type="application/ld+json">'
        '{"@type": "NewsArticle", "author": [{"@type": "Person", "name": "مي زيادة"}]}</script>',
    ],
)
def test_a_page_declares_its_author(one: One, head: str) -> None:
    assert one("p.html", page(head)).columns["author"] == ("مي زيادة",)


def test_a_page_may_have_several_authors(one: One) -> None:
    head = "".join(f"<meta name='author' content='{name}'>" for name in ("أ", "ب", "أ"))
    assert one("p.html", page(head)).columns["author"] == ("أ", "ب")


def test_the_languages_of_a_page_are_a_column(one: One) -> None:
    assert one("p.html", page(body=BODY).replace("'ar'", "'ar-EG'")).columns["language"] == ("ar",)


def test_a_page_states_columns_of_the_users(one: One) -> None:
    found = one("p.html", page("<meta name='DC.publisher' content='دار النشر'>"), MINE)
    assert found.columns["Publisher"] == ("دار النشر",)


# Books, PDF, Word


def test_a_book_states_its_creators_and_languages(one: One) -> None:
    metadata = (
        "<dc:creator>أ</dc:creator><dc:creator>ب</dc:creator>"
        "<dc:language>ar</dc:language><dc:language>fr</dc:language>"
    )
    columns = one("b.epub", book({"a": f"<p>{STORY}</p>"}, metadata)).columns
    assert (columns["author"], columns["language"]) == (("أ", "ب"), ("ar", "fr"))


def edited(seeds_dir: Path, metadata: Mapping[str, str]) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf_bytes(seeds_dir))))
    writer.add_metadata(dict(metadata))
    saved = io.BytesIO()
    writer.write(saved)
    return saved.getvalue()


def test_the_author_of_a_pdf_is_in_its_metadata(one: One, seeds_dir: Path) -> None:
    found = one("a.pdf", edited(seeds_dir, {"/Author": "مي زيادة؛ طه حسين", "/Pages": "12"}), MINE)
    assert found.columns["author"] == ("مي زيادة", "طه حسين")
    assert found.columns["pages"] == (12,)


def word(author: str) -> bytes:
    made = docx.Document()
    made.add_paragraph(STORY)
    made.core_properties.author = author
    saved = io.BytesIO()
    made.save(saved)
    return saved.getvalue()


def test_the_author_of_a_word_document_is_in_its_properties(one: One) -> None:
    assert one("a.docx", word("مي زيادة")).columns["author"] == ("مي زيادة",)


@pytest.mark.parametrize("author", ["python-docx", "Administrator", "مستخدم", ""])
def test_what_programs_write_is_no_author(one: One, author: str) -> None:
    assert "author" not in one("a.docx", word(author)).columns


# Front matter


def front(**fields: str) -> str:
    return "\n".join(["---", *(f"{name}: {value}" for name, value in fields.items()), "---", STORY])


def test_front_matter_states_columns(one: One) -> None:
    text = front(
        author="مي زيادة", collection="مقالات", lang="ar", Pages="١٢", printed="2024-03-01"
    )
    columns = one("a.md", text, MINE).columns
    assert columns["author"] == ("مي زيادة",)
    assert columns["collection"] == ("مقالات",)
    assert (columns["pages"], columns["printed"]) == ((12,), (dt.date(2024, 3, 1),))


def test_front_matter_lists_values_in_brackets(one: One) -> None:
    text = front(author='["مي زيادة"، طه حسين]', language="[ar, fr]")
    columns = one("a.md", text).columns
    assert columns["author"] == ("مي زيادة", "طه حسين")
    assert columns["language"] == ("ar", "fr")


# Records


def test_the_keys_of_a_record_state_columns_in_any_case(one: One) -> None:
    found = one("c.jsonl", line(Author="مي زيادة", LANG="ar", publisher="دار", PAGES=3), MINE)
    assert found.columns["author"] == ("مي زيادة",)
    assert (found.columns["Publisher"], found.columns["pages"]) == (("دار",), (3,))


def test_a_list_in_a_record_is_several_values(one: One) -> None:
    found = one("c.jsonl", line(author=["أ", " ب ", None, {"x": 1}, "أ"], language=["ar", "fr"]))
    assert found.columns["author"] == ("أ", "ب")
    assert found.columns["language"] == ("ar", "fr")


def test_a_cell_with_semicolons_is_several_values(one: One) -> None:
    found = one("c.csv", f"text,المؤلف,الناقل\n{STORY},أ; ب؛ج,د\n", MINE)
    assert (found.columns["author"], found.columns["الناقل"]) == (("أ", "ب", "ج"), ("د",))


def test_the_user_may_name_the_key_of_a_column(one: One) -> None:
    options = ReaderOptions(declared=MINE.declared, fields={"author": "by", "pages": "n"})
    found = one("c.jsonl", line(by="أ", n=7), options)
    assert (found.columns["author"], found.columns["pages"]) == (("أ",), (7,))


@pytest.mark.parametrize(
    ("stated", "value"),
    [(3, 3), (2.5, 2.5), ("12", 12), ("١٢٫٥", 12.5), ("-3", -3), ("1٬000", 1000), ("1e3", 1000)],
)
def test_numbers_are_read_in_any_digits(one: One, stated: object, value: float) -> None:
    assert one("c.jsonl", line(pages=stated), MINE).columns["pages"] == (value,)


@pytest.mark.parametrize("stated", ["كثيرة", "12 صفحة", True, [1, 2], {"n": 1}, "NaN", 10**400])
def test_what_is_no_number_is_reported_and_left_out(reading: Reading, stated: object) -> None:
    document, error = reading("c.jsonl", line(_id="x", pages=stated), MINE)
    assert isinstance(document, Document)
    assert "pages" not in document.columns
    assert (error.path, error.reason) == ("c.jsonl#x#pages", "value")  # type: ignore[union-attr]


def test_what_is_no_date_is_reported_in_both_languages(reading: Reading) -> None:
    _, error = reading("c.csv", f"text,printed\n{STORY},أمس\n", MINE)
    assert "أمس is no date; the column printed is left out" in str(error)
    assert "فتُرك العمود printed" in error.arabic  # type: ignore[union-attr]


def test_a_column_without_a_value_is_not_reported(reading: Reading) -> None:
    assert len(reading("c.jsonl", line(pages=None, printed="", Publisher=[]), MINE)) == 1


def test_half_a_character_is_no_keyword(reading: Reading) -> None:
    content = '{"text": "نص", "الناقل": "\\ud83d"}\n'
    document, error = reading("c.jsonl", content, MINE)
    assert "الناقل" not in document.columns  # type: ignore[union-attr]
    assert error.reason == "value"  # type: ignore[union-attr]


def test_a_text_is_too_long_for_a_keyword(one: One) -> None:
    assert "author" not in one("c.jsonl", line(author="أ" * 201)).columns
