from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.model.errors import UnreadableError
from index.readers.common.encodings import decode

NEWS = "وصل الوزير إلى العاصفة، وقال في المؤتمر إن العمل يبدأ غدًا على مشروع الطريق القديم."
SHORT = "مكتبة العلوم"


def reason(content: bytes) -> str:
    with pytest.raises(UnreadableError) as caught:
        decode(content, "x.txt")
    return caught.value.reason


@pytest.mark.parametrize("text", [NEWS, SHORT])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1256", "iso8859-6"]
)
def test_each_encoding_is_found_without_a_declaration(encoding: str, text: str) -> None:
    assert decode(text.encode(encoding), "x.txt") == text


def test_line_ends_become_newlines() -> None:
    assert decode("واحد\r\nاثنان\rثلاثة".encode(), "x.txt") == "واحد\nاثنان\nثلاثة"


def test_a_declaration_is_believed_where_it_fits() -> None:
    assert decode("Привет".encode("koi8-r"), "x", declared="KOI8-R") == "Привет"


def test_a_declaration_that_does_not_fit_is_not_believed() -> None:
    assert decode(NEWS.encode("cp1256"), "x", declared="utf-8") == NEWS


def test_arabic_declared_as_latin_is_read_as_arabic() -> None:
    assert decode(NEWS.encode("cp1256"), "x", declared="iso-8859-1") == NEWS


def test_a_declared_codec_that_is_no_text_encoding_is_ignored() -> None:
    assert decode(NEWS.encode(), "x", declared="unicode_escape") == NEWS


def test_an_override_is_the_only_encoding_tried() -> None:
    assert decode("سلام".encode("cp720"), "x", override="cp720") == "سلام"


def test_an_override_that_does_not_fit_is_an_error() -> None:
    with pytest.raises(UnreadableError):
        decode(b"\xff\xfe\xfd", "x", override="utf-8")


def test_french_of_an_arabic_code_page_is_read() -> None:
    text = "Le café est fermé à midi, dit-elle à l'hôtel."
    assert decode(text.encode("cp1252"), "x") == text


def test_a_zero_byte_makes_a_file_binary() -> None:
    assert reason(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\0") == "binary"


def test_control_characters_make_a_file_binary() -> None:
    assert reason(bytes(range(1, 32)) * 20) == "binary"


def test_a_broken_byte_in_utf_8_is_reported() -> None:
    assert reason(NEWS.encode() + b"\xd8 " + NEWS.encode()) == "encoding"


def test_a_mixture_of_encodings_is_reported() -> None:
    assert reason(NEWS.encode() + NEWS.encode("cp1256")) == "encoding"


def test_cyrillic_is_not_taken_for_arabic() -> None:
    assert (
        reason("Съешь ещё этих мягких французских булок, да выпей чаю".encode("cp1251"))
        == "encoding"
    )


def outcome(content: bytes) -> str:
    try:
        return decode(content, "x")
    except UnreadableError as error:
        return error.reason


@given(st.binary(min_size=1))
def test_any_bytes_are_text_or_an_error(content: bytes) -> None:
    assert "\0" not in outcome(content)


@given(st.text(alphabet=st.sampled_from("ابتثجحخدذرزسشصضطظعغفقكلمنهوي \n"), min_size=1))
def test_any_utf_8_is_read_as_it_is(text: str) -> None:
    assert decode(text.encode(), "x") == text


def test_a_byte_order_mark_is_not_part_of_the_text() -> None:
    assert decode(codecs.BOM_UTF8 + "نص".encode(), "x") == "نص"
