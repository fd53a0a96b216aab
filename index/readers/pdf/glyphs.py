"""The glyphs of a PDF page with their positions (ISO 32000-2, sections 8.3, 9.3 and 9.4).

pypdf's own text extraction decides on direction by the order in which glyphs were drawn; numbers
inside Arabic lines then change places, and spaces end up at the wrong end of their word. So only
the file and its fonts are read by pypdf, and text is ordered by geometry.
"""

from __future__ import annotations

import codecs
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from pypdf import PageObject
from pypdf.generic import ContentStream, DictionaryObject, PdfObject
from pypdf.generic._font import Font  # no public door leads to it; pypdf is pinned

Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_MAX_FORM_DEPTH = 8
_MAX_OPERATIONS = 2_000_000


@dataclass(frozen=True, slots=True)
class Glyph:
    """One glyph on the page.

    Attributes:
        text: its characters in logical order; several for a ligature.
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
class _Edge:
    """The beginning of marked content, perhaps with a text to read instead of it, or its end."""

    opens: bool
    text: str | None = None


@dataclass(frozen=True, slots=True)
class _Typeface:
    """A font and the width of a glyph that its table of widths leaves out, in thousandths."""

    font: Font
    default_width: float

    def width(self, code: str) -> float:
        """The advance of a code, in thousandths of the font's size."""
        if code == self.font.space_char:
            return self.font.space_width
        return float(self.font.character_widths.get(code, self.default_width))


@dataclass(frozen=True, slots=True)
class _State:
    """The graphics state as far as text needs it."""

    matrix: Matrix = IDENTITY
    font: _Typeface | None = None
    size: float = 0.0
    spacing: float = 0.0
    word_spacing: float = 0.0
    scale: float = 1.0
    leading: float = 0.0
    rise: float = 0.0


@dataclass(slots=True)
class _Cursor:
    """The text matrices and graphics states that operators change."""

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


def _shifted(matrix: Matrix, x: float, y: float) -> Matrix:
    """The transformation `matrix` of coordinates whose origin is moved to (x, y)."""
    return multiply((1.0, 0.0, 0.0, 1.0, x, y), matrix)


def glyphs(page: PageObject) -> Iterator[Glyph]:
    """The glyphs of `page` in the order in which they are drawn.

    Raises:
        Exception: any that pypdf raises on a broken page.
    """
    if "/Contents" in page:
        # "bytes" keeps a string's codes, which pypdf would else decode.
        content = ContentStream(page["/Contents"], page.pdf, "bytes")
        yield from _with_actual_text(_draw(content, page.get("/Resources"), _State(), 0))


def _with_actual_text(drawn: Iterable[Glyph | _Edge]) -> Iterator[Glyph]:
    """The glyphs of each span that states its text (14.9.4) merged to one glyph with that text."""
    texts: list[str | None] = []
    held: list[Glyph] = []
    for each in drawn:
        if isinstance(each, Glyph):
            if any(text is not None for text in texts):
                held.append(each)
            else:
                yield each
        elif each.opens:
            texts.append(each.text)
        elif texts:
            text = texts.pop()
            if text is not None and held and not any(outer is not None for outer in texts):
                start, end = min(g.start for g in held), max(g.end for g in held)
                yield replace(held[0], text=text, start=start, end=end)
                held = []
    yield from held


def _draw(
    content: ContentStream, resources: Any, state: _State, depth: int
) -> Iterator[Glyph | _Edge]:
    resources = resources.get_object() if resources is not None else DictionaryObject()
    typefaces: dict[str, _Typeface | None] = {}
    cursor = _Cursor(state=state)
    for operands, operator in content.operations[:_MAX_OPERATIONS]:
        if operator == b"Do":
            yield from _draw_form(operands, resources, cursor.state, depth)
        elif operator in {b"BDC", b"BMC"}:
            yield _Edge(opens=True, text=_actual_text(operands, resources))
        elif operator == b"EMC":
            yield _Edge(opens=False)
        elif operator == b"Tf":
            name, size = str(operands[0]), float(operands[1])
            if name not in typefaces:
                typefaces[name] = _typeface(resources, name)
            cursor.state = replace(cursor.state, font=typefaces[name], size=size)
        elif operator in _TEXT_OPERATORS:
            yield from _draw_text(operator, operands, cursor)
        else:
            _apply(operator, operands, cursor)


def _actual_text(operands: list[Any], resources: Any) -> str | None:
    """The text that marked content states in the place of its glyphs, or None."""
    properties = operands[1] if len(operands) > 1 else None
    if isinstance(properties, str):
        named = resources.get("/Properties")
        properties = named.get_object().get(properties) if named is not None else None
    if isinstance(properties, PdfObject):
        properties = properties.get_object()
    text = properties.get("/ActualText") if isinstance(properties, dict) else None
    if isinstance(text, bytes):
        wide = text.startswith((codecs.BOM_UTF16_BE, codecs.BOM_UTF16_LE))
        return text.decode("utf-16" if wide else "latin-1", "ignore")
    return str(text) if text is not None else None


def _draw_form(
    operands: list[Any], resources: Any, state: _State, depth: int
) -> Iterator[Glyph | _Edge]:
    """The glyphs of a form XObject that the page draws."""
    forms = resources.get("/XObject")
    form = forms.get_object().get(operands[0]) if forms is not None and operands else None
    form = form.get_object() if form is not None else None
    if form is None or form.get("/Subtype") != "/Form" or depth >= _MAX_FORM_DEPTH:
        return
    matrix = tuple(float(number) for number in form.get("/Matrix", IDENTITY))
    if len(matrix) == 6:
        state = replace(state, matrix=multiply(matrix, state.matrix))
    content = ContentStream(form, None, "bytes")
    yield from _draw(content, form.get("/Resources", resources), state, depth + 1)


def _typeface(resources: Any, name: str) -> _Typeface | None:
    fonts = resources.get("/Font")
    found = fonts.get_object().get(name) if fonts is not None else None
    if found is None:
        return None
    resource = found.get_object()
    font = Font.from_font_resource(resource)
    default = font.character_widths["default"]
    if "/DescendantFonts" in resource:  # pypdf guesses a default; 9.7.4.3 has a field for it
        default = resource["/DescendantFonts"][0].get_object().get("/DW", 1000)
    return _Typeface(font, float(default))


def _apply(operator: bytes, operands: list[Any], cursor: _Cursor) -> None:
    """Apply an operator that draws nothing to the cursor."""
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
    elif operands:
        cursor.state = _with_number(state, operator, operands[0])


def _with_number(state: _State, operator: bytes, number: Any) -> _State:
    match operator:
        case b"Tc":
            return replace(state, spacing=float(number))
        case b"Tw":
            return replace(state, word_spacing=float(number))
        case b"Tz":
            return replace(state, scale=float(number) / 100)
        case b"TL":
            return replace(state, leading=float(number))
        case b"Ts":
            return replace(state, rise=float(number))
    return state


def _to_line(cursor: _Cursor, x: float, y: float) -> None:
    cursor.line = cursor.text = _shifted(cursor.line, x, y)


def _draw_text(operator: bytes, operands: list[Any], cursor: _Cursor) -> Iterator[Glyph]:
    """The glyphs of an operator that draws text."""
    if operator == b'"' and len(operands) == 3:
        cursor.state = replace(
            cursor.state, word_spacing=float(operands[0]), spacing=float(operands[1])
        )
    if operator in {b"'", b'"'}:
        _to_line(cursor, 0.0, -cursor.state.leading)
    string = operands[-1] if operands else []
    for piece in string if operator == b"TJ" else [string]:
        if isinstance(piece, (bytes, str)):
            yield from _draw_string(piece, cursor)
        elif isinstance(piece, (int, float)):
            advance = -float(piece) / 1000 * cursor.state.size * cursor.state.scale
            cursor.text = _shifted(cursor.text, advance, 0.0)


def _draw_string(string: bytes | str, cursor: _Cursor) -> Iterator[Glyph]:
    state, typeface = cursor.state, cursor.state.font
    if typeface is None:
        return
    for code, text in _codes(string, typeface.font):
        spacing = state.spacing + (state.word_spacing if code == typeface.font.space_char else 0)
        advance = (typeface.width(code) / 1000 * state.size + spacing) * state.scale
        after = _shifted(cursor.text, advance, 0.0)
        yield _glyph(text, cursor, after)
        cursor.text = after


def _codes(string: bytes | str, font: Font) -> Iterator[tuple[str, str]]:
    """Each code of a string, as pypdf's font tables name it, and its characters."""
    if isinstance(string, str):  # pypdf has decoded it already
        yield from ((each, each) for each in string)
    elif isinstance(font.encoding, str):
        for code in string.decode(font.encoding, "surrogatepass"):
            yield code, font.character_map.get(code, code)
    else:
        for byte in string:
            name = font.encoding.get(byte, chr(byte))
            yield chr(byte), font.character_map.get(name, name)


def _glyph(text: str, cursor: _Cursor, after: Matrix) -> Glyph:
    state = cursor.state
    a, b, c, d, x, y = multiply(_shifted(cursor.text, 0.0, state.rise), state.matrix)
    *_, end_x, end_y = multiply(_shifted(after, 0.0, state.rise), state.matrix)
    angle = round(math.degrees(math.atan2(b, a)))
    cosine, sine = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    scale = math.hypot(a, b)
    font_space = state.font.font.space_width if state.font else 250.0
    return Glyph(
        text=text,
        start=x * cosine + y * sine,
        end=end_x * cosine + end_y * sine,
        base=y * cosine - x * sine,
        size=abs(state.size) * (math.hypot(c, d) or scale),
        angle=angle,
        space=font_space / 1000 * abs(state.size) * scale * state.scale,
    )


_TEXT_OPERATORS = frozenset((b"Tj", b"TJ", b"'", b'"'))
