"""Records (.jsonl, .csv): the keys of fields, and the document of a record."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from index.model.columns import COLUMNS
from index.model.document import OWN_COLUMNS
from index.model.errors import UnreadableError
from index.model.messages import Message
from index.readers.common import reader_errors
from index.readers.common.dates import date_value
from index.readers.common.documents import is_text, outcomes
from index.readers.common.metadata import Metadata, first_sentence, one_line
from index.readers.common.sources import Content, Outcome, ReaderOptions, Records

# The usual keys of each field, likeliest first; `_id`, `title` and `text` are BEIR's (Thakur et al.
# 2021). Upper and lower case are the same.
_USUAL_KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "id": ("_id", "id", "doc_id", "docid", "docno", "uid", "guid", "المعرف", "الرقم"),
    "title": ("title", "headline", "heading", "name", "subject", "العنوان", "عنوان"),
    "body": (
        "text", "body", "content", "contents", "article", "passage", "description", "النص", "نص",
        "المحتوى", "المتن",
    ),
    "url": ("url", "link", "uri", "href", "الرابط", "رابط"),
    **{name: column.keys for name, column in COLUMNS.items()},
}  # fmt: skip
# These are read as fields of the document.
_NO_COLUMNS: Final = frozenset({"id", "title", "body", "url", *OWN_COLUMNS})


class RecordReader:
    """Reads successive records of one format.

    Args:
        kind: the format.
        options: with the keys that the user named and the columns that the user declared.
    """

    def __init__(self, kind: str, options: ReaderOptions) -> None:
        self._kind = kind
        self._options = options
        self._names: list[str] | None = None
        self._keys: Mapping[str, str] = {}
        self._columns: list[str] = []

    def keys(self, names: Collection[str]) -> Mapping[str, str]:
        """The key of each field and column among the names of a record.

        A field or column without a key is left out. Keys that the user named are returned even if
        they are not among the names.
        """
        if (ordered := list(names)) != self._names:
            self._names, self._keys = ordered, self._found(ordered)
            self._columns = [name for name in self._keys if name not in _NO_COLUMNS]
        return self._keys

    def _found(self, names: list[str]) -> Mapping[str, str]:
        known = {name.strip().casefold(): name for name in reversed(names)}
        usual = {**_USUAL_KEYS, **{name: (name.casefold(),) for name in self._options.declared}}
        found = {
            field: next((known[key] for key in keys if key in known), None)
            for field, keys in usual.items()
        }
        return {field: key for field, key in found.items() if key} | dict(self._options.fields)

    def outcomes(
        self, record: Mapping[str, object], content: Content | Records, number: int
    ) -> list[Outcome]:
        """The document of a record and an error for each value that is left out; or one error.

        Args:
            record: its values by key.
            content: the file that the record is in, or part of it.
            number: of the record in the file, from 1; its id if it states none.
        """
        try:
            return self._outcomes(record, content, number)
        except UnreadableError as error:
            return [error]

    def _outcomes(
        self, record: Mapping[str, object], content: Content | Records, number: int
    ) -> list[Outcome]:
        keys = self.keys(record.keys())
        stated = {field: record.get(key) for field, key in keys.items()}
        own_id = one_line(_text(stated.get("id"))) or str(number)
        place = f"{content.id}#{own_id}" if content.id else own_id
        if not is_text(own_id):
            raise reader_errors.HALF_CHARACTER.at(f"{content.id}#{number}")
        body, own_title = _text(stated.get("body")), one_line(_text(stated.get("title")))
        source, url = _text(stated.get("source")).strip(), _text(stated.get("url")).strip()
        title = own_title or first_sentence(body)
        if not title:
            raise _no_text(record, keys, place)
        if not is_text(f"{title}{body}{source}{url}"):
            raise reader_errors.HALF_CHARACTER.at(place)
        found = Metadata(
            title,
            body,
            date_value(stated.get("date")),
            source or None,
            title_borrowed=not own_title,
            url=url or None,
            language=stated.get("language"),
            columns={name: stated[name] for name in self._columns},
        )
        return outcomes(found, content, self._kind, self._options, place)


def no_such_keys(keys: Mapping[str, str], names: Collection[str]) -> reader_errors.Fault | None:
    """The fault if a record lacks keys that the user named or any key for its text, else None."""
    missing = sorted(key for key in keys.values() if key not in names)
    if not missing and ("body" in keys or "title" in keys):
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


def _no_text(record: Mapping[str, object], keys: Mapping[str, str], place: str) -> UnreadableError:
    fault = no_such_keys({field: key for field, key in keys.items() if field == "body"}, record)
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
