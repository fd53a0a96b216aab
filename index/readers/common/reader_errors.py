"""The faults that files and records may have, with their messages."""

from __future__ import annotations

from dataclasses import dataclass

from index.model.columns import ColumnType
from index.model.errors import UnreadableError
from index.model.messages import Message
from index.model.os_errors import words
from index.model.values import shortened


@dataclass(frozen=True, slots=True)
class Fault:
    """A reason why something can't be read.

    Attributes:
        reason: the code in the report; see `UnreadableError`.
        what: what is wrong, as part of a sentence.
    """

    reason: str
    what: Message

    def at(self, place: str) -> UnreadableError:
        """The error for the document, record or file that `place` names."""
        return UnreadableError(place, self.reason, self.what)


EMPTY = Fault("empty", Message("there is no text in it"))
NO_BYTES = Fault("empty", Message("the file is empty"))
NO_PDF_TEXT = Fault("empty", Message("the PDF holds no text; its pages may be scanned images"))
BINARY = Fault("binary", Message("it holds binary content, not text, whatever its name says"))
ENCODING = Fault("encoding", Message("its characters fit no known encoding; convert it to UTF-8"))
HALF_CHARACTER = Fault("encoding", Message("it holds half a character (a lone surrogate)"))
UNKNOWN_FORMAT = Fault("unknown-format", Message("files of this kind are not read"))
NOT_A_FILE = Fault("io", Message("it is not a regular file"))
GONE = Fault("io", Message("the file is no longer there"))
PERMISSION = Fault("permission", Message("this user may not read it"))
LINK = Fault(
    "unsafe-path",
    Message("it is a link to a folder, to itself or out of the source; it is not followed"),
)
UNSAFE_NAME = Fault("unsafe-path", Message("its name in the archive leads out of the archive"))
ARCHIVED_LINK = Fault("unsafe-path", Message("it is a link inside an archive; it is not followed"))
ENCRYPTED = Fault("encrypted", Message("it is protected by a password; save it without one"))
TRUNCATED = Fault("broken", Message("the file ends too early"))


def too_large(limit: int) -> Fault:
    """A file or record is larger than `limit` bytes."""
    return Fault("too-large", Message("it is larger than {limit:,} bytes", limit=limit))


def no_such_encoding(name: str) -> Fault:
    """The user named an unknown encoding."""
    return Fault("encoding", Message("there is no text encoding {name!r}", name=name))


def no_value(column: str, type_: ColumnType, value: object) -> Fault:
    """What is stated for a column is no value of its type."""
    what = Message("{value} is no {type}; the column {column} is left out", column=column)
    return Fault("value", what.filled(value=shortened(str(value)), type=type_.label))


def broken(kind: Message) -> Fault:
    """A file is no well-formed `kind` ("PDF", "ZIP archive")."""
    return Fault("broken", Message("it is damaged or not a {kind} at all", kind=kind))


def archive_bomb(what: Message) -> Fault:
    """An archive exceeds a limit; `what` says which."""
    return Fault("archive-bomb", Message("refused: {what}", what=what))


def system(error: OSError) -> Fault:
    """The operating system refused to read a file."""
    if isinstance(error, PermissionError):
        return PERMISSION
    if isinstance(error, FileNotFoundError):
        return GONE
    return Fault("io", Message("it can't be read: {why}", why=words(error)))
