"""What can be wrong with a file or a record, each with its words in English and Arabic."""

from __future__ import annotations

from dataclasses import dataclass

from index.model.columns import ColumnType
from index.model.errors import UnreadableError
from index.model.os_errors import words


@dataclass(frozen=True, slots=True)
class Fault:
    """One way in which something can't be read.

    Attributes:
        reason: the short code that the rebuild's report counts; see `UnreadableError`.
        english: what is wrong, as part of a sentence.
        arabic: the same in Arabic.
    """

    reason: str
    english: str
    arabic: str

    def at(self, place: str) -> UnreadableError:
        """The error for the document, record or file that `place` names."""
        return UnreadableError(place, self.reason, english=self.english, arabic=self.arabic)


EMPTY = Fault("empty", "there is no text in it", "لا نص فيه")
NO_BYTES = Fault("empty", "the file is empty", "الملف فارغ")
NO_PDF_TEXT = Fault(
    "empty",
    "the PDF holds no text; its pages may be scanned images",
    "لا نص في ملف PDF، ولعل صفحاته صور ممسوحة",
)
BINARY = Fault(
    "binary",
    "it holds binary content, not text, whatever its name says",
    "محتواه ثنائي لا نصي، مهما دل عليه اسمه",
)
ENCODING = Fault(
    "encoding",
    "its characters fit no known encoding; convert it to UTF-8",
    "حروفه لا توافق أي ترميز معروف؛ حوّله إلى UTF-8",
)
HALF_CHARACTER = Fault(
    "encoding",
    "it holds half a character (a lone surrogate)",
    "فيه نصف محرف (محرف بديل منفرد)",
)
UNKNOWN_FORMAT = Fault(
    "unknown-format", "files of this kind are not read", "هذا النوع من الملفات لا يُقرأ"
)
NOT_A_FILE = Fault("io", "it is not a regular file", "ليس ملفًا عاديًا")
GONE = Fault("io", "the file is no longer there", "لم يعد الملف موجودًا")
PERMISSION = Fault("permission", "this user may not read it", "لا إذن لهذا المستخدم بقراءته")
LINK = Fault(
    "unsafe-path",
    "it is a link to a folder, to itself or out of the source; it is not followed",
    "هو رابط إلى مجلد أو إلى نفسه أو إلى خارج المصدر، فلم يُتبع",
)
UNSAFE_NAME = Fault(
    "unsafe-path",
    "its name in the archive leads out of the archive",
    "اسمه في الأرشيف يقود إلى خارج الأرشيف",
)
ARCHIVED_LINK = Fault(
    "unsafe-path",
    "it is a link inside an archive; it is not followed",
    "هو رابط داخل أرشيف، فلم يُتبع",
)
ENCRYPTED = Fault(
    "encrypted",
    "it is protected by a password; save it without one",
    "محمي بكلمة مرور؛ احفظه من دونها",
)
TRUNCATED = Fault("broken", "the file ends too early", "ينتهي الملف قبل أوانه")


def too_large(limit: int) -> Fault:
    """More than `limit` bytes where that many are read at once."""
    return Fault(
        "too-large",
        f"it is larger than {limit:,} bytes",
        f"يزيد حجمه على {limit:,} بايت",
    )


def no_such_encoding(name: str) -> Fault:
    """The user named an encoding that is none."""
    return Fault("encoding", f"there is no text encoding {name!r}", f"لا ترميز نصي باسم «{name}»")


def no_value(column: str, type_: ColumnType, value: object) -> Fault:
    """What is stated for a column is nothing of its type."""
    kinds = {"keyword": "نصًا قصيرًا", "date": "تاريخًا", "number": "عددًا"}
    shown = f"{value!s:.40}"
    return Fault(
        "value",
        f"what is stated for the column {column} is no {type_}: {shown}; it is left out",
        f"قيمة العمود {column} ليست {kinds[type_]}: {shown}؛ فتُركت",
    )


def broken(kind: str, kind_arabic: str | None = None) -> Fault:
    """Not a well-formed `kind` ("PDF", "ZIP archive"), with its name in Arabic."""
    return Fault(
        "broken",
        f"it is damaged or not a {kind} at all",
        f"تالف، أو ليس {kind_arabic or kind} أصلًا",
    )


def archive_bomb(english: str, arabic: str) -> Fault:
    """An archive that unpacks to far more than it should; the arguments say what was counted."""
    return Fault("archive-bomb", f"refused: {english}", f"مرفوض: {arabic}")


def system(error: OSError) -> Fault:
    """The operating system refused to read."""
    if isinstance(error, PermissionError):
        return PERMISSION
    if isinstance(error, FileNotFoundError):
        return GONE
    why = words(error)
    return Fault("io", f"it can't be read: {why.english}", f"تعذرت قراءته: {why.arabic}")
