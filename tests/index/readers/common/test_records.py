from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable

from index.model.document import Document
from index.model.errors import UnreadableError
from index.readers import Outcome, ReaderOptions

Reading = Callable[..., list[Outcome]]
One = Callable[..., Document]
Reason = Callable[..., str]


def line(**values: object) -> str:
    return json.dumps(values, ensure_ascii=False) + "\n"


def ids(outcomes: list[Outcome]) -> list[str]:
    return [each.id if isinstance(each, Document) else f"!{each.reason}" for each in outcomes]


def test_a_beir_record_is_understood(one: One) -> None:
    found = one("c.jsonl", line(_id="d1", title="العنوان", text="النص"))
    assert (found.id, found.title, found.body) == ("c.jsonl#d1", "العنوان", "النص")


def test_a_record_without_an_id_has_its_number(reading: Reading) -> None:
    assert ids(reading("c.jsonl", line(text="واحد") + "\n" + line(text="اثنان"))) == [
        "c.jsonl#1",
        "c.jsonl#2",
    ]


def test_a_record_without_a_title_borrows_its_first_sentence(one: One) -> None:
    found = one("c.jsonl", line(_id="d1", title="", text="جملة أولى. جملة ثانية."))
    assert (found.title, found.title_borrowed) == ("جملة أولى", True)


def test_all_fields_of_a_record_are_read(one: One) -> None:
    found = one(
        "c.jsonl",
        line(
            id=7,
            headline="ع",
            content="ن",
            source="م",
            link="https://x.example/",
            date="2024-11-06",
        ),
    )
    assert (found.id, found.source, found.url, found.date) == (
        "c.jsonl#7",
        "م",
        "https://x.example/",
        dt.date(2024, 11, 6),
    )


def test_a_broken_line_costs_no_other(reading: Reading) -> None:
    content = line(_id="a", text="نص") + '{"_id": "b", "text"\n' + line(_id="c", text="نص")
    assert ids(reading("c.jsonl", content)) == ["c.jsonl#a", "!broken", "c.jsonl#c"]


def test_a_line_that_is_no_object_is_broken(reading: Reading) -> None:
    assert ids(reading("c.jsonl", '[1]\n"x"\nnull\n')) == ["!broken"] * 3


def test_a_line_in_another_encoding_costs_no_other(reading: Reading) -> None:
    content = line(_id="a", text="نص").encode() + line(_id="b", text="نص").encode("cp1256")
    assert ids(reading("c.jsonl", content)) == ["c.jsonl#a", "!encoding"]


def test_half_a_character_is_reported(reading: Reading) -> None:
    assert ids(reading("c.jsonl", '{"_id": "a", "text": "نص \\ud83d"}\n')) == ["!encoding"]


def test_both_halves_of_a_character_are_one(one: One) -> None:
    assert one("c.jsonl", '{"text": "نص \\ud83d\\ude00"}').body == "نص \N{GRINNING FACE}"


def test_json_nested_too_deep_is_broken(reason: Reason) -> None:
    assert reason("c.jsonl", '{"text": ' + "[" * 100_000) == "broken"


def test_a_line_too_long_is_reported_and_costs_no_other(reading: Reading) -> None:
    content = line(_id="a", text="س" * 500) + line(_id="b", text="نص")
    outcomes = reading("c.jsonl", content, ReaderOptions(max_file_bytes=200))
    assert ids(outcomes) == ["!too-large", "c.jsonl#b"]


def test_json_lines_in_utf_16_are_read(one: One) -> None:
    assert one("c.jsonl", line(text="نص").encode("utf-16")).body == "نص"


def test_paragraphs_in_a_list_are_joined(one: One) -> None:
    assert one("c.jsonl", line(title="ع", text=["أول", "ثان"])).body == "أول\nثان"


def test_a_key_that_the_user_named_is_read(one: One) -> None:
    options = ReaderOptions(fields={"body": "متن"})
    assert one("c.jsonl", line(متن="نص", text="غيره"), options).body == "نص"


def test_a_record_without_the_named_key_is_reported(reason: Reason) -> None:
    assert reason("c.jsonl", line(text="نص"), ReaderOptions(fields={"body": "متن"})) == "columns"


def test_a_record_without_text_is_empty(reason: Reason) -> None:
    assert reason("c.jsonl", line(_id="a", text="")) == "empty"


def test_a_file_of_blank_lines_is_empty(reason: Reason) -> None:
    assert reason("c.jsonl", "\n\n") == "empty"


def test_a_table_is_read_by_its_header(one: One) -> None:
    found = one("t.csv", 'id,title,body\nk1,العنوان,"نص، فيه ""كلام""\nوسطران"\n')
    assert (found.id, found.title, found.body) == (
        "t.csv#k1",
        "العنوان",
        'نص، فيه "كلام"\nوسطران',
    )


def test_a_table_may_be_divided_by_semicolons(one: One) -> None:
    assert one("t.csv", "العنوان;النص\nع;نص، وآخر\n").body == "نص، وآخر"


def test_a_table_may_be_divided_by_tabs(one: One) -> None:
    assert one("t.tsv", "title\ttext\nع\tنص, آخر\n").body == "نص, آخر"


def test_a_spreadsheet_may_state_what_divides_it(one: One) -> None:
    assert one("t.csv", "sep=;\r\ntitle;text\r\nع;نص\r\n").body == "نص"


def test_a_table_in_an_arabic_code_page_is_read(one: One) -> None:
    content = "title,text\nالعاصفة,وصل الوفد إلى المدينة في المساء\n"
    assert one("t.csv", content.encode("cp1256")).title == "العاصفة"


def test_columns_that_the_user_named_are_read(one: One) -> None:
    options = ReaderOptions(fields={"title": "a", "body": "b"})
    assert one("t.csv", "a,b,text\nع,نص,غيره\n", options).body == "نص"


def test_a_named_column_that_is_not_there_is_one_error(reason: Reason) -> None:
    options = ReaderOptions(fields={"body": "متن"})
    assert reason("t.csv", "title,text\nع,نص\nع,نص\n", options) == "columns"


def test_a_table_without_a_known_column_is_one_error(reason: Reason) -> None:
    assert reason("t.csv", "a,b\n1,2\n3,4\n") == "columns"


def test_a_row_with_too_many_cells_costs_no_other(reading: Reading) -> None:
    assert ids(reading("t.csv", "id,text\na,نص\nb,نص,زائد\nc,نص\n")) == [
        "t.csv#a",
        "!broken",
        "t.csv#c",
    ]


def test_a_quotation_that_never_ends_is_reported(reading: Reading) -> None:
    assert ids(reading("t.csv", 'id,text\na,نص\nb,"نص\nc,نص\n')) == ["t.csv#a", "!broken"]


def test_a_table_with_a_header_only_is_empty(reason: Reason) -> None:
    assert reason("t.csv", "title,text\n") == "empty"


def test_bytes_that_break_the_encoding_are_reported(reading: Reading) -> None:
    content = b"id,text\n" + "a,نص\n".encode() * 99_999 + b"b,\xff\xfe\n"
    outcomes = reading("t.csv", content)
    assert isinstance(outcomes[-1], UnreadableError)
    assert outcomes[-1].reason == "encoding"


def test_an_encoding_that_does_not_exist_is_one_error(reason: Reason) -> None:
    assert reason("c.jsonl", line(text="نص") * 2, ReaderOptions(encoding="zip")) == "encoding"
