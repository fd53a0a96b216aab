"""Word documents: paragraphs, headings and tables in their order.

The field `created` is no date of publication: it says when the file was made.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace

import docx
from docx.document import Document as WordDocument
from docx.table import Table
from docx.text.paragraph import Paragraph

from index.model.messages import Message
from index.readers.archives import check_package
from index.readers.common import reader_errors
from index.readers.common.documents import outcomes, stated_columns
from index.readers.common.metadata import metadata_of, one_line
from index.readers.common.sources import Content, Outcome, ReaderOptions

# A document with a password is a Compound File (MS-CFB, section 2.2), as is an old .doc.
_COMPOUND_FILE = bytes.fromhex("d0cf11e0a1b11ae1")
_TITLE_STYLES = ("Title", "Heading 1")
_PROPERTIES = ("author", "category", "keywords", "language", "subject", "title")
# Titles and authors that programs and templates fill in.
_IDLE_TITLE = re.compile(
    r"(?:microsoft )?word.*|untitled.*|document\s*\d*|doc\d*|title|.+\.(?:docx?|rtf|odt)"
    r"|مستند\s*\d*|عنوان|بدون عنوان|عنوان المستند|powerpoint.*",
    re.IGNORECASE,
)
_IDLE_AUTHOR = re.compile(
    r"python-docx|(?:windows |microsoft )?(?:office )?user|admin(?:istrator)?|owner|unknown|author"
    r"|مستخدم|المستخدم|غير معروف",
    re.IGNORECASE,
)


def read(content: Content, options: ReaderOptions) -> Iterator[Outcome]:
    """The one document of a .docx file. Raises UnreadableError."""
    package = content.read(options.max_file_bytes)
    if package.startswith(_COMPOUND_FILE):
        raise reader_errors.ENCRYPTED.at(content.id)
    check_package(package, content.id, options)
    try:
        word = docx.Document(io.BytesIO(package))
        heading, body = _heading(word), "\n".join(_lines(word))
        properties = {name: getattr(word.core_properties, name) for name in _PROPERTIES}
    except Exception as error:  # python-docx raises any exception for a broken part
        raise reader_errors.broken(Message("Word document")).at(content.id) from error
    properties["author"] = plausible_author(properties["author"])
    found = replace(
        metadata_of(body, heading or plausible_title(properties["title"])),
        language=properties["language"],
        columns=stated_columns(properties, options),
    )
    yield from outcomes(found, content, "docx", options)


def plausible_title(named: str | None) -> str:
    """The title field of a file, or "" if a program filled it in."""
    title = one_line(named or "")
    return "" if _IDLE_TITLE.fullmatch(title) or not re.search(r"[^\W\d_]", title) else title


def plausible_author(named: str) -> str:
    """The author field of a file, or "" if a program filled it in."""
    return "" if _IDLE_AUTHOR.fullmatch(named.strip()) else named


def _heading(word: WordDocument) -> str:
    """The first paragraph in the style of a title, else the first heading of the first level."""
    for style in _TITLE_STYLES:
        for paragraph in word.paragraphs:
            styled = paragraph.style is not None and paragraph.style.name == style
            if styled and (text := one_line(paragraph.text)):
                return text
    return ""


def _lines(word: WordDocument) -> Iterator[str]:
    for block in word.iter_inner_content():
        if isinstance(block, Paragraph):
            yield block.text
        elif isinstance(block, Table):
            yield from _rows(block)


def _rows(table: Table) -> Iterator[str]:
    """A line for each row; merged cells, which python-docx repeats, occur once."""
    for row in table.rows:
        cells = {id(cell._tc): one_line(cell.text) for cell in row.cells}
        yield " | ".join(cells.values())
