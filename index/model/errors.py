"""Every error that Fihris raises on purpose, in one hierarchy.

    FihrisError                     code, message in English and Arabic, exit code
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
    ├── RequestError                a request that can't be answered
    │   ├── ParameterError          a parameter out of its range
    │   ├── QueryTooLongError       more text than a query may have
    │   └── DocumentNotFoundError   no document has this id
    ├── SettingError                a FIHRIS_ variable that can't be read
    ├── CollectionError             a folder that isn't a BEIR-layout collection
    └── WorkerLostError             a process that read or analysed was killed

A library's own exceptions never leave the file that uses the library: they are turned into
one of these there. The message of each can be said in English and in Arabic; a front end chooses.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from index.model.messages import Message


class FihrisError(Exception):
    """An error with a message for the user.

    Args:
        text: one sentence that says what to do where possible, as `Message` takes it.
        fields: the values of its fields.
    """

    code: ClassVar[str] = "error"
    exit_code: ClassVar[int] = 1

    def __init_subclass__(cls, code: str, exit_code: int = 0) -> None:
        """Set the code of a kind of error, and its exit code if its parent's is another."""
        cls.code, cls.exit_code = code, exit_code or cls.exit_code

    def __init__(self, text: str | Message, /, **fields: object) -> None:
        self.message = text if isinstance(text, Message) else Message(text, **fields)

    def __str__(self) -> str:
        return self.message.english

    @property
    def english(self) -> str:
        """The message in English."""
        return self.message.english

    @property
    def arabic(self) -> str:
        """The message in Arabic."""
        return self.message.arabic

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle by state: worker processes send errors to the parent."""
        return Exception.__new__, (type(self),), self.__dict__


class SourceError(FihrisError, code="source"):
    """What should be indexed can't be."""


class SourceMissingError(SourceError, code="source-missing", exit_code=2):
    """No file or folder is at `path`, which the user named."""

    def __init__(self, path: str) -> None:
        super().__init__("There is no file or folder {path!r}.", path=path)


class SourceRefusedError(SourceError, code="source-refused", exit_code=2):
    """The system refuses to look at `path`, which the user named; `why` is a part of a sentence."""

    def __init__(self, path: str, why: Message | str) -> None:
        super().__init__("Can't read {path!r}: {why}.", path=path, why=why)


class EmptySourceError(SourceError, code="source-empty"):
    """Nothing in `paths`, which the user named, can be indexed."""

    def __init__(self, paths: Sequence[str]) -> None:
        super().__init__("Nothing to index was found in {paths}.", paths=", ".join(paths))


class UnreadableError(SourceError, code="unreadable"):
    """One file or record can't be read; the rebuild skips it and its report says why.

    Args:
        path: the document id or relative path that is skipped.
        reason: a short code: "encoding", "broken", "binary", "too-large", "archive-bomb",
            "empty", "permission", "encrypted", "unknown-format", "unsafe-path", "io", "columns",
            "value".
        detail: what is wrong, as a part of a sentence ("the file ends too early").
    """

    def __init__(self, path: str, reason: str, detail: Message) -> None:
        super().__init__("{name}: {what}", name=path, what=detail)
        self.path, self.reason, self.detail = path, reason, detail


class StoreError(FihrisError, code="store"):
    """Something about the index on disk."""


class NoIndexError(StoreError, code="no-index"):
    """Nothing was built in the index directory `directory` yet."""

    def __init__(self, directory: str) -> None:
        super().__init__(
            "There is no index in {directory!r}. Build one: fihris rebuild FOLDER"
            " --index {directory}",
            directory=directory,
        )


class FingerprintError(StoreError, code="fingerprint"):
    """The index was built by another analysis chain, or by an engine that wrote other files.

    Args:
        directory: the index directory.
        found: the fingerprint and engine of the index.
        expected: those of this program.
    """

    def __init__(self, directory: str, *, found: str, expected: str) -> None:
        super().__init__(
            "The index in {directory!r} was built by another version of Fihris's analysis or"
            " storage ({found}, this program has {expected}). Rebuild it: fihris rebuild FOLDER"
            " --index {directory}",
            directory=directory,
            found=found,
            expected=expected,
        )


class DamagedIndexError(StoreError, code="damaged-index"):
    """`file` of the index is broken or missing; `detail` says how, as a part of a sentence."""

    def __init__(self, file: str, detail: Message | str) -> None:
        super().__init__(
            "The index is damaged: {file}: {detail}. Roll back to an earlier generation"
            " (fihris generations roll-back) or rebuild.",
            file=file,
            detail=detail,
        )
        self.file = file


class ForbiddenIndexError(StoreError, code="index-forbidden"):
    """This user may not read `file`, a file or folder of the index."""

    def __init__(self, file: str) -> None:
        super().__init__("The index can't be read: {file}: this user may not read it.", file=file)


class WriterBusyError(StoreError, code="writer-busy"):
    """Another writer holds the index; `holder` is its process's number, command and start."""

    def __init__(self, directory: str, holder: str) -> None:
        super().__init__(
            "Another writer is at work on {directory!r}: {holder}. Try again when it ends.",
            directory=directory,
            holder=holder,
        )


class StorageError(StoreError, code="storage"):
    """The disk is full or refuses to be written; `detail` says why, as a part of a sentence."""

    def __init__(self, directory: str, detail: Message | str) -> None:
        super().__init__(
            "Can't write in {directory!r}: {detail}. The live index is unchanged.",
            directory=directory,
            detail=detail,
        )


class GenerationError(StoreError, code="generation"):
    """No such generation, or a new one that failed its verification."""


class RequestError(FihrisError, code="request", exit_code=2):
    """A request that can't be answered."""


class ParameterError(RequestError, code="parameter"):
    """A parameter out of its range or of the wrong kind.

    Args:
        parameter: its name as the API or the command line writes it.
        text: what is wrong with it, as `Message` takes it.
        fields: the values of the text's fields.
    """

    def __init__(self, parameter: str, text: str, /, **fields: object) -> None:
        super().__init__("{name}: {what}", name=parameter, what=Message(text, **fields))


class QueryTooLongError(RequestError, code="query-too-long"):
    """A query of more characters than `limit`."""

    def __init__(self, length: int, limit: int) -> None:
        super().__init__(
            "The query has {length} characters; at most {limit} are accepted.",
            length=length,
            limit=limit,
        )


class DocumentNotFoundError(RequestError, code="document-not-found"):
    """No document has the id of the request."""

    def __init__(self, document_id: str) -> None:
        super().__init__("No document has the id {id!r}.", id=document_id)


class SettingError(FihrisError, code="setting", exit_code=2):
    """A FIHRIS_ variable of the environment that can't be read."""


class CollectionError(FihrisError, code="collection", exit_code=2):
    """A folder that isn't a BEIR-layout collection, or one with broken records."""


class WorkerLostError(FihrisError, code="worker-lost"):
    """A process that read or analysed files was killed; the error can't say which files it had."""

    def __init__(self) -> None:
        super().__init__(
            "A worker process was killed, most often for want of memory. The live index is"
            " unchanged; try fewer processes: --jobs 1"
        )
