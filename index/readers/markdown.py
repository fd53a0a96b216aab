"""Markdown: CommonMark with tables, read as text; fields between `---` lines above it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from markdown_it import MarkdownIt
from markdown_it.token import Token

from index.readers.common.dates import date_value
from index.readers.common.documents import outcomes, stated_columns
from index.readers.common.encodings import decode
from index.readers.common.metadata import metadata_of, one_line
from index.readers.common.sources import Content, Outcome, ReaderOptions
from index.readers.html import flow, parse

_FRONT = re.compile(r"\s*---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|$)", re.DOTALL)
_FIELD = re.compile(r"([^\s:#][^:]*?)\s*:\s*(.*)")
_TITLE = ("title", "العنوان", "عنوان")
_DATE = ("date", "published", "التاريخ", "تاريخ")
_SOURCE = ("source", "publisher", "المصدر", "مصدر")
_URL = ("url", "link", "الرابط", "رابط")
_LANGUAGE = ("lang", "language", "اللغة")


def read(content: Content, options: ReaderOptions) -> Iterator[Outcome]:
    """The one document of a .md file. Raises UnreadableError."""
    raw = content.read(options.max_file_bytes)
    text = decode(raw, content.id, override=options.encoding)
    fields, written = _front(text)
    heading, body = _rendered(written, content.id)
    found = metadata_of(body, _field(fields, _TITLE) or heading)
    date = _field(fields, _DATE)
    listed = {name: _listed(value) for name, value in fields.items()}
    found = replace(
        found,
        source=_field(fields, _SOURCE) or found.source,
        url=_field(fields, _URL) or None,
        # A field for the date has the last word, also if it holds a Hijri date.
        date=date_value(date) if date else found.date,
        language=_listed(_field(fields, _LANGUAGE)),
        columns=stated_columns(listed, options),
    )
    yield from outcomes(found, content, "markdown", options)


def _front(text: str) -> tuple[Mapping[str, str], str]:
    """The fields above the text, names in lower case, and the text."""
    match = _FRONT.match(text)
    if not match:
        return {}, text
    found = (_FIELD.fullmatch(line.rstrip()) for line in match[1].split("\n"))
    fields = {field[1].casefold(): field[2].strip("\"' ") for field in found if field}
    return (fields, text[match.end() :]) if fields else ({}, text)


def _field(fields: Mapping[str, str], names: Sequence[str]) -> str:
    return one_line(next((fields[name] for name in names if fields.get(name)), ""))


def _listed(value: str) -> list[str]:
    """The texts of a field: one, or a list in brackets with commas between."""
    listed = value.startswith("[") and value.endswith("]")
    return [each.strip("\"' ") for each in re.split("[,،]", value[1:-1])] if listed else [value]


def _rendered(written: str, place: str) -> tuple[str, str]:
    """The heading that is the title, and the text without markup, blocks divided by a blank line.

    The title is the first heading of the first level; or one of any level that opens the text.
    """
    tokens = MarkdownIt("commonmark").enable("table").parse(written)
    headings = [
        (token.tag, place, _inline(tokens[place + 1]))
        for place, token in enumerate(tokens)
        if token.type == "heading_open"
    ]
    top = next((text for tag, _, text in headings if tag == "h1"), "")
    opening = headings[0][2] if headings and headings[0][1] == 0 else ""
    return one_line(top or opening), "".join(_pieces(tokens, place)).strip()


def _pieces(tokens: Sequence[Token], place: str) -> Iterator[str]:
    inside_row = False
    for token in tokens:
        if token.type == "inline":
            yield _inline(token)
        elif token.type in {"fence", "code_block"}:
            yield token.content.rstrip("\n") + "\n\n"
        elif token.type == "html_block":
            tree = parse(token.content, place)
            yield flow(tree) + "\n\n" if tree is not None else ""
        elif token.type in {"td_open", "th_open"}:
            yield " | " if inside_row else ""
            inside_row = True
        elif token.type == "tr_close":
            inside_row = False
            yield "\n"
        elif token.type in {"paragraph_close", "heading_close"}:
            yield "\n" if token.hidden else "\n\n"
        elif token.type in {"table_close", "bullet_list_close", "ordered_list_close"}:
            yield "\n"


def _inline(token: Token) -> str:
    """The text of a line: of links and emphasis what is shown, of images what stands for them."""
    parts: list[str] = []
    for child in token.children or ():
        if child.type in {"text", "code_inline", "image"}:
            parts.append(child.content)
        elif child.type == "softbreak":
            parts.append(" ")
        elif child.type == "hardbreak":
            parts.append("\n")
    return "".join(parts)
