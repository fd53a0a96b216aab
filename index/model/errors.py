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
    ├── RequestError                a request that can't be answered as it stands
    │   ├── ParameterError          a parameter out of its range
    │   ├── QueryTooLongError       more text than a query may have
    │   └── DocumentNotFoundError   no document has this id
    ├── SettingError                a FIHRIS_ variable that can't be understood
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
    """Something that the user can be told plainly.

    Args:
        message: one sentence that says what to do where possible.
    """

    code: ClassVar[str] = "error"
    exit_code: ClassVar[int] = 1

    def __init__(self, message: Message) -> None:
        super().__init__(message.english)
        self.message = message

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
        return _restore, (type(self), self.__dict__)


def _restore(kind: type[FihrisError], state: dict[str, object]) -> FihrisError:
    error = kind.__new__(kind)
    error.__dict__.update(state)
    Exception.__init__(error, error.english)
    return error


class SourceError(FihrisError):
    """What should be indexed can't be."""

    code = "source"


class SourceMissingError(SourceError):
    """No such file or folder.

    Args:
        path: what the user named.
    """

    code = "source-missing"
    exit_code = 2

    def __init__(self, path: str) -> None:
        super().__init__(Message("There is no file or folder {path!r}.", path=path))


class SourceRefusedError(SourceError):
    """The system refuses to look at what should be indexed.

    Args:
        path: what the user named.
        why: the reason, as a part of a sentence.
    """

    code = "source-refused"
    exit_code = 2

    def __init__(self, path: str, why: Message | str) -> None:
        super().__init__(Message("Can't read {path!r}: {why}.", path=path, why=why))


class EmptySourceError(SourceError):
    """Nothing in the sources can be indexed.

    Args:
        paths: what the user named.
    """

    code = "source-empty"

    def __init__(self, paths: Sequence[str]) -> None:
        super().__init__(Message("Nothing to index was found in {paths}.", paths=", ".join(paths)))


class UnreadableError(SourceError):
    """One file or record can't be read; the rebuild skips it and its report says why.

    Args:
        path: the document id or relative path that is skipped.
        reason: a short code: "encoding", "broken", "binary", "too-large", "archive-bomb",
            "empty", "permission", "encrypted", "unknown-format", "unsafe-path", "io", "columns".
        detail: what is wrong, as a part of a sentence ("the file ends too early").
    """

    code = "unreadable"

    def __init__(self, path: str, reason: str, detail: Message) -> None:
        super().__init__(Message("{name}: {what}", name=path, what=detail))
        self.path = path
        self.reason = reason
        self.detail = detail


class StoreError(FihrisError):
    """Something about the index on disk."""

    code = "store"


class NoIndexError(StoreError):
    """Nothing was built there yet.

    Args:
        directory: the index directory that was asked for.
    """

    code = "no-index"

    def __init__(self, directory: str) -> None:
        super().__init__(
            Message(
                "There is no index in {directory!r}. Build one: fihris rebuild FOLDER"
                " --index {directory}",
                directory=directory,
            )
        )


class FingerprintError(StoreError):
    """The index was built by another analysis chain, or by an engine that wrote other files.

    Args:
        directory: the index directory.
        found: the fingerprint and engine of the index.
        expected: those of this program.
    """

    code = "fingerprint"

    def __init__(self, directory: str, *, found: str, expected: str) -> None:
        super().__init__(
            Message(
                "The index in {directory!r} was built by another version of Fihris's analysis"
                " or storage ({found}, this program has {expected}). Rebuild it: fihris rebuild"
                " FOLDER --index {directory}",
                directory=directory,
                found=found,
                expected=expected,
            )
        )


class DamagedIndexError(StoreError):
    """A file of the index is broken or missing.

    Args:
        file: the damaged file.
        detail: what was found, as a part of a sentence.
    """

    code = "damaged-index"

    def __init__(self, file: str, detail: Message | str) -> None:
        super().__init__(
            Message(
                "The index is damaged: {file}: {detail}. Roll back to an earlier generation"
                " (fihris generations roll-back) or rebuild.",
                file=file,
                detail=detail,
            )
        )
        self.file = file


class ForbiddenIndexError(StoreError):
    """This user may not read a file of the index.

    Args:
        file: the file or folder.
    """

    code = "index-forbidden"

    def __init__(self, file: str) -> None:
        super().__init__(
            Message("The index can't be read: {file}: this user may not read it.", file=file)
        )


class WriterBusyError(StoreError):
    """Another writer holds the index.

    Args:
        directory: the index directory.
        holder: the process that writes: its number, command and start.
    """

    code = "writer-busy"

    def __init__(self, directory: str, holder: str) -> None:
        super().__init__(
            Message(
                "Another writer is at work on {directory!r}: {holder}. Try again when it ends.",
                directory=directory,
                holder=holder,
            )
        )


class StorageError(StoreError):
    """The disk is full or refuses to be written.

    Args:
        directory: where.
        detail: why, as a part of a sentence.
    """

    code = "storage"

    def __init__(self, directory: str, detail: Message | str) -> None:
        super().__init__(
            Message(
                "Can't write in {directory!r}: {detail}. The live index is unchanged.",
                directory=directory,
                detail=detail,
            )
        )


class GenerationError(StoreError):
    """No such generation, or a new one that failed its verification."""

    code = "generation"


class RequestError(FihrisError):
    """A request that can't be answered as it stands."""

    code = "request"
    exit_code = 2


class ParameterError(RequestError):
    """A parameter out of its range or of the wrong kind.

    Args:
        parameter: its name as the API or the command line writes it.
        what: what is wrong with it.
    """

    code = "parameter"

    def __init__(self, parameter: str, what: Message) -> None:
        super().__init__(Message("{name}: {what}", name=parameter, what=what))


class QueryTooLongError(RequestError):
    """More text than a query may have.

    Args:
        length: of the query, in characters.
        limit: how many it may have.
    """

    code = "query-too-long"

    def __init__(self, length: int, limit: int) -> None:
        super().__init__(
            Message(
                "The query has {length} characters; at most {limit} are accepted.",
                length=length,
                limit=limit,
            )
        )


class DocumentNotFoundError(RequestError):
    """No document has this id.

    Args:
        document_id: what was asked for.
    """

    code = "document-not-found"

    def __init__(self, document_id: str) -> None:
        super().__init__(Message("No document has the id {id!r}.", id=document_id))


class SettingError(FihrisError):
    """A FIHRIS_ variable of the environment that can't be understood.

    Args:
        name: the variable.
        what: what is wrong with its value.
    """

    code = "setting"
    exit_code = 2

    def __init__(self, name: str, what: Message) -> None:
        super().__init__(Message("{name}: {what}", name=name, what=what))


class CollectionError(FihrisError):
    """A folder that isn't a BEIR-layout collection, or one with broken records."""

    code = "collection"
    exit_code = 2


class WorkerLostError(FihrisError):
    """A process that read or analysed was killed, most often for want of memory.

    Which one can't be said: its work was shared out.
    """

    code = "worker-lost"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "A worker process was killed, most often for want of memory. The live index is"
                " unchanged; try fewer processes: --jobs 1"
            )
        )
