"""The report: what a rebuild, an addition or a removal did, and what it left out and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal, TypeAlias

Language: TypeAlias = Literal["en", "ar"]
Notice: TypeAlias = Mapping[Language, str]
"""The same sentence in each language."""

_LISTED: Final = 10
"""How many names of a kind the text shows; JSON has them all."""


class DuplicateKind(StrEnum):
    """How a document repeats an earlier one."""

    ID = "id"
    TEXT = "text"


class Refusal(StrEnum):
    """Why a change was not made although nothing broke."""

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
        id: the later document; left out if its id is the repetition, else indexed.
        first: the earlier one.
        likeness: "id", or "text" for the same title and body.
    """

    id: str
    first: str
    likeness: DuplicateKind


@dataclass(frozen=True, slots=True)
class Report:
    """What a change did.

    Attributes:
        command: "rebuild", "add" or "remove".
        generation: the new live generation, None if nothing was changed.
        refused: why nothing was changed, None if it was.
        documents: how many documents this change indexed.
        replaced: how many of them took the place of one with the same id.
        removed: how many were removed.
        total: how many can be found now.
        files: how many files were read or tried.
        skipped: what was left out.
        duplicates: what repeats something earlier in the same change.
        unknown: ids to remove that no document has.
        notices: what else should be known, in English and Arabic.
        pruned: the generations that were removed.
        seconds: from start to swap.
        text_bytes: the indexed titles and bodies, in UTF-8.
        index_bytes: the new generation's files.
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


_LABELS: Final[Mapping[Language, Mapping[str, str]]] = {
    "en": {
        "documents": "documents indexed",
        "replaced": "of these replaced",
        "removed": "documents removed",
        "total": "documents in the index",
        "files": "files read",
        "skipped": "skipped",
        "id": "left out, id already used",
        "text": "same text as an earlier document",
        "unknown": "no document has the id",
        "more": "and {} more (--json lists all)",
        "text_bytes": "text",
        "index_bytes": "index",
        "seconds": "seconds",
        "generation": "generation",
        "unchanged": "none: the index is unchanged",
        "as": "as",
    },
    "ar": {
        "documents": "الوثائق المفهرسة",
        "replaced": "منها ما حل محل سابق",
        "removed": "الوثائق المحذوفة",
        "total": "الوثائق في الفهرس",
        "files": "الملفات المقروءة",
        "skipped": "متروك",
        "id": "متروك لأن معرّفه مستعمل",
        "text": "نصه نص وثيقة سابقة",
        "unknown": "لا وثيقة بهذا المعرّف",
        "more": "و{} غيرها (كلها مع --json)",
        "text_bytes": "حجم النص",
        "index_bytes": "حجم الفهرس",
        "seconds": "الثواني",
        "generation": "الجيل",
        "unchanged": "لا شيء: الفهرس لم يتغير",
        "as": "مثل",
    },
}

REASONS: Final[Mapping[str, Mapping[Language, str]]] = {
    "encoding": {"en": "encoding", "ar": "ترميز"},
    "broken": {"en": "broken", "ar": "تالف"},
    "binary": {"en": "binary", "ar": "ثنائي"},
    "too-large": {"en": "too large", "ar": "كبير جدًا"},
    "archive-bomb": {"en": "archive bomb", "ar": "قنبلة مضغوطة"},
    "empty": {"en": "empty", "ar": "فارغ"},
    "permission": {"en": "permission", "ar": "صلاحيات"},
    "encrypted": {"en": "encrypted", "ar": "مشفّر"},
    "unknown-format": {"en": "unknown format", "ar": "صيغة غير معروفة"},
    "unsafe-path": {"en": "unsafe path", "ar": "مسار غير آمن"},
    "io": {"en": "reading failed", "ar": "تعذّرت القراءة"},
    "columns": {"en": "columns", "ar": "أعمدة"},
    "value": {"en": "values of columns", "ar": "قيم أعمدة"},
    "repeated": {"en": "named twice", "ar": "مذكور مرتين"},
}


def lines(report: Report, language: Language) -> Iterator[str]:
    """The report as lines of text; names of files are as they are, so print them with care."""
    label = _LABELS[language]
    yield from _skipped(report.skipped, language)
    for likeness in DuplicateKind:
        found = [each for each in report.duplicates if each.likeness is likeness]
        named = (f"{each.id} ({label['as']} {each.first})" for each in found)
        yield from _listing(label[likeness.value], list(named), language)
    yield from _listing(label["unknown"], list(report.unknown), language)
    for notice in report.notices:
        yield notice[language]
    for name, value in _numbers(report):
        yield f"{label[name]}: {value}"
    yield f"{label['generation']}: {report.generation or label['unchanged']}"


def _skipped(skipped: tuple[Skipped, ...], language: Language) -> Iterator[str]:
    for reason, _ in Counter(each.reason for each in skipped).most_common():
        comma = "،" if language == "ar" else ","
        title = (
            f"{_LABELS[language]['skipped']}{comma} {REASONS.get(reason, {}).get(language, reason)}"
        )
        said = [_complaint(each, language) for each in skipped if each.reason == reason]
        yield from _listing(title, said, language)


def _complaint(skipped: Skipped, language: Language) -> str:
    return f"{skipped.path}: {skipped.arabic if language == 'ar' else skipped.english}"


def _listing(title: str, names: list[str], language: Language) -> Iterator[str]:
    if not names:
        return
    yield f"{title}: {len(names):,}"
    for name in names[:_LISTED]:
        yield f"  {name}"
    if len(names) > _LISTED:
        yield f"  {_LABELS[language]['more'].format(f'{len(names) - _LISTED:,}')}"


def _numbers(report: Report) -> Iterator[tuple[str, str]]:
    if report.command != "remove":
        yield "files", f"{report.files:,}"
        yield "documents", f"{report.documents:,}"
    if report.replaced:
        yield "replaced", f"{report.replaced:,}"
    if report.removed:
        yield "removed", f"{report.removed:,}"
    if report.generation and report.command != "rebuild":
        yield "total", f"{report.total:,}"
    if report.text_bytes:
        yield "text_bytes", size(report.text_bytes)
    if report.index_bytes:
        yield "index_bytes", size(report.index_bytes)
    yield "seconds", f"{report.seconds:.1f}"


def size(count: int) -> str:
    """Bytes in the largest decimal unit that leaves a number of at least one: 1.5 MB."""
    amount = float(count)
    units = iter(("B", "kB", "MB", "GB", "TB"))
    unit = next(units)
    while amount >= 999.95 and unit != "TB":
        amount, unit = amount / 1000, next(units)
    return f"{count} B" if unit == "B" else f"{amount:.1f} {unit}"
