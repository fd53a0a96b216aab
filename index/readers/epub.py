"""Electronic books: the chapters of an EPUB in the order of its spine, as one document."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import unquote

from lxml import etree

from index.model.errors import UnreadableError
from index.model.messages import Message
from index.readers.archives import check_package
from index.readers.common import reader_errors
from index.readers.common.dates import date_value
from index.readers.common.documents import outcomes, stated_columns
from index.readers.common.encodings import decode
from index.readers.common.metadata import metadata_of, one_line
from index.readers.common.sources import Content, Outcome, ReaderOptions
from index.readers.html import declared_charset, flow, parse

_CONTAINER = "META-INF/container.xml"
_NAMES = {
    "c": "urn:oasis:names:tc:opendocument:xmlns:container",
    "o": "http://www.idpf.org/2007/opf",
    "dc": "http://purl.org/dc/elements/1.1/",
}
_BROKEN = reader_errors.broken(Message("EPUB book"))
_BROKEN_BOOK_ERRORS = (
    zipfile.BadZipFile, zlib.error, etree.LxmlError, KeyError, IndexError, EOFError, ValueError,
    RuntimeError, NotImplementedError, OSError,
)  # fmt: skip


def read(content: Content, options: ReaderOptions) -> Iterator[Outcome]:
    """The one document of a book. Raises UnreadableError."""
    raw = content.read(options.max_file_bytes)
    check_package(raw, content.id, options)
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as book:
            if "META-INF/rights.xml" in book.namelist():
                raise reader_errors.ENCRYPTED.at(content.id)
            stated, names = _package(book)
            chapters = [_chapter(book, name, content.id) for name in names]
    except UnreadableError:
        raise
    except _BROKEN_BOOK_ERRORS as error:
        raise _BROKEN.at(content.id) from error
    body = "\n\n".join(chapter for chapter in chapters if chapter)
    if not body:
        raise reader_errors.EMPTY.at(content.id)
    title, publisher, date = (stated.get(name, [""])[0] for name in ("title", "publisher", "date"))
    found = metadata_of(body, title)
    found = replace(
        found,
        source=publisher or found.source,
        date=date_value(date) or found.date,
        language=stated.get("language"),
        columns=stated_columns(stated, options),
    )
    yield from outcomes(found, content, "epub", options)


def _xml(book: zipfile.ZipFile, name: str) -> etree._Element:
    """The tree of a part of the book; no entities, no network access, no huge trees."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    return etree.fromstring(book.read(name), parser)


def _package(book: zipfile.ZipFile) -> tuple[dict[str, list[str]], list[str]]:
    """The Dublin Core of the package document (EPUB 3.3, section 5), and its chapters' files."""
    rootfiles = _xml(book, _CONTAINER).xpath("//c:rootfile/@full-path", namespaces=_NAMES)
    path = str(rootfiles[0])
    tree = _xml(book, path)

    stated: dict[str, list[str]] = {}
    for kind in ("*[not(self::dc:date)]", "date[@o:event='publication']", "date[not(@o:event)]"):
        for element in tree.xpath(f"//dc:{kind}", namespaces=_NAMES):
            text = one_line("".join(element.itertext()))
            stated.setdefault(etree.QName(element).localname, []).append(text)
    manifest = {
        each.get("id"): each
        for each in tree.xpath("//o:manifest/o:item", namespaces=_NAMES)
        if "nav" not in (each.get("properties") or "").split()
    }
    spine = tree.xpath("//o:spine/o:itemref/@idref", namespaces=_NAMES)
    hrefs = [manifest[each].get("href") or "" for each in spine if each in manifest]
    folder = posixpath.dirname(path)
    files = (posixpath.join(folder, unquote(href.partition("#")[0])) for href in hrefs)
    return stated, list(map(posixpath.normpath, files))


def _chapter(book: zipfile.ZipFile, name: str, place: str) -> str:
    raw = book.read(name)
    if not raw.strip():
        return ""
    chapter = f"{place}/{name}"
    tree = parse(decode(raw, chapter, declared=declared_charset(raw)), chapter)
    return flow(tree) if tree is not None else ""
