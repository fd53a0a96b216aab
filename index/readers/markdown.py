"""Markdown: CommonMark with tables, read as text, after front matter between `---` lines."""

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

_FRONT_MATTER = re.compile(r"\s*---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|$)", re.DOTALL)
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
    fields, markup = _front_matter(text)
    heading, body = _rendered(markup, content.id)
    found = metadata_of(body, _field(fields, _TITLE) or heading)
    date = _field(fields, _DATE)
    found = replace(
        found,
        source=_field(fields, _SOURCE) or found.source,
        url=_field(fields, _URL) or None,
        # A date field counts even if it can't be read, as a Hijri date.
        date=date_value(date) if date else found.date,
        language=_values(_field(fields, _LANGUAGE)),
        columns=stated_columns({name: _values(value) for name, value in fields.items()}, options),
    )
    yield from outcomes(found, content, "markdown", options)


def _front_matter(text: str) -> tuple[Mapping[str, str], str]:
    """The fields of the front matter, with names in lower case, and the text after it."""
    match = _FRONT_MATTER.match(text)
    if not match:
        return {}, text
    found = (_FIELD.fullmatch(line.rstrip()) for line in match[1].split("\n"))
    fields = {field[1].casefold(): field[2].strip("\"' ") for field in found if field}
    return (fields, text[match.end() :]) if fields else ({}, text)


def _field(fields: Mapping[str, str], names: Sequence[str]) -> str:
    return one_line(next((fields[name] for name in names if fields.get(name)), ""))


def _values(value: str) -> list[str]:
    """The values of a front matter field such as "[ar, en]" or "ar".

    A comma divides a list in brackets even inside quotation marks, which are removed.
    """
    is_list = value.startswith("[") and value.endswith("]")
    return [each.strip("\"' ") for each in re.split("[,،]", value[1:-1])] if is_list else [value]


def _rendered(markup: str, place: str) -> tuple[str, str]:
    """The title, and the text without markup; a blank line divides blocks.

    The title is the first heading of the first level, else a heading that begins the text.
    """
    tokens = MarkdownIt("commonmark").enable("table").parse(markup)
    headings = [
        (token.tag, index, _inline(tokens[index + 1]))
        for index, token in enumerate(tokens)
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
    """The text of a line, with the texts of links and emphasis and the alternatives of images."""
    parts: list[str] = []
    for child in token.children or ():
        if child.type in {"text", "code_inline", "image"}:
            parts.append(child.content)
        elif child.type == "softbreak":
            parts.append(" ")
        elif child.type == "hardbreak":
            parts.append("\n")
    return "".join(parts)
