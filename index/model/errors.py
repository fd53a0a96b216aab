"""Every error that Fihris raises on purpose, in one hierarchy.

    FihrisError                     code, English and Arabic message, exit code
    ├── SourceError                 what should be indexed can't be
    │   ├── SourceMissingError      no such file or folder
    │   ├── SourceRefusedError      the system refuses to look at it
    │   ├── EmptySourceError        nothing in it can be indexed
    │   └── UnreadableError         one file or record can't be read: skipped and reported
    ├── StoreError                  the index on disk
    │   ├── NoIndexError            nothing was built there yet
    │   ├── FingerprintError        built by another analysis chain or storage: rebuild
    │   ├── DamagedIndexError       a file of the index is broken or missing
    │   ├── ForbiddenIndexError     this user may not read a file of the index
    │   ├── WriterBusyError         another writer holds the index
    │   ├── StorageError            the disk is full or refuses to be written
    │   └── GenerationError         no such generation, or a new one failed its verification
    ├── RequestError                a request that can't be answered as it stands
    │   ├── ParameterError          a parameter out of its range
    │   ├── QueryTooLongError       more text than a query may have
    │   └── DocumentNotFoundError   no document has this id
    ├── CollectionError             a folder that isn't a BEIR-layout collection
    └── WorkerLostError             a process that read or analysed was killed

A library's own exceptions never leave the file that uses the library: they are turned into
one of these there. The message of each stands in English and in Arabic; a front end chooses.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar


class FihrisError(Exception):
    """Something that the user can be told plainly.

    Args:
        english: the message in English, one sentence that says what to do where possible.
        arabic: the same in Arabic.
    """

    code: ClassVar[str] = "error"
    exit_code: ClassVar[int] = 1

    def __init__(self, *, english: str, arabic: str) -> None:
        """Keep both messages; `str()` of the error is the English one."""
        super().__init__(english)
        self.english = english
        self.arabic = arabic

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle by state: worker processes send errors to the parent."""
        return _restore, (type(self), self.__dict__)


def _restore(kind: type[FihrisError], state: dict[str, object]) -> FihrisError:
    error = kind.__new__(kind)
    Exception.__init__(error, state["english"])
    error.__dict__.update(state)
    return error


class SourceError(FihrisError):
    """What should be indexed can't be."""

    code = "source"


class SourceMissingError(SourceError):
    """No such file or folder."""

    code = "source-missing"
    exit_code = 2

    def __init__(self, path: str) -> None:
        """`path` is what the user named."""
        super().__init__(
            english=f"There is no file or folder {path!r}.",
            arabic=f"لا يوجد ملف أو مجلد باسم «{path}».",
        )
        self.path = path


class SourceRefusedError(SourceError):
    """The system refuses to look at what should be indexed."""

    code = "source-refused"
    exit_code = 2

    def __init__(self, path: str, *, english: str, arabic: str) -> None:
        """`path` is what the user named; the rest says why."""
        super().__init__(
            english=f"Can't read {path!r}: {english}.", arabic=f"تعذّرت قراءة «{path}»: {arabic}."
        )
        self.path = path


class EmptySourceError(SourceError):
    """Nothing in the sources can be indexed."""

    code = "source-empty"

    def __init__(self, paths: Sequence[str]) -> None:
        """`paths` are what the user named."""
        named = ", ".join(paths)
        super().__init__(
            english=f"Nothing to index was found in {named}.",
            arabic=f"لم يوجد ما يمكن فهرسته في {named}.",
        )
        self.paths = tuple(paths)


class UnreadableError(SourceError):
    """One file or record can't be read; the rebuild skips it and its report says why.

    Args:
        path: the document id or relative path that is skipped.
        reason: a short code: "encoding", "broken", "binary", "too-large", "archive-bomb",
            "empty", "permission", "encrypted", "unknown-format", "unsafe-path", "io", "columns",
            "value".
        english: what is wrong, as part of a sentence ("the file ends too early").
        arabic: the same in Arabic.
    """

    code = "unreadable"

    def __init__(self, path: str, reason: str, *, english: str, arabic: str) -> None:
        """See the class."""
        super().__init__(english=f"{path}: {english}", arabic=f"{path}: {arabic}")
        self.path = path
        self.reason = reason
        self.detail_english = english
        self.detail_arabic = arabic


class StoreError(FihrisError):
    """Something about the index on disk."""

    code = "store"


class NoIndexError(StoreError):
    """Nothing was built there yet."""

    code = "no-index"

    def __init__(self, directory: str) -> None:
        """`directory` is the index directory that was asked for."""
        super().__init__(
            english=f"There is no index in {directory!r}. Build one: fihris rebuild FOLDER"
            f" --index {directory}",
            arabic=f"لا فهرس في «{directory}». ابنِ واحدًا بالأمر:"
            f" fihris rebuild FOLDER --index {directory}",
        )
        self.directory = directory


class FingerprintError(StoreError):
    """The index was built by another analysis chain, or by an engine that wrote other files."""

    code = "fingerprint"

    def __init__(self, directory: str, *, found: str, expected: str) -> None:
        """`found` is the fingerprint and engine of the index, `expected` this program's."""
        super().__init__(
            english=f"The index in {directory!r} was built by another version of Fihris's analysis"
            f" or storage ({found}, this program has {expected}). Rebuild it: fihris rebuild FOLDER"
            f" --index {directory}",
            arabic=f"بُني الفهرس في «{directory}» بإصدار آخر من التحليل أو التخزين"
            f" ({found}، وفي هذا البرنامج {expected}). أعد بناءه بالأمر:"
            f" fihris rebuild FOLDER --index {directory}",
        )
        self.found = found
        self.expected = expected


class DamagedIndexError(StoreError):
    """A file of the index is broken or missing."""

    code = "damaged-index"

    def __init__(self, file: str, detail: str, arabic: str = "") -> None:
        """`file` names the damaged file; `detail` says what was found, `arabic` in Arabic."""
        super().__init__(
            english=f"The index is damaged: {file}: {detail}. Roll back to an earlier generation"
            " (fihris generations roll-back) or rebuild.",
            arabic=f"الفهرس تالف: {file}: {arabic or detail}. ارجع إلى جيل سابق"
            " (fihris generations roll-back) أو أعد البناء.",
        )
        self.file = file


class ForbiddenIndexError(StoreError):
    """This user may not read a file of the index."""

    code = "index-forbidden"

    def __init__(self, file: str) -> None:
        """`file` is the file or folder."""
        super().__init__(
            english=f"The index can't be read: {file}: this user may not read it.",
            arabic=f"تعذّرت قراءة الفهرس: {file}: لا إذن لهذا المستخدم بقراءته.",
        )
        self.file = file


class WriterBusyError(StoreError):
    """Another writer holds the index."""

    code = "writer-busy"

    def __init__(self, directory: str, holder: str) -> None:
        """`holder` names the process that writes: its number, command and start."""
        super().__init__(
            english=f"Another writer is at work on {directory!r}: {holder}. Try again when it"
            " ends.",
            arabic=f"هناك كاتب آخر يعمل على «{directory}»: {holder}. أعد المحاولة حين ينتهي.",
        )
        self.holder = holder


class StorageError(StoreError):
    """The disk is full or refuses to be written."""

    code = "storage"

    def __init__(self, directory: str, detail: str, arabic: str = "") -> None:
        """`detail` says why in English, `arabic` in Arabic."""
        super().__init__(
            english=f"Can't write in {directory!r}: {detail}. The live index is unchanged.",
            arabic=f"تعذّرت الكتابة في «{directory}»: {arabic or detail}. الفهرس الحالي لم يتغير.",
        )
        self.detail = detail


class GenerationError(StoreError):
    """No such generation, or a new one that failed its verification."""

    code = "generation"


class RequestError(FihrisError):
    """A request that can't be answered as it stands."""

    code = "request"
    exit_code = 2


class ParameterError(RequestError):
    """A parameter out of its range or of the wrong kind."""

    code = "parameter"

    def __init__(self, parameter: str, *, english: str, arabic: str) -> None:
        """`parameter` is the name as the API and the command line write it."""
        super().__init__(english=f"{parameter}: {english}", arabic=f"{parameter}: {arabic}")
        self.parameter = parameter


class QueryTooLongError(RequestError):
    """More text than a query may have."""

    code = "query-too-long"

    def __init__(self, length: int, limit: int) -> None:
        """`length` and `limit` in characters."""
        super().__init__(
            english=f"The query has {length} characters; at most {limit} are accepted.",
            arabic=f"عدد أحرف الاستعلام {length}، والحد الأقصى {limit}.",
        )
        self.length = length
        self.limit = limit


class DocumentNotFoundError(RequestError):
    """No document has this id."""

    code = "document-not-found"

    def __init__(self, document_id: str) -> None:
        """`document_id` is what was asked for."""
        super().__init__(
            english=f"No document has the id {document_id!r}.",
            arabic=f"لا توجد وثيقة معرّفها «{document_id}».",
        )
        self.document_id = document_id


class CollectionError(FihrisError):
    """A folder that isn't a BEIR-layout collection, or one with broken records."""

    code = "collection"
    exit_code = 2


class WorkerLostError(FihrisError):
    """A process that read or analysed was killed, most often for want of memory."""

    code = "worker-lost"

    def __init__(self) -> None:
        """Which one can't be said: its work was shared out."""
        super().__init__(
            english="A worker process was killed, most often for want of memory. The live index is"
            " unchanged; try fewer processes: --jobs 1",
            arabic="أُنهيت إحدى عمليات العمل، والغالب أن الذاكرة لم تكفِ. الفهرس الحالي لم يتغير؛"
            " جرّب عمليات أقل: --jobs 1",
        )
