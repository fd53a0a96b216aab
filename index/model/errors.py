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
    │   │   └── SettingError        a FIHRIS_ variable that can't be understood
    │   ├── QueryTooLongError       more text than a query may have
    │   └── DocumentNotFoundError   no document has this id
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
        text: one sentence that says what to do where possible, as `Message` takes it.
        fields: what stands in its fields.
    """

    code: ClassVar[str] = "error"
    exit_code: ClassVar[int] = 1

    def __init__(self, text: str | Message, /, **fields: object) -> None:
        self.message = text if isinstance(text, Message) else Message(text, **fields)
        super().__init__(self.message.english)

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
    """No file or folder is at `path`, which the user named."""

    code = "source-missing"
    exit_code = 2

    def __init__(self, path: str) -> None:
        super().__init__("There is no file or folder {path!r}.", path=path)


class SourceRefusedError(SourceError):
    """The system refuses to look at `path`, which the user named; `why` is a part of a sentence."""

    code = "source-refused"
    exit_code = 2

    def __init__(self, path: str, why: Message | str) -> None:
        super().__init__("Can't read {path!r}: {why}.", path=path, why=why)


class EmptySourceError(SourceError):
    """Nothing in `paths`, which the user named, can be indexed."""

    code = "source-empty"

    def __init__(self, paths: Sequence[str]) -> None:
        super().__init__("Nothing to index was found in {paths}.", paths=", ".join(paths))


class UnreadableError(SourceError):
    """One file or record can't be read; the rebuild skips it and its report says why.

    Args:
        path: the document id or relative path that is skipped.
        reason: a short code: "encoding", "broken", "binary", "too-large", "archive-bomb",
            "empty", "permission", "encrypted", "unknown-format", "unsafe-path", "io", "columns",
            "value".
        detail: what is wrong, as a part of a sentence ("the file ends too early").
    """

    code = "unreadable"

    def __init__(self, path: str, reason: str, detail: Message) -> None:
        super().__init__("{name}: {what}", name=path, what=detail)
        self.path, self.reason, self.detail = path, reason, detail


class StoreError(FihrisError):
    """Something about the index on disk."""

    code = "store"


class NoIndexError(StoreError):
    """Nothing was built in the index directory `directory` yet."""

    code = "no-index"

    def __init__(self, directory: str) -> None:
        super().__init__(
            "There is no index in {directory!r}. Build one: fihris rebuild FOLDER"
            " --index {directory}",
            directory=directory,
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
            "The index in {directory!r} was built by another version of Fihris's analysis or"
            " storage ({found}, this program has {expected}). Rebuild it: fihris rebuild FOLDER"
            " --index {directory}",
            directory=directory,
            found=found,
            expected=expected,
        )


class DamagedIndexError(StoreError):
    """`file` of the index is broken or missing; `detail` says how, as a part of a sentence."""

    code = "damaged-index"

    def __init__(self, file: str, detail: Message | str) -> None:
        super().__init__(
            "The index is damaged: {file}: {detail}. Roll back to an earlier generation"
            " (fihris generations roll-back) or rebuild.",
            file=file,
            detail=detail,
        )
        self.file = file


class ForbiddenIndexError(StoreError):
    """This user may not read `file`, a file or folder of the index."""

    code = "index-forbidden"

    def __init__(self, file: str) -> None:
        super().__init__("The index can't be read: {file}: this user may not read it.", file=file)


class WriterBusyError(StoreError):
    """Another writer holds the index; `holder` is its process's number, command and start."""

    code = "writer-busy"

    def __init__(self, directory: str, holder: str) -> None:
        super().__init__(
            "Another writer is at work on {directory!r}: {holder}. Try again when it ends.",
            directory=directory,
            holder=holder,
        )


class StorageError(StoreError):
    """The disk is full or refuses to be written; `detail` says why, as a part of a sentence."""

    code = "storage"

    def __init__(self, directory: str, detail: Message | str) -> None:
        super().__init__(
            "Can't write in {directory!r}: {detail}. The live index is unchanged.",
            directory=directory,
            detail=detail,
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
        text: what is wrong with it, as `Message` takes it.
        fields: what stands in the text's fields.
    """

    code = "parameter"

    def __init__(self, parameter: str, text: str, /, **fields: object) -> None:
        super().__init__("{name}: {what}", name=parameter, what=Message(text, **fields))


class QueryTooLongError(RequestError):
    """A query of more characters than `limit`."""

    code = "query-too-long"

    def __init__(self, length: int, limit: int) -> None:
        super().__init__(
            "The query has {length} characters; at most {limit} are accepted.",
            length=length,
            limit=limit,
        )


class DocumentNotFoundError(RequestError):
    """No document has the id that was asked for."""

    code = "document-not-found"

    def __init__(self, document_id: str) -> None:
        super().__init__("No document has the id {id!r}.", id=document_id)


class SettingError(ParameterError):
    """A FIHRIS_ variable of the environment that can't be understood."""

    code = "setting"


class CollectionError(FihrisError):
    """A folder that isn't a BEIR-layout collection, or one with broken records."""

    code = "collection"
    exit_code = 2


class WorkerLostError(FihrisError):
    """A process that read or analysed was killed; which work was its is not known."""

    code = "worker-lost"

    def __init__(self) -> None:
        super().__init__(
            "A worker process was killed, most often for want of memory. The live index is"
            " unchanged; try fewer processes: --jobs 1"
        )
