"""Document: the one record that readers give and engines store."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Final

from index.model.columns import ColumnValues, Value

OWN_COLUMNS: Final = frozenset({"source", "date", "year", "language"})
"""The columns whose values follow from other fields of a document."""


@dataclass(frozen=True, slots=True)
class Document:
    """One document as its source wrote it; nothing here is normalised.

    Attributes:
        id: stable over rebuilds: the source's path relative to the folder that was indexed,
            and for multi-document files `path#record`.
        title: one line; made from the first sentence where the source states none.
        body: the text, paragraphs divided by newlines. Snippet offsets count its characters.
        source: who published it, as the document states it, or None.
        url: where it was published, or None.
        date: the day of publication where it is plainly stated, else None.
        path: the file it was read from, relative to the folder that was indexed.
        title_borrowed: whether the title was made from the beginning of the body, where it still
            stands; such a title is shown, and not indexed a second time.
        language: BCP 47 tags of the languages that the source declares or that its letters
            show, most used first ("ar", "fa", "en"); may be empty.
        columns: the values of each of its columns by name, at least one of each; those of
            `OWN_COLUMNS` are added. Of languages they are the main subtags.
    """

    id: str
    title: str
    body: str
    source: str | None = None
    url: str | None = None
    date: dt.date | None = None
    path: str = ""
    language: tuple[str, ...] = ()
    title_borrowed: bool = False
    columns: ColumnValues = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        """Add the columns that follow from other fields."""
        columns: dict[str, tuple[Value, ...]] = {
            name: of for name, of in self.columns.items() if of and name not in OWN_COLUMNS
        }
        if self.source:
            columns["source"] = (self.source,)
        if self.date:
            columns["date"], columns["year"] = (self.date,), (self.date.year,)
        if self.language:
            tags = [tag.partition("-")[0].lower() for tag in self.language]
            columns["language"] = tuple(dict.fromkeys(tags))
        object.__setattr__(self, "columns", columns)

    def __reduce__(self) -> tuple[type[Document], tuple[object, ...]]:
        """Travel between processes by position: a fourth of the time that frozen classes take."""
        return Document, (
            self.id,
            self.title,
            self.body,
            self.source,
            self.url,
            self.date,
            self.path,
            self.language,
            self.title_borrowed,
            self.columns,
        )
