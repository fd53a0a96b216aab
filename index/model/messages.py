"""Messages: what the program says, in English in the code and in Arabic in one catalogue.

    Message("No document has the id {name!r}.", name=name).text("ar")

The English text is the message's id in `arabic.po` beside this file, of which `arabic.mo` is the
compiled form. Fields are in braces, as `str.format` takes them, under the same names in both
languages.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import cache
from gettext import GNUTranslations
from pathlib import Path
from typing import Final, Literal, Self, TypeAlias

Language: TypeAlias = Literal["en", "ar"]

CATALOGUE: Final = Path(__file__).with_name("arabic.mo")


class Message:
    """A sentence, or a part of one, in both languages.

    Args:
        text: the English text.
        fields: the values of its fields; a message among them is said in the same language.
    """

    __slots__ = ("_fields", "_text")

    def __init__(self, text: str, /, **fields: object) -> None:
        self._text = text
        self._fields = fields

    @property
    def both(self) -> Mapping[Language, str]:
        """What it says, by language."""
        return {"en": self.english, "ar": self.arabic}

    @property
    def english(self) -> str:
        """What it says in English."""
        return self.text("en")

    @property
    def arabic(self) -> str:
        """What it says in Arabic."""
        return self.text("ar")

    def text(self, language: Language) -> str:
        """What it says in a language."""
        fields = {name: _in(language, value) for name, value in self._fields.items()}
        return self._template(language).format_map(fields)

    def filled(self, **fields: object) -> Message:
        """The same with other fields."""
        return Message(self._text, **self._fields | fields)

    def _template(self, language: Language) -> str:
        return _arabic().gettext(self._text) if language == "ar" else self._text


class Counted(Message):
    """A message about a number of things, its field `count`.

    Args:
        one: the English text for one.
        several: the English text for any other number.
        count: the number.
        fields: the values of the other fields.
    """

    __slots__ = ("_count", "_several")

    def __init__(self, one: str, several: str, /, count: int, **fields: object) -> None:
        super().__init__(one, count=count, **fields)
        self._several = several
        self._count = count

    def _template(self, language: Language) -> str:
        if language == "ar":
            return _arabic().ngettext(self._text, self._several, self._count)
        return self._text if self._count == 1 else self._several


COMMA: Final = Message(", ")
_MORE: Final = Message("{names} and {more} more")


class CommaList(Message):
    """Texts or messages in a row, with commas between.

    Args:
        parts: in their order.
        most: how many are said before the others are only counted; None for all.
        between: the text between them.
    """

    __slots__ = ("_between", "_more", "_parts")

    def __init__(
        self,
        parts: Iterable[object],
        most: int | None = None,
        between: Message | str = COMMA,
    ) -> None:
        whole = tuple(parts)
        self._parts = whole[:most]
        self._more = len(whole) - len(self._parts)
        self._between = between

    def text(self, language: Language) -> str:
        """What it says in a language."""
        parts = (str(_in(language, part)) for part in self._parts)
        names = str(_in(language, self._between)).join(parts)
        return _MORE.filled(names=names, more=self._more).text(language) if self._more else names


class Labelled(StrEnum):
    """An enumeration whose members have names for people.

    Attributes:
        label: the name.
    """

    label: Message

    def __new__(cls, value: str, label: Message | None = None) -> Self:
        """A member with its stable value and its name, or the one that has a value."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label or Message(value)
        return member


def quoted(texts: Iterable[object], most: int | None = None) -> Message:
    """Texts in quotation marks, with commas between; after `most` the others are only counted."""
    return CommaList([Message("“{text}”", text=text) for text in texts], most)


def _in(language: Language, value: object) -> object:
    return value.text(language) if isinstance(value, Message) else value


@cache
def _arabic() -> GNUTranslations:
    with CATALOGUE.open("rb") as file:
        return GNUTranslations(file)
