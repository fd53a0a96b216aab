"""A judged collection in BEIR's layout: documents, queries and relevance judgments.

    corpus.jsonl        {"_id", "title", "text"} a line
    queries.jsonl       {"_id", "text"} a line
    qrels/test.tsv      query-id, corpus-id, score; perhaps after a header line

The layout is that of Thakur et al. 2021, "BEIR", https://github.com/beir-cellar/beir.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from index.model.errors import CollectionError

CORPUS: Final = "corpus.jsonl"
QUERIES: Final = "queries.jsonl"
JUDGMENTS: Final = "qrels/test.tsv"


@dataclass(frozen=True, slots=True)
class JudgedCollection:
    """A collection with queries whose answers are known.

    Attributes:
        corpus: the file with the documents.
        queries: text by query id, of the queries that have judgments.
        judgments: by query id, the grade of each judged document; above 0 is relevant.
    """

    corpus: Path
    queries: Mapping[str, str]
    judgments: Mapping[str, Mapping[str, int]]


def read_collection(folder: Path) -> JudgedCollection:
    """Read a collection's queries and judgments from the folder with its three files.

    Raises:
        CollectionError: a file is missing or a line of it is broken, or nothing is judged.
    """
    _require(folder, CORPUS, QUERIES, JUDGMENTS)
    return read_judgments(folder)


def read_judgments(folder: Path) -> JudgedCollection:
    """Read queries and judgments from a folder without a `corpus.jsonl`.

    Raises:
        CollectionError: as for `read_collection`.
    """
    _require(folder, QUERIES, JUDGMENTS)
    judgments = _judgments(folder / JUDGMENTS)
    texts = dict(_queries(folder / QUERIES))
    judged = {query: texts[query] for query in judgments if query in texts}
    if not judged:
        raise CollectionError(
            "No query of {folder} has a relevant document in {file}.", folder=folder, file=JUDGMENTS
        )
    return JudgedCollection(folder / CORPUS, judged, {query: judgments[query] for query in judged})


def _require(folder: Path, *names: str) -> None:
    for name in names:
        if not (folder / name).is_file():
            raise CollectionError(
                "{folder} is not a collection in BEIR's layout: {name} is missing.",
                folder=folder,
                name=name,
            )


def _queries(file: Path) -> Iterator[tuple[str, str]]:
    for number, line in _lines(file):
        try:
            record = json.loads(line)
            yield str(record["_id"]), str(record["text"])
        except (ValueError, KeyError, TypeError) as error:
            raise _broken(file, number, "_id, text") from error


def _judgments(file: Path) -> dict[str, dict[str, int]]:
    grades: dict[str, dict[str, int]] = {}
    for number, line in _lines(file):
        columns = line.split("\t")
        try:
            query, document, grade = columns
            grades.setdefault(query, {})[document] = int(grade)
        except ValueError as error:
            if number > 1:
                raise _broken(file, number, "query-id, corpus-id, score") from error
    return {query: judged for query, judged in grades.items() if max(judged.values()) > 0}


def _lines(file: Path) -> Iterator[tuple[int, str]]:
    try:
        with file.open(encoding="utf-8-sig") as stream:
            for number, line in enumerate(stream, 1):
                if line.strip():
                    yield number, line.rstrip("\r\n")
    except (OSError, UnicodeError) as error:
        raise CollectionError("{file} can't be read: {error}.", file=file, error=error) from error


def _broken(file: Path, number: int, columns: str) -> CollectionError:
    return CollectionError(
        "{file}, line {number}: expected {columns}.", file=file, number=number, columns=columns
    )
