"""Electronic books: the chapters of an EPUB in the order of its spine, as one document."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
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


@dataclass(frozen=True, slots=True)
class _Package:
    """What the package document states (EPUB 3.3, section 5)."""

    title: str
    publisher: str
    date: str
    stated: Mapping[str, list[str]]
    chapters: tuple[str, ...]


def read(content: Content, options: ReaderOptions) -> Iterator[Outcome]:
    """The one document of a book. Raises UnreadableError."""
    raw = content.read(options.max_file_bytes)
    check_package(raw, content.id, options)
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as book:
            if "META-INF/rights.xml" in book.namelist():
                raise reader_errors.ENCRYPTED.at(content.id)
            package = _package(book)
            chapters = [_chapter(book, name, content.id) for name in package.chapters]
    except UnreadableError:
        raise
    except _BROKEN_BOOK_ERRORS as error:
        raise _BROKEN.at(content.id) from error
    body = "\n\n".join(chapter for chapter in chapters if chapter)
    if not body:
        raise reader_errors.EMPTY.at(content.id)
    found = metadata_of(body, package.title)
    found = replace(
        found,
        source=package.publisher or found.source,
        date=date_value(package.date) or found.date,
        language=package.stated.get("language"),
        columns=stated_columns(package.stated, options),
    )
    yield from outcomes(found, content, "epub", options)


def _xml(book: zipfile.ZipFile, name: str) -> etree._Element:
    """A part of the book as a tree: no entities, nothing from the network, no huge trees."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    return etree.fromstring(book.read(name), parser)


def _package(book: zipfile.ZipFile) -> _Package:
    rootfiles = _xml(book, _CONTAINER).xpath("//c:rootfile/@full-path", namespaces=_NAMES)
    path = str(rootfiles[0])
    tree = _xml(book, path)

    def first(expression: str) -> str:
        found = tree.xpath(expression, namespaces=_NAMES)
        return one_line("".join(found[0].itertext())) if found else ""

    stated: dict[str, list[str]] = {}
    for element in tree.xpath("//dc:*", namespaces=_NAMES):
        text = one_line("".join(element.itertext()))
        stated.setdefault(etree.QName(element).localname.lower(), []).append(text)
    manifest = {
        each.get("id"): each
        for each in tree.xpath("//o:manifest/o:item", namespaces=_NAMES)
        if "nav" not in (each.get("properties") or "").split()
    }
    spine = tree.xpath("//o:spine/o:itemref/@idref", namespaces=_NAMES)
    hrefs = [manifest[each].get("href") or "" for each in spine if each in manifest]
    folder = posixpath.dirname(path)
    return _Package(
        title=first("//dc:title"),
        publisher=first("//dc:publisher"),
        date=first("//dc:date[@o:event='publication']") or first("//dc:date[not(@o:event)]"),
        stated=stated,
        chapters=tuple(
            posixpath.normpath(posixpath.join(folder, unquote(href.partition("#")[0])))
            for href in hrefs
        ),
    )


def _chapter(book: zipfile.ZipFile, name: str, place: str) -> str:
    raw = book.read(name)
    if not raw.strip():
        return ""
    chapter = f"{place}/{name}"
    tree = parse(decode(raw, chapter, declared=declared_charset(raw)), chapter)
    return flow(tree) if tree is not None else ""
