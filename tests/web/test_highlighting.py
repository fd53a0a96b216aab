"""Cutting text at its highlights, and which addresses may be linked to."""

from __future__ import annotations

import hypothesis.strategies as st
import pytest
from hypothesis import given

from web.highlighting import Piece, paragraphs, pieces, running, web_address

TEXT = st.text(alphabet="وزير \nx", max_size=60)
SPANS = st.lists(st.integers(0, 60), max_size=12).map(
    lambda ends: [(a, b) for a, b in zip(*[iter(sorted(ends))] * 2, strict=False)]
)


def test_a_highlight_becomes_a_piece_of_its_own() -> None:
    assert pieces("قال وزير هنا", [(4, 8)]) == [Piece("قال "), Piece("وزير", 1), Piece(" هنا")]


def test_blank_lines_divide_and_are_no_paragraphs() -> None:
    assert paragraphs("وزير\n \n\nهنا", [(0, 4)]) == [[Piece("وزير", 1)], [Piece("هنا")]]


def test_a_highlight_over_two_paragraphs_is_marked_in_both() -> None:
    assert paragraphs("ab\ncd", [(1, 4)]) == [
        [Piece("a"), Piece("b", 1)],
        [Piece("c", 1), Piece("d")],
    ]


@given(text=TEXT, spans=SPANS)
def test_pieces_are_the_text(text: str, spans: list[tuple[int, int]]) -> None:
    assert "".join(piece.text for piece in pieces(text, spans)) == text


def test_a_heading_is_kept_apart_from_the_line_below() -> None:
    assert running("المترجمون\nحنين", [(0, 9)])[1] == Piece("\n", ends_line=True)


def test_a_full_stop_is_apart_enough() -> None:
    assert not any(piece.ends_line for piece in running("انتهى.\n\nحنين", []))


@given(text=TEXT, spans=SPANS)
def test_running_lines_are_the_text(text: str, spans: list[tuple[int, int]]) -> None:
    assert "".join(piece.text for piece in running(text, spans)) == text


@given(text=TEXT, spans=SPANS)
def test_paragraphs_are_the_lines_and_their_marks_those_of_the_text(
    text: str, spans: list[tuple[int, int]]
) -> None:
    cut = paragraphs(text, spans)
    lines = [line for line in text.split("\n") if line.strip()]
    assert ["".join(piece.text for piece in line) for line in cut] == lines
    marked = "".join(piece.text for piece in pieces(text, spans) if piece.match)
    assert "".join(p.text for line in cut for p in line if p.match).split() == marked.split() or (
        "\n" in marked
    )


@pytest.mark.parametrize("url", ["http://example.org/", "https://example.org/a?b#c"])
def test_addresses_of_the_web_are_links(url: str) -> None:
    assert web_address(url) == url


@pytest.mark.parametrize(
    "url",
    [None, "", "javascript:alert(1)", "JaVaScRiPt:x", "data:text/html,x", "//example.org/",
     "http:", "file:///etc/passwd", "/path", "http://[bad", " javascript:x", "\x01javascript:x"],
)  # fmt: skip
def test_other_addresses_are_not(url: str | None) -> None:
    assert web_address(url) is None
