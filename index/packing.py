"""Packing: analysed documents between processes.

Pickling a token costs several times what it costs to make. So a worker sends the offsets as
arrays, and each different word's readings once, and the parent puts the tokens together again.
"""

from __future__ import annotations

import hashlib
from array import array
from dataclasses import dataclass
from typing import Final, TypeAlias

from index.analysis import Analyzer, Reading, Token
from index.document import Document
from index.engines.protocols import AnalyzedDocument
from index.query import TextField

Readings: TypeAlias = tuple[Reading, ...]

# Different words after which a worker begins its table anew: bounds memory on both sides.
_TABLE: Final = 200_000


@dataclass(frozen=True, slots=True)
class Packed:
    """An analysed document on its way.

    Attributes:
        document: the document.
        tokens: by field, start, end and number of the readings of each token in turn.
        digest: of title and body, to know the same text again.
        bytes: of title and body in UTF-8.
    """

    document: Document
    tokens: dict[TextField, array[int]]
    digest: bytes
    bytes: int


@dataclass(frozen=True, slots=True)
class Additions:
    """What a worker adds to the table of readings.

    Attributes:
        worker: whose table.
        begins: how many entries it has before these; 0 begins it anew.
        readings: as (form, stem, root).
    """

    worker: int
    begins: int
    readings: tuple[tuple[tuple[str, str, str], ...], ...]


class Packer:
    """A worker's side: analyses and packs.

    Args:
        worker: a number that no other worker has.
        analyzer: the analysis.
    """

    def __init__(self, worker: int, analyzer: Analyzer) -> None:
        """See the class."""
        self._worker = worker
        self._analyzer = analyzer
        self._numbers: dict[int, int] = {}  # by identity: the analyser shares its readings
        self._table: list[Readings] = []  # keeps them alive, so that identities stay true
        self._sent = 0

    def pack(self, document: Document) -> Packed:
        """Analyse a document's title, body and source."""
        texts = {TextField.BODY: document.body}
        if not document.title_borrowed:
            texts[TextField.TITLE] = document.title
        if document.source:
            texts[TextField.SOURCE] = document.source
        text = f"{document.title}\0{document.body}".encode("utf-8", "surrogatepass")
        return Packed(
            document,
            {field: self._tokens(text) for field, text in texts.items()},
            hashlib.blake2b(text, digest_size=16).digest(),
            len(text) - 1,
        )

    def additions(self) -> Additions:
        """What was added to the table since the last call; ask behind each batch."""
        new = self._table[self._sent :]
        plain = tuple(tuple((r.form, r.stem, r.root) for r in readings) for readings in new)
        additions = Additions(self._worker, self._sent, plain)
        self._sent = len(self._table)
        if self._sent > _TABLE:
            self._numbers.clear()
            self._table.clear()
            self._sent = 0
        return additions

    def _tokens(self, text: str) -> array[int]:
        packed = array("I")
        for token in self._analyzer.tokens(text):
            readings = token.readings
            number = self._numbers.get(id(readings))
            if number is None:
                number = self._numbers[id(readings)] = len(self._table)
                self._table.append(readings)
            packed.extend((token.start, token.end, number))
        return packed


class Unpacker:
    """The parent's side: knows each worker's table of readings."""

    def __init__(self) -> None:
        """Begin with no tables."""
        self._tables: dict[int, list[Readings]] = {}

    def learn(self, additions: Additions) -> None:
        """Take what a worker added; call before unpacking the batch that it came with."""
        table = self._tables.setdefault(additions.worker, [])
        del table[additions.begins :]
        table.extend(tuple(Reading(*each) for each in readings) for readings in additions.readings)

    def unpack(self, worker: int, packed: Packed) -> AnalyzedDocument:
        """The analysed document that `worker` packed."""
        table = self._tables[worker]
        document = packed.document
        texts = {
            TextField.TITLE: document.title,
            TextField.BODY: document.body,
            TextField.SOURCE: document.source or "",
        }
        return AnalyzedDocument(
            document,
            {field: _tokens(texts[field], ints, table) for field, ints in packed.tokens.items()},
        )


def _tokens(text: str, packed: array[int], table: list[Readings]) -> tuple[Token, ...]:
    numbers = iter(packed)
    return tuple(
        Token(text[start:end], start, end, position, table[number])
        for position, (start, end, number) in enumerate(zip(numbers, numbers, numbers, strict=True))
    )
