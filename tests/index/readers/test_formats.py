from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import docx
import pytest
from pypdf import PdfReader, PdfWriter

from index.model.document import Document
from index.model.errors import UnreadableError
from index.readers import Outcome, ReaderOptions

Reading = Callable[..., list[Outcome]]
One = Callable[..., Document]
Reason = Callable[..., str]

STORY = "وصل الوفد صباح اليوم إلى المدينة القديمة، وكان في استقباله جمع كبير من أهلها وأعيانها."
BODY = "".join(f"<p>{STORY} وهذه الفقرة رقم {n}.</p>" for n in range(5))


def page(head: str = "", body: str = BODY) -> str:
    return f"<html lang='ar'><head><meta charset='utf-8'>{head}</head><body>{body}</body></html>"


# Web pages


def test_the_heading_of_a_page_is_its_title(one: One) -> None:
    assert (
        one("p.html", page("<title>موقع</title>", f"<h1>وفد يزور</h1>{BODY}")).title == "وفد يزور"
    )


def test_the_sites_name_is_taken_off_a_pages_title(one: One) -> None:
    head = "<title>وفد يزور | الصحيفة</title><meta property='og:site_name' content='الصحيفة'>"
    assert one("p.html", page(head)).title == "وفد يزور"


def test_a_dash_in_a_title_stays_without_a_sites_name(one: One) -> None:
    assert one("p.html", page("<title>وفد - يزور</title>")).title == "وفد - يزور"


@pytest.mark.parametrize(
    "head",
    [
        "<meta property='article:published_time' content='2024-11-06T23:30:00-05:00'>",
        "<meta name='DC.date' content='2024-11-06'>",
        "<meta name='pubdate' content='6 نوفمبر 2024'>",
        "<script type='application/ld+json'>"
        '{"@graph": [{"@type": "NewsArticle", "datePublished": "2024-11-06"}]}</script>',
        "<meta itemprop='datePublished' content='2024-11-06'>",
    ],
)
def test_the_day_that_a_page_declares_is_taken_as_written(one: One, head: str) -> None:
    assert one("p.html", page(head)).date == dt.date(2024, 11, 6)


def test_the_time_element_of_an_article_is_its_day(one: One) -> None:
    body = f"<article><h1>وفد</h1><time datetime='2024-11-06'>أمس</time>{BODY}</article>"
    assert one("p.html", page(body=body)).date == dt.date(2024, 11, 6)


def test_a_date_in_a_pages_sentence_or_address_is_not_its_day(one: One) -> None:
    head = "<link rel='canonical' href='https://x.example/2019/03/04/a'>"
    found = one("p.html", page(head, f"<p>في 3 مارس 2019 بدأ العمل.</p>{BODY}"))
    assert (found.date, found.url) == (None, "https://x.example/2019/03/04/a")


def test_menus_and_scripts_are_not_text(one: One) -> None:
    body = f"<nav>الرئيسية</nav><script>var إعلان</script><main>{BODY}</main><footer>حقوق</footer>"
    text = one("p.html", page(body=body)).body
    assert not any(word in text for word in ("الرئيسية", "إعلان", "حقوق"))


def test_a_page_in_a_declared_code_page_is_read(one: One) -> None:
    content = page().replace("utf-8", "windows-1256").encode("cp1256")
    assert STORY in one("p.html", content).body


def test_a_page_of_one_word_is_read(one: One) -> None:
    assert one("p.html", "<p>نص").title == "نص"


def test_a_page_nested_deep_is_read(one: One) -> None:
    assert one("p.html", "<div>" * 1000 + "نص").title == "نص"


def test_a_page_nested_too_deep_is_reported(reason: Reason) -> None:
    assert reason("p.html", "نص" + "<div>" * 5000 + "نص") == "broken"


def test_text_in_a_tag_that_is_no_name_is_read(one: One) -> None:
    assert one("p.html", '<p>نص<a"b"=c>آخر</p>').body == "آخر"


def test_a_page_of_tags_only_is_empty(reason: Reason) -> None:
    assert reason("p.html", "<html><body><div></div></body></html>") == "empty"


def test_an_address_that_runs_code_is_no_url(one: One) -> None:
    assert one("p.html", page("<link rel='canonical' href='javascript:alert(1)'>")).url is None


# Markdown


def test_fields_above_markdown_are_read(one: One) -> None:
    front = (
        '---\ntitle: "وفد: يزور"\ndate: 2024-11-06\nsource: الصحيفة\nurl: https://x.example\n---\n'
    )
    found = one("a.md", f"{front}\n{STORY}\n")
    assert (found.title, found.date, found.source, found.url) == (
        "وفد: يزور",
        dt.date(2024, 11, 6),
        "الصحيفة",
        "https://x.example",
    )


def test_a_hijri_date_in_a_field_gives_none(one: One) -> None:
    assert (
        one("a.md", f"---\ntitle: ع\ndate: 1 محرم 1446هـ\n---\n2024-01-01\n\n{STORY}").date is None
    )


def test_the_heading_of_markdown_is_its_title_and_not_its_body(one: One) -> None:
    found = one("a.md", f"# وفد يزور\n\n{STORY}\n")
    assert (found.title, found.body) == ("وفد يزور", STORY)


def test_markup_is_not_text(one: One) -> None:
    found = one("a.md", "# ع\n\nهذا **مهم** و[رابط](https://x.example) و`رمز`.\n\n- بند\n\n> قول\n")
    assert found.body.split() == ["هذا", "مهم", "ورابط", "ورمز.", "بند", "قول"]


def test_a_wrapped_paragraph_is_one_line(one: One) -> None:
    assert one("a.md", "# ع\n\nسطر أول\nسطر ثان\n").body == "سطر أول سطر ثان"


def test_cells_of_a_table_are_divided(one: One) -> None:
    assert one("a.md", "# ع\n\n| أ | ب |\n|---|---|\n| ج | د |\n").body == "أ | ب\nج | د"


def test_code_and_html_in_markdown_are_text(one: One) -> None:
    found = one("a.md", "# ع\n\n```\nشيفرة\n```\n\n<div><b>غليظ</b></div>\n")
    assert found.body.split() == ["شيفرة", "غليظ"]


# Word


def word(title: str = "", *paragraphs: str, style: str = "Title", table: str = "") -> bytes:
    made = docx.Document()
    if title:
        made.add_paragraph(title, style=style)
    for paragraph in paragraphs:
        made.add_paragraph(paragraph)
    if table:
        made.add_table(rows=1, cols=2).cell(0, 1).text = table
    made.core_properties.title = "مستند1"
    saved = io.BytesIO()
    made.save(saved)
    return saved.getvalue()


@pytest.mark.parametrize("style", ["Title", "Heading 1"])
def test_a_word_document_is_titled_by_its_heading(one: One, style: str) -> None:
    found = one("a.docx", word("وفد يزور", STORY, style=style))
    assert (found.title, found.body) == ("وفد يزور", STORY)


def test_a_title_that_a_program_filled_in_is_not_taken(one: One) -> None:
    assert one("a.docx", word("", "وفد يزور", "", STORY)).title == "وفد يزور"


def test_the_tables_of_a_word_document_are_read(one: One) -> None:
    assert "خانة" in one("a.docx", word("ع", STORY, table="خانة")).body


def test_when_a_word_file_was_made_is_not_its_day(one: One) -> None:
    assert one("a.docx", word("ع", STORY)).date is None


def test_a_date_on_a_line_of_a_word_document_is_its_day(one: One) -> None:
    assert one("a.docx", word("ع", "3 شباط/ فبراير 2024", STORY)).date == dt.date(2024, 2, 3)


def test_what_is_no_word_document_is_broken(reason: Reason) -> None:
    assert reason("a.docx", b"PK\x03\x04 not really") == "broken"


def test_a_word_document_under_a_password_is_reported(reason: Reason) -> None:
    assert reason("a.docx", bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600) == "encrypted"


def test_a_word_document_that_is_a_bomb_is_refused(reason: Reason) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * 40_000_000)
    assert reason("a.docx", packed.getvalue()) == "archive-bomb"


# Books


def book(chapters: Mapping[str, str], metadata: str = "", spine: str | None = None) -> bytes:
    container = (
        '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
        '<rootfile full-path="O/p.opf"/></rootfiles></container>'
    )
    manifest = "".join(f'<item id="{name}" href="{name}.xhtml"/>' for name in chapters)
    order = spine or "".join(f'<itemref idref="{name}"/>' for name in chapters)
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" xmlns:opf="http://www.idpf.org/2007/opf">'
        f'<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">{metadata}</metadata>'
        f"<manifest>{manifest}</manifest><spine>{order}</spine></package>"
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("META-INF/container.xml", container)
        archive.writestr("O/p.opf", package)
        for name, text in chapters.items():
            archive.writestr(f"O/{name}.xhtml", f"<html><body>{text}</body></html>")
    return packed.getvalue()


def test_chapters_stand_in_the_order_of_the_spine(one: One) -> None:
    spine = '<itemref idref="b"/><itemref idref="a"/>'
    found = one(
        "b.epub", book({"a": "<p>ثان</p>", "b": "<p>أول</p>"}, "<dc:title>ع</dc:title>", spine)
    )
    assert found.body == "أول\n\nثان"


def test_a_book_states_its_title_publisher_and_day(one: One) -> None:
    metadata = (
        "<dc:title>حائكة</dc:title><dc:publisher>الدار</dc:publisher>"
        "<dc:date>2021-11-09</dc:date><dc:language>ar-EG</dc:language>"
    )
    found = one("b.epub", book({"a": f"<p>{STORY}</p>"}, metadata))
    assert (found.title, found.source, found.date, found.language) == (
        "حائكة",
        "الدار",
        dt.date(2021, 11, 9),
        ("ar-EG",),
    )


def test_the_year_of_a_book_is_no_day(one: One) -> None:
    assert one("b.epub", book({"a": f"<p>{STORY}</p>"}, "<dc:date>2021</dc:date>")).date is None


def test_entities_of_a_hostile_book_are_not_expanded(reading: Reading) -> None:
    bomb = (
        '<!DOCTYPE c [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
        '<!ENTITY f SYSTEM "file:///etc/passwd">]><c>&b;&f;</c>'
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("META-INF/container.xml", bomb)
    (outcome,) = reading("b.epub", packed.getvalue())
    assert isinstance(outcome, UnreadableError)
    assert outcome.reason == "broken"


def test_a_book_that_names_a_missing_chapter_is_broken(reason: Reason) -> None:
    made = book({"a": "<p>نص</p>"}).replace(b"O/a.xhtml", b"O/z.xhtml")
    assert reason("b.epub", made) == "broken"


def test_a_book_without_text_is_empty(reason: Reason) -> None:
    assert reason("b.epub", book({"a": "<img/>"})) == "empty"


# PDF


def pdf_bytes(seeds_dir: Path) -> bytes:
    return (seeds_dir / "scripts" / "reading-room.pdf").read_bytes()


def test_numbers_and_marks_of_a_pdf_stand_where_they_are_read(one: One, seeds_dir: Path) -> None:
    text = one("a.pdf", pdf_bytes(seeds_dir)).body
    assert "20 نيسان/ أبريل 2022" in text
    assert "فتُطلب من أمين المكتبة، وتُقرأ" in text


def test_the_lines_of_a_paragraph_of_a_pdf_are_joined(one: One, seeds_dir: Path) -> None:
    assert "المخطوطات والخرائط القديمة فتُطلب" in one("a.pdf", pdf_bytes(seeds_dir)).body


def test_a_pdf_under_a_password_is_reported(reason: Reason, seeds_dir: Path) -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf_bytes(seeds_dir))))
    writer.encrypt("secret", algorithm="RC4-128")
    saved = io.BytesIO()
    writer.write(saved)
    assert reason("a.pdf", saved.getvalue()) == "encrypted"


def test_a_pdf_that_only_restricts_printing_is_read(one: One, seeds_dir: Path) -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf_bytes(seeds_dir))))
    writer.encrypt("", "owner", algorithm="RC4-128")
    saved = io.BytesIO()
    writer.write(saved)
    assert one("a.pdf", saved.getvalue()).title == "دليل الزائر إلى قاعة المطالعة"


def test_a_broken_pdf_is_reported(reason: Reason) -> None:
    assert reason("a.pdf", b"%PDF-1.7\n1 0 obj\n<< /Type /Cat") == "broken"


def test_a_pdf_without_text_is_empty(reason: Reason) -> None:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    saved = io.BytesIO()
    writer.write(saved)
    assert reason("a.pdf", saved.getvalue()) == "empty"


def test_a_file_larger_than_allowed_is_reported(reason: Reason) -> None:
    assert reason("a.txt", "نص " * 100, ReaderOptions(max_file_bytes=100)) == "too-large"


def test_a_binary_named_txt_is_reported(reason: Reason) -> None:
    assert reason("a.txt", b"\x7fELF\x02\x01\x01" + bytes(64)) == "binary"


# Languages


def test_arabic_letters_say_arabic(one: One) -> None:
    assert one("a.txt", STORY).language == ("ar",)


def test_persian_letters_say_persian(one: One) -> None:
    assert one("a.txt", "گزارش پژوهشگران ایرانی درباره چگونگی کار این دستگاه").language == ("fa",)


def test_arabic_typed_on_a_persian_keyboard_is_arabic(one: One) -> None:
    assert one("a.txt", "وصلت إلی المدینة القدیمة بطاقة کتبها موظف فی مکتبة").language == ("ar",)


def test_two_scripts_say_two_languages_most_used_first(one: One) -> None:
    assert one("a.txt", f"{STORY} The delegation arrived this morning.").language == ("ar", "en")
