"""Records (.jsonl, .csv): which column means what, and the Document of one record."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from index.model.document import Document
from index.model.errors import UnreadableError
from index.model.messages import Message
from index.readers.common import reader_errors
from index.readers.common.dates import date_value
from index.readers.common.languages import languages
from index.readers.common.metadata import first_sentence, one_line
from index.readers.common.sources import Content, ReaderOptions, Records

# The usual names of each field, the likeliest first; `_id`, `title` and `text` are BEIR's
# (Thakur et al. 2021). Compared without regard to case.
USUAL_NAMES: Mapping[str, tuple[str, ...]] = {
    "id": ("_id", "id", "doc_id", "docid", "docno", "uid", "guid", "المعرف", "الرقم"),
    "title": ("title", "headline", "heading", "name", "subject", "العنوان", "عنوان"),
    "body": (
        "text", "body", "content", "contents", "article", "passage", "description", "النص", "نص",
        "المحتوى", "المتن",
    ),
    "source": ("source", "publisher", "site", "newspaper", "المصدر", "مصدر", "الناشر"),
    "url": ("url", "link", "uri", "href", "الرابط", "رابط"),
    "date": ("date", "published", "published_at", "publication_date", "pubdate", "created_at",
             "timestamp", "التاريخ", "تاريخ", "تاريخ النشر"),
}  # fmt: skip
LANGUAGE_NAMES = ("language", "lang", "اللغة")


def columns(names: Collection[str], options: ReaderOptions) -> Mapping[str, str]:
    """The column of each field among `names`; a field without one is left out.

    Columns that the user named are taken as they are, whether they are there or not.
    """
    known = {name.strip().casefold(): name for name in reversed(list(names))}
    found = {
        field: next((known[usual] for usual in usual_names if usual in known), None)
        for field, usual_names in USUAL_NAMES.items()
    }
    return {field: name for field, name in found.items() if name} | dict(options.columns)


class Columns:
    """`columns`, worked out once for successive records of the same names.

    Args:
        options: as in `columns`.
    """

    def __init__(self, options: ReaderOptions) -> None:
        self._options = options
        self._names: list[str] | None = None
        self._named: Mapping[str, str] = {}

    def __call__(self, names: Collection[str]) -> Mapping[str, str]:
        """The column of each field among `names`."""
        if (listed := list(names)) != self._names:
            self._names, self._named = listed, columns(listed, self._options)
        return self._named


def document(
    record: Mapping[str, object], named: Mapping[str, str], content: Content | Records, number: int
) -> Document:
    """The document of one record.

    Args:
        record: the record's values by column.
        named: the column of each field.
        content: the file that the record stands in, or part of it.
        number: the record's place in it, from 1; its id where it has none of its own.

    Raises:
        UnreadableError: it has no text, or text with half a character in it.
    """
    own_id = one_line(_text(record.get(named.get("id", "")))) or str(number)
    place = f"{content.id}#{own_id}"
    if not _is_text(own_id):
        raise reader_errors.HALF_CHARACTER.at(f"{content.id}#{number}")
    texts = {field: _text(record.get(column)) for field, column in named.items()}
    body = texts.get("body", "")
    own_title = one_line(texts.get("title", ""))
    title = own_title or first_sentence(body)
    if not title:
        raise _no_text(record, named, place)
    source, url = texts.get("source", "").strip(), texts.get("url", "").strip()
    if not _is_text(f"{title}{body}{source}{url}"):
        raise reader_errors.HALF_CHARACTER.at(place)
    declared = next(filter(None, map(record.get, LANGUAGE_NAMES)), None)
    return Document(
        id=place,
        title=title,
        body=body,
        source=source or None,
        url=url or None,
        date=date_value(record.get(named.get("date", ""))),
        path=content.path,
        language=languages(body, declared if isinstance(declared, str) else None),
        title_borrowed=not own_title,
    )


def no_such_columns(named: Mapping[str, str], names: Collection[str]) -> reader_errors.Fault | None:
    """The fault of columns that the user named or that a body needs, and that are not there."""
    missing = sorted(name for name in named.values() if name not in names)
    if not missing and ("body" in named or "title" in named):
        return None
    absent, there = ", ".join(missing), ", ".join(names)
    what = (
        Message("it has no column {absent}; its columns are {there}", absent=absent, there=there)
        if missing
        else Message(
            "none of its columns ({there}) is known to hold text; name them by option", there=there
        )
    )
    return reader_errors.Fault("columns", what)


def _no_text(record: Mapping[str, object], named: Mapping[str, str], place: str) -> UnreadableError:
    fault = no_such_columns({k: v for k, v in named.items() if k == "body"}, record.keys())
    return (fault or reader_errors.EMPTY).at(place)


def _text(value: object) -> str:
    """A value as text; paragraphs in a list are joined."""
    if isinstance(value, str):
        return value.replace("\r\n", "\n").replace("\r", "\n") if "\r" in value else value
    if isinstance(value, list):
        return "\n".join(part for part in map(_text, value) if part)
    if value is None or isinstance(value, (bool, dict)):
        return ""
    return str(value)


def _is_text(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
