"""The glyphs of a PDF page and where they stand (ISO 32000-2, sections 8.3, 9.3 and 9.4).

pypdf's own text extraction decides on direction from the order in which glyphs were drawn; numbers
inside Arabic lines then change places, and a gap that stands for a space is put at the wrong end
of its word. So pypdf reads the file and its fonts here, and text is ordered by geometry.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pypdf import PageObject
from pypdf.generic import ContentStream, DictionaryObject
from pypdf.generic._font import Font  # no public door leads to it; pypdf is pinned

Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_DEEPEST_FORM = 8
_MOST_OPERATIONS = 2_000_000


@dataclass(frozen=True, slots=True)
class Glyph:
    """One glyph as it is seen.

    Attributes:
        text: the characters that it stands for, in logical order; may be several (a ligature).
        start: where it begins along its line, in points.
        end: where the next glyph would begin.
        base: its distance from the line's parallel through the origin; grows upwards.
        size: the height of its font, in points.
        angle: the direction of its line in whole degrees.
        space: the width of its font's space, in points.
    """

    text: str
    start: float
    end: float
    base: float
    size: float
    angle: int
    space: float


@dataclass(frozen=True, slots=True)
class _State:
    """The graphics state as far as text needs it."""

    matrix: Matrix = IDENTITY
    font: Font | None = None
    size: float = 0.0
    spacing: float = 0.0
    word_spacing: float = 0.0
    scale: float = 1.0
    leading: float = 0.0
    rise: float = 0.0


@dataclass(slots=True)
class _Cursor:
    """What text operators move."""

    text: Matrix = IDENTITY
    line: Matrix = IDENTITY
    state: _State = field(default_factory=_State)
    saved: list[_State] = field(default_factory=list)


def multiply(a: Matrix, b: Matrix) -> Matrix:
    """The transformation `a` followed by `b`."""
    return (
        a[0] * b[0] + a[1] * b[2],
        a[0] * b[1] + a[1] * b[3],
        a[2] * b[0] + a[3] * b[2],
        a[2] * b[1] + a[3] * b[3],
        a[4] * b[0] + a[5] * b[2] + b[4],
        a[4] * b[1] + a[5] * b[3] + b[5],
    )


def glyphs(page: PageObject) -> Iterator[Glyph]:
    """The glyphs of `page` in the order in which they are drawn.

    Raises:
        Exception: whatever pypdf raises on a broken page.
    """
    content = page.get_contents()
    if content is not None:
        yield from _drawn(content, page.get("/Resources"), _State(), 0)


def _drawn(content: ContentStream, resources: Any, state: _State, depth: int) -> Iterator[Glyph]:
    resources = resources.get_object() if resources is not None else DictionaryObject()
    fonts: dict[str, Font | None] = {}
    cursor = _Cursor(state=state)
    for operands, operator in content.operations[:_MOST_OPERATIONS]:
        if operator == b"Do":
            yield from _form(operands, resources, cursor.state, depth)
        elif operator == b"Tf":
            name, size = str(operands[0]), float(operands[1])
            if name not in fonts:
                fonts[name] = _font(resources, name)
            cursor.state = replace(cursor.state, font=fonts[name], size=size)
        elif operator in _SHOWING:
            yield from _shown(operator, operands, cursor)
        else:
            _moved(operator, operands, cursor)


def _form(operands: list[Any], resources: Any, state: _State, depth: int) -> Iterator[Glyph]:
    """The glyphs of a form that is painted within the page."""
    forms = resources.get("/XObject")
    form = forms.get_object().get(operands[0]) if forms is not None and operands else None
    form = form.get_object() if form is not None else None
    if form is None or form.get("/Subtype") != "/Form" or depth >= _DEEPEST_FORM:
        return
    matrix = tuple(float(number) for number in form.get("/Matrix", IDENTITY))
    if len(matrix) == 6:
        state = replace(state, matrix=multiply(matrix, state.matrix))
    content = ContentStream(form, None)
    yield from _drawn(content, form.get("/Resources", resources), state, depth + 1)


def _font(resources: Any, name: str) -> Font | None:
    fonts = resources.get("/Font")
    font = fonts.get_object().get(name) if fonts is not None else None
    return Font.from_font_resource(font.get_object()) if font is not None else None


def _moved(operator: bytes, operands: list[Any], cursor: _Cursor) -> None:
    """Operators that show nothing."""
    state = cursor.state
    if operator == b"q":
        cursor.saved.append(state)
    elif operator == b"Q":
        cursor.state = cursor.saved.pop() if cursor.saved else state
    elif operator == b"BT":
        cursor.text = cursor.line = IDENTITY
    elif operator in {b"cm", b"Tm"} and len(operands) == 6:
        a, b, c, d, e, f = (float(number) for number in operands)
        if operator == b"cm":
            cursor.state = replace(state, matrix=multiply((a, b, c, d, e, f), state.matrix))
        else:
            cursor.text = cursor.line = (a, b, c, d, e, f)
    elif operator in {b"Td", b"TD"} and len(operands) == 2:
        x, y = float(operands[0]), float(operands[1])
        if operator == b"TD":
            cursor.state = replace(state, leading=-y)
        _to_line(cursor, x, y)
    elif operator == b"T*":
        _to_line(cursor, 0.0, -state.leading)
    elif (name := _NUMBERS.get(operator)) and operands:
        number = float(operands[0]) / (100 if operator == b"Tz" else 1)
        cursor.state = replace(state, **{name: number})


def _to_line(cursor: _Cursor, x: float, y: float) -> None:
    cursor.line = cursor.text = multiply((1.0, 0.0, 0.0, 1.0, x, y), cursor.line)


def _shown(operator: bytes, operands: list[Any], cursor: _Cursor) -> Iterator[Glyph]:
    """Operators that show text."""
    if operator == b'"' and len(operands) == 3:
        cursor.state = replace(
            cursor.state, word_spacing=float(operands[0]), spacing=float(operands[1])
        )
    if operator in {b"'", b'"'}:
        _to_line(cursor, 0.0, -cursor.state.leading)
    shown = operands[-1] if operands else []
    for piece in shown if operator == b"TJ" else [shown]:
        if isinstance(piece, (bytes, str)):
            yield from _string(piece, cursor)
        elif isinstance(piece, (int, float)):
            advance = -float(piece) / 1000 * cursor.state.size * cursor.state.scale
            cursor.text = multiply((1.0, 0.0, 0.0, 1.0, advance, 0.0), cursor.text)


def _string(shown: bytes | str, cursor: _Cursor) -> Iterator[Glyph]:
    state, font = cursor.state, cursor.state.font
    if font is None:
        return
    for code, text in _codes(shown, font):
        blank = code == font.space_char
        width = font.space_width if blank else font.get_text_width(code)
        advance = width / 1000 * state.size + state.spacing + (state.word_spacing if blank else 0)
        after = multiply((1.0, 0.0, 0.0, 1.0, advance * state.scale, 0.0), cursor.text)
        yield _placed(text, cursor, after)
        cursor.text = after


def _codes(shown: bytes | str, font: Font) -> Iterator[tuple[str, str]]:
    """Each code of a string as pypdf's font tables name it, and the characters it stands for."""
    if isinstance(shown, str):  # pypdf has decoded it already
        yield from ((each, each) for each in shown)
    elif isinstance(font.encoding, str):
        for code in shown.decode(font.encoding, "surrogatepass"):
            yield code, font.character_map.get(code, code)
    else:
        for byte in shown:
            name = font.encoding.get(byte, chr(byte))
            yield chr(byte), font.character_map.get(name, name)


def _placed(text: str, cursor: _Cursor, after: Matrix) -> Glyph:
    state = cursor.state
    raised = multiply((1.0, 0.0, 0.0, 1.0, 0.0, state.rise), cursor.text)
    a, b, c, d, x, y = multiply(raised, state.matrix)
    end_x, end_y = multiply(
        multiply((1.0, 0.0, 0.0, 1.0, 0.0, state.rise), after), state.matrix
    )[4:]
    angle = round(math.degrees(math.atan2(b, a)))
    run, climb = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    scale = math.hypot(a, b)
    font_space = state.font.space_width if state.font else 250.0
    return Glyph(
        text=text,
        start=x * run + y * climb,
        end=end_x * run + end_y * climb,
        base=y * run - x * climb,
        size=abs(state.size) * (math.hypot(c, d) or scale),
        angle=angle,
        space=font_space / 1000 * abs(state.size) * scale * state.scale,
    )


_SHOWING = frozenset((b"Tj", b"TJ", b"'", b'"'))
_NUMBERS: Mapping[bytes, str] = {
    b"Tc": "spacing",
    b"Tw": "word_spacing",
    b"Tz": "scale",
    b"TL": "leading",
    b"Ts": "rise",
}
