"""PDF files: the text of their pages in logical order, lines joined to paragraphs.

The file's own `CreationDate` is when the file was made, not when the text was published, so it is
not taken as a date.
"""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pypdf import PdfReader
from pypdf.errors import DependencyError, PyPdfError

from index.model.errors import UnreadableError
from index.model.messages import Message
from index.readers.common import reader_errors
from index.readers.common.documents import outcomes, stated_columns
from index.readers.common.metadata import metadata_of
from index.readers.common.sources import Content, Outcome, ReaderOptions
from index.readers.docx import plausible_author, plausible_title
from index.readers.pdf.glyphs import glyphs
from index.readers.pdf.lines import lines

_BROKEN = reader_errors.broken(Message("PDF"))
_BROKEN_PAGE = reader_errors.Fault("broken", Message("this page is damaged"))
_NO_LETTERS = reader_errors.Fault(
    "encoding", Message("its fonts do not say which letters their glyphs are")
)
# A line shorter than this part of the longest ones ends its paragraph.
_FULL_LINE = 0.75
_ENDS_SENTENCE = re.compile(r"[.!?؟:؛…][»”\")\]]?$")
_LETTERS = re.compile(r"[^\W\d_]")
# Private use and unassigned characters, which fonts without a table of characters give.
_UNKNOWN_CHARACTER = re.compile("[\ue000-\uf8ff\ufffd\x01-\x08\x0e-\x1f]")
_MAX_UNKNOWN_SHARE = 0.2

# Its warnings are in the report, file by file.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)


def read(content: Content, options: ReaderOptions) -> Iterator[Outcome]:
    """The one document of a PDF, and an error for each page that is damaged.

    Raises:
        UnreadableError: it is no PDF, is encrypted, or holds no text.
    """
    pdf = _opened(content.read(options.max_file_bytes), content.id)
    pages: list[str] = []
    errors: list[UnreadableError] = []
    for number, page in enumerate(_pages(pdf, content.id), start=1):
        if page is None:
            errors.append(_BROKEN_PAGE.at(f"{content.id}#page={number}"))
        else:
            pages.append(page)
    body = "\n".join(page for page in pages if page)
    if not _LETTERS.search(body):
        raise (errors[0] if errors else reader_errors.NO_PDF_TEXT.at(content.id))
    if len(_UNKNOWN_CHARACTER.findall(body)) > _MAX_UNKNOWN_SHARE * len(body):
        raise _NO_LETTERS.at(content.id)
    metadata = _metadata(pdf)
    title = plausible_title(metadata.get("title"))
    body = _UNKNOWN_CHARACTER.sub(" ", body)
    # The title field is often left over from another document: it must occur in the text.
    found = metadata_of(body, title if _squeezed(title) in _squeezed(body[:4000]) else "")
    metadata["author"] = plausible_author(metadata.get("author", ""))
    found = replace(found, columns=stated_columns(metadata, options))
    yield from outcomes(found, content, "pdf", options)
    yield from errors


def _opened(raw: bytes, place: str) -> PdfReader:
    try:
        pdf = PdfReader(io.BytesIO(raw))
        # Many files are encrypted with an empty password, only to restrict printing.
        if pdf.is_encrypted and not pdf.decrypt(""):
            raise reader_errors.ENCRYPTED.at(place)
        len(pdf.pages)
    except UnreadableError:
        raise
    except (DependencyError, NotImplementedError) as error:
        raise reader_errors.ENCRYPTED.at(place) from error  # a cipher that needs a library
    except Exception as error:  # pypdf raises any exception for a broken part
        raise _BROKEN.at(place) from error
    return pdf


def _pages(pdf: PdfReader, place: str) -> Iterator[str | None]:
    """The text of each page; None for one that can't be read."""
    for number in range(len(pdf.pages)):
        try:
            yield _paragraphs(list(lines(glyphs(pdf.pages[number]))))
        except (DependencyError, NotImplementedError) as error:
            raise reader_errors.ENCRYPTED.at(place) from error
        except Exception:  # as above
            yield None


def _metadata(pdf: PdfReader) -> dict[str, str]:
    """The fields of the file's information dictionary, names in lower case without the slash."""
    try:
        found = pdf.metadata
        return {str(name)[1:].casefold(): str(found[name]) for name in found} if found else {}
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _paragraphs(page: Sequence[str]) -> str:
    """The lines of a page, with the lines of one paragraph joined."""
    full = _FULL_LINE * max(map(len, page), default=0)
    text = ""
    unfinished = False
    for line in filter(None, page):
        text += (" " if unfinished else "\n") + line
        unfinished = len(line) >= full and not _ENDS_SENTENCE.search(line)
    return text.lstrip("\n")


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)
