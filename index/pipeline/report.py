"""Reports of rebuilds, additions and removals: what was done, and what was left out and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias

from index.model.messages import Language, Message

Notice: TypeAlias = Mapping[Language, str]
"""One sentence in each language."""

_MAX_NAMES: Final = 10
"""Names of one kind that the text lists; JSON has all."""


class DuplicateKind(StrEnum):
    """How a document repeats an earlier one."""

    ID = "id"
    TEXT = "text"


class Refusal(StrEnum):
    """Why a change without an error was not made."""

    STRICT = "strict"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file or record that was left out.

    Attributes:
        path: its id or relative path.
        reason: the code of UnreadableError.
        english, arabic: what was wrong.
    """

    path: str
    reason: str
    english: str
    arabic: str


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A document that repeats an earlier one.

    Attributes:
        id: of the later document.
        first: the id of the earlier one.
        likeness: "id" if both have one id and the later was left out, "text" if both have the same
            title and body and are indexed.
    """

    id: str
    first: str
    likeness: DuplicateKind


@dataclass(frozen=True, slots=True)
class Report:
    """The result of a change.

    Attributes:
        command: "rebuild", "add" or "remove".
        generation: the name of the new live generation, None if nothing was changed.
        refused: why nothing was changed, None if something was.
        documents: how many documents were indexed.
        replaced: how many of them replaced a document with the same id.
        removed: how many documents were removed.
        total: how many documents the index has now.
        files: how many files were read or tried.
        skipped: files and records that were left out.
        duplicates: documents that repeat an earlier one of the same change.
        unknown: ids to remove that no document has.
        notices: problems that did not stop the change, in English and Arabic.
        pruned: names of the generations that were deleted.
        seconds: time from the start to the swap.
        text_bytes: size of the indexed titles and bodies in UTF-8.
        index_bytes: size of the new generation's files.
        jobs: how many processes read and analysed.
    """

    command: str
    generation: str | None
    refused: Refusal | None = None
    documents: int = 0
    replaced: int = 0
    removed: int = 0
    total: int = 0
    files: int = 0
    skipped: tuple[Skipped, ...] = ()
    duplicates: tuple[Duplicate, ...] = ()
    unknown: tuple[str, ...] = ()
    notices: tuple[Notice, ...] = ()
    pruned: tuple[str, ...] = ()
    seconds: float = 0.0
    text_bytes: int = 0
    index_bytes: int = 0
    jobs: int = 1


_SKIPPED: Final[Mapping[str, Message]] = {
    "encoding": Message("encoding"),
    "broken": Message("broken"),
    "binary": Message("binary"),
    "too-large": Message("too large"),
    "archive-bomb": Message("archive bomb"),
    "empty": Message("empty"),
    "permission": Message("permission"),
    "encrypted": Message("encrypted"),
    "unknown-format": Message("unknown format"),
    "unsafe-path": Message("unsafe path"),
    "io": Message("reading failed"),
    "columns": Message("columns"),
    "value": Message("values of columns"),
    "repeated": Message("named twice"),
}
_REPEATED: Final = {
    DuplicateKind.ID: Message("left out, id already used"),
    DuplicateKind.TEXT: Message("same text as an earlier document"),
}


def lines(report: Report, language: Language) -> Iterator[str]:
    """The report as lines of text; file names in them may contain control characters."""
    for reason, _ in Counter(each.reason for each in report.skipped).most_common():
        title = Message("skipped, {reason}", reason=_SKIPPED.get(reason, reason))
        found = [each for each in report.skipped if each.reason == reason]
        named = (
            f"{each.path}: {each.arabic if language == 'ar' else each.english}" for each in found
        )
        yield from _listing(title, list(named), language)
    for kind, title in _REPEATED.items():
        same = [each for each in report.duplicates if each.likeness is kind]
        pairs = (Message("{id} (as {first})", id=each.id, first=each.first) for each in same)
        yield from _listing(title, [each.text(language) for each in pairs], language)
    yield from _listing(Message("no document has the id"), list(report.unknown), language)
    for notice in report.notices:
        yield notice[language]
    for message in _numbers(report):
        yield message.text(language)


def _listing(title: Message, names: list[str], language: Language) -> Iterator[str]:
    if not names:
        return
    yield f"{title.text(language)}: {len(names):,}"
    for name in names[:_MAX_NAMES]:
        yield f"  {name}"
    if more := len(names[_MAX_NAMES:]):
        message = Message("and {more:,} more (--json lists all)", more=more)
        yield f"  {message.text(language)}"


def _numbers(report: Report) -> Iterator[Message]:
    if report.command != "remove":
        yield Message("files read: {count:,}", count=report.files)
        yield Message("documents indexed: {count:,}", count=report.documents)
    if report.replaced:
        yield Message("of these replaced: {count:,}", count=report.replaced)
    if report.removed:
        yield Message("documents removed: {count:,}", count=report.removed)
    if report.generation and report.command != "rebuild":
        yield Message("documents in the index: {count:,}", count=report.total)
    if report.text_bytes:
        yield Message("text: {size}", size=size(report.text_bytes))
    if report.index_bytes:
        yield Message("index: {size}", size=size(report.index_bytes))
    yield Message("seconds: {seconds:.1f}", seconds=report.seconds)
    if report.generation:
        yield Message("generation: {name}", name=report.generation)
    else:
        yield Message("generation: none: the index is unchanged")


def size(count: int) -> str:
    """Bytes in the largest decimal unit that leaves a number of at least one: 1.5 MB."""
    amount = float(count)
    units = iter(("B", "kB", "MB", "GB", "TB"))
    unit = next(units)
    while amount >= 999.95 and unit != "TB":
        amount, unit = amount / 1000, next(units)
    return f"{count} B" if unit == "B" else f"{amount:.1f} {unit}"
