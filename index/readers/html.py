"""Web pages: the main text by trafilatura, and what the page itself declares beside it.

trafilatura would also guess a date from addresses and sentences; only what a page declares counts
here: its `article:published_time` and like fields, schema.org's `datePublished`, a `<time>` in the
article, or a line of its own above the text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

import trafilatura
from lxml import etree
from lxml import html as lxml_html

from index.model.messages import Message
from index.readers.common import reader_errors
from index.readers.common.dates import date_value
from index.readers.common.documents import outcomes, stated_columns
from index.readers.common.encodings import decode
from index.readers.common.metadata import Metadata, metadata_of, one_line
from index.readers.common.sources import Content, Outcome, ReaderOptions

# Where a declaration must stand: the HTML standard (section 13.2.3.2) wants the first 1024 bytes.
_PRESCANNED = 4096
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]+)")
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")

_TITLE_FIELDS = ("og:title", "twitter:title", "dc.title", "dcterms.title", "citation_title")
_DATE_FIELDS = (
    "article:published_time", "og:article:published_time", "og:published_time", "datepublished",
    "dc.date.issued", "dcterms.issued", "dc.date", "dcterms.date", "dcterms.created",
    "publishdate", "publish_date", "publish-date", "published_time", "publication_date",
    "citation_publication_date", "sailthru.date", "parsely-pub-date", "pubdate", "date",
)  # fmt: skip
_SOURCE_FIELDS = ("og:site_name", "application-name", "dc.publisher", "dcterms.publisher",
                  "citation_publisher", "publisher")  # fmt: skip
_ARTICLE_TYPE = re.compile("Article|Posting|Report|WebPage")
# Whose word a field is: Dublin Core's, the Open Graph's, a library's.
_PREFIX = re.compile(r"^(?:dc|dcterms|article|citation|og)[.:_]")
_ADDRESS = re.compile(r"https?://")
# What stands between a page's title and its site's name in <title>.
_TITLE_DIVIDER = re.compile(r"\s+[|\-–—·»:]+\s+")
_BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd", "details",
    "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4",
    "h5", "h6", "header", "hr", "html", "legend", "li", "main", "nav", "ol", "p", "pre", "section",
    "summary", "table", "tbody", "td", "tfoot", "th", "thead", "title", "tr", "ul",
))  # fmt: skip
_UNREAD = frozenset((
    "script", "style", "template", "noscript", "head", "svg", "math", "iframe", "object", "button",
))  # fmt: skip
_FURNITURE = frozenset(("nav", "header", "footer", "aside", "form"))

_TOO_DEEP = reader_errors.Fault("broken", Message("its elements lie too deep in one another"))


def read(content: Content, options: ReaderOptions) -> Iterator[Outcome]:
    """The one document of a page. Raises UnreadableError."""
    raw = content.read(options.max_file_bytes)
    text = decode(raw, content.id, declared=declared_charset(raw), override=options.encoding)
    tree = parse(text, content.id)
    if tree is None:
        raise reader_errors.EMPTY.at(content.id)
    yield from outcomes(_read(tree, options), content, "html", options)


def declared_charset(raw: bytes) -> str | None:
    """The encoding that a page or an XML file names in itself, or None."""
    start = raw[:_PRESCANNED]
    match = _XML_ENCODING.match(start) or _META_CHARSET.search(start)
    return match[1].decode("ascii", "ignore") if match else None


def parse(text: str, place: str) -> lxml_html.HtmlElement | None:
    """The tree of a page; None if there is nothing in it. HTML has no entities to expand.

    Raises:
        UnreadableError: its elements are nested deeper than libxml2 reads (2048).
    """
    parser = lxml_html.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True
    )
    source = _XML_DECLARATION.sub("", text).replace("\0", "").encode("utf-8", "ignore")
    try:
        tree = lxml_html.document_fromstring(source, parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        tree = None
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise _TOO_DEEP.at(place)
    return tree


def flow(tree: etree._Element, *, furniture: bool = True) -> str:
    """The text of an element, a line for each block, without scripts and similar elements.

    Args:
        tree: an element of HTML or XHTML.
        furniture: whether menus, headers and footers are included.
    """
    pieces: list[str] = []
    # Depth first with an explicit stack: a hostile page nests deeper than Python's stack allows.
    stack: list[etree._Element | str] = [tree]
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            pieces.append(node)
            continue
        name = node.tag.rpartition("}")[2].lower() if isinstance(node.tag, str) else ""
        edge = "\n" if name in _BLOCKS else ""
        after = [node.tail] if node.tail and node is not tree else []
        if not name or name in _UNREAD or (not furniture and name in _FURNITURE):
            stack.extend(_single_line(each) for each in after)
            continue
        pieces.append(edge)
        pieces.append(_single_line(node.text or ""))
        stack.extend((*map(_single_line, after), edge, *reversed(node)))
    lines = ("".join(pieces)).split("\n")
    return "\n".join(
        line for line in (re.sub("[ \t]+", " ", each).strip() for each in lines) if line
    )


def _single_line(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def _main_text(tree: lxml_html.HtmlElement) -> str:
    try:
        text = trafilatura.extract(
            tree, include_comments=False, include_tables=True, with_metadata=False
        )
    except Exception:  # it walks trees of any shape and promises nothing; the flow below is enough
        text = None
    return text or flow(tree, furniture=False) or flow(tree)


def _read(tree: lxml_html.HtmlElement, options: ReaderOptions) -> Metadata:
    metadata = _metadata(tree)
    fields = {name: values[0] for name, values in metadata.items()}
    linked = _linked(tree)
    heading = [one_line(flow(h1)) for h1 in tree.iter("h1")]
    site = next((fields[name] for name in _SOURCE_FIELDS if fields.get(name)), None)
    site = site or _name_of(linked.get("publisher"))
    named = next((fields[name] for name in _TITLE_FIELDS if fields.get(name)), "")
    page_title = one_line(" ".join(tree.xpath("//head/title[1]/text()")))
    url = _first(tree.xpath("//link[@rel='canonical']/@href")) or fields.get("og:url")
    days = [date_value(fields.get(name)) for name in _DATE_FIELDS]
    days += [date_value(linked.get("datePublished"))]
    days += [date_value(value) for value in tree.xpath(
        "//*[@itemprop='datePublished']/@content | //*[@itemprop='datePublished']/@datetime"
        " | //article//time[@pubdate]/@datetime"
        " | //article[not(ancestor::aside)]//time[not(ancestor::aside)][1]/@datetime"
    )]  # fmt: skip
    titles = (
        heading[0] if len(heading) == 1 else "",
        _without_site(named, site),
        _without_site(page_title, site, heading),
        *heading[:1],
    )
    language = _first(tree.xpath("/html/@lang"))
    # Last, for trafilatura changes the tree.
    found = metadata_of(_main_text(tree), next(filter(None, titles), ""))
    return replace(
        found,
        date=next(filter(None, days), found.date),
        source=one_line(site) if site else found.source,
        url=url if url and _ADDRESS.match(url) else None,
        language=language,
        columns=stated_columns(_stated(metadata, linked), options),
    )


def _metadata(tree: lxml_html.HtmlElement) -> dict[str, list[str]]:
    """The values of the `<meta>` elements, names in lower case."""
    found: dict[str, list[str]] = {}
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop")
        value = one_line(meta.get("content") or "")
        if name and value:
            found.setdefault(name.strip().lower(), []).append(value)
    return found


def _stated(
    metadata: Mapping[str, list[str]], linked: Mapping[str, object]
) -> dict[str, list[str]]:
    """What may be in columns: the metadata without prefixes and addresses, and JSON-LD's author."""
    found: dict[str, list[str]] = {}
    for name, values in metadata.items():
        if texts := [value for value in values if not _ADDRESS.match(value)]:
            found.setdefault(_PREFIX.sub("", name), texts)
    authors = linked.get("author")
    named = map(_name_of, authors if isinstance(authors, list) else [authors])
    found["author"] = found.get("author") or list(filter(None, named))
    return found


def _linked(tree: lxml_html.HtmlElement) -> dict[str, object]:
    """The article in the page's JSON-LD (schema.org), or {}."""
    for script in tree.xpath("//script[@type='application/ld+json']/text()"):
        try:
            found = json.loads(script)
        except (ValueError, RecursionError):
            continue
        graph = found.get("@graph", found) if isinstance(found, dict) else found
        for node in graph if isinstance(graph, list) else [graph]:
            if isinstance(node, dict) and _ARTICLE_TYPE.search(str(node.get("@type", ""))):
                return node
    return {}


def _name_of(publisher: object) -> str | None:
    name = publisher.get("name") if isinstance(publisher, dict) else publisher
    return name if isinstance(name, str) else None


def _without_site(title: str, site: str | None, headings: list[str] | None = None) -> str:
    """A title without the site's name at its end, if that name or the title is known."""
    for match in _TITLE_DIVIDER.finditer(title):
        before, after = title[: match.start()], title[match.end() :]
        if after == site or before in (headings or ()):
            return before
    return title


def _first(values: list[str]) -> str | None:
    return values[0].strip() if values else None
