"""What can be wrong with a command line, in words of both languages; click has English only."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any, Final

import click

from index.model.errors import ParameterError
from index.model.os_errors import Bilingual
from index.model.values import one_of, whole_number

# Units by powers of a thousand (SI), or of 1024 where an "i" follows (IEC 80000-13).
_UNITS: Final = "bkmgt"
_SIZE: Final = re.compile(
    r"(?P<number>[0-9]{1,15}(?:\.[0-9]{1,9})?) ?(?:(?P<unit>[kmgt])(?P<binary>i)?)?b?",
    re.IGNORECASE | re.ASCII,
)
LRM: Final = "\N{LEFT-TO-RIGHT MARK}"  # keeps an option's dashes on its left in Arabic text


class Number(click.IntRange):
    """A whole number, in a range if one is given; its ends are included."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The number.

        Raises:
            ParameterError: it is none, or out of the range.
        """
        return whole_number(_name(param), str(value), self.min, self.max)


class Size(click.ParamType[int]):
    """A number of bytes as people write it: 512MB, 1.5 GB, 2GiB.

    Args:
        least: the smallest that is accepted, in bytes.
    """

    name = "size"

    def __init__(self, least: int) -> None:
        """See the class."""
        self._least = least

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The number of bytes.

        Raises:
            ParameterError: it is none, or too small.
        """
        found = _SIZE.fullmatch(str(value))
        if found is None:
            raise wrong(
                _name(param),
                f"must be a size such as 512MB or 2GB, not {value!r}",
                f"يجب أن تكون القيمة حجمًا مثل 512MB أو 2GB، لا «{value}»",
            )
        base = 1024 if found["binary"] else 1000
        number = int(float(found["number"]) * base ** _UNITS.index((found["unit"] or "b").lower()))
        if number < self._least:
            least = f"{self._least // 10**6}MB"
            raise wrong(
                _name(param),
                f"must be at least {least}, not {value}",
                f"القيمة {value} أقل من المسموح وهو {least}",
            )
        return number


class OneOf(click.Choice[str]):
    """One of a few words."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The word.

        Raises:
            ParameterError: it is none of them.
        """
        return one_of(_name(param), value, self.choices)


class TooManyError(click.UsageError):
    """More arguments than the command takes.

    Args:
        rest: those that it doesn't take.
        ctx: of the command.
    """

    def __init__(self, rest: Sequence[str], ctx: click.Context) -> None:
        """See the class."""
        super().__init__(" ".join(rest), ctx)


def wrong(name: str, english: str, arabic: str) -> ParameterError:
    """The error that an option, named with its dashes, has a wrong value."""
    return ParameterError(name, english=english, arabic=arabic)


def said(error: click.UsageError) -> Bilingual:
    """What is wrong, as sentences."""
    match error:
        case TooManyError():
            return Bilingual(
                f"There is no place for {error.message!r}; words with spaces go in quotes.",
                f"لا موضع للوسيط «{error.message}»؛ تُكتب الكلمات التي بينها مسافات بين علامتي"
                " اقتباس.",
            )
        case click.NoSuchOption():
            name, near = error.option_name, error.possibilities
            english, arabic = f"There is no option {name!r}.", f"لا يوجد خيار باسم «{LRM}{name}»."
            return _perhaps(Bilingual(english, arabic), near)
        case click.exceptions.NoSuchCommand():
            name, near = error.command_name, _commands_like(error)
            english, arabic = f"There is no command {name!r}.", f"لا يوجد أمر باسم «{name}»."
            return _perhaps(Bilingual(english, arabic), near)
        case click.MissingParameter():
            name = _name(error.param)
            return Bilingual(f"{name} is missing.", f"ينقص {name}.")
        case click.BadOptionUsage() if "does not take" in error.message:
            name = error.option_name
            return Bilingual(f"{name} takes no value.", f"لا يأخذ الخيار {LRM}{name} قيمة.")
        case click.BadOptionUsage():
            name = error.option_name
            return Bilingual(f"{name} needs a value.", f"تلزم قيمة للخيار {LRM}{name}.")
    own = error.format_message().rstrip(".") + "."
    return Bilingual(own, f"خطأ في الاستعمال: {own}")


def _commands_like(error: click.exceptions.NoSuchCommand) -> list[str]:
    """Commands of such a name, those that are not loaded yet among them."""
    if error.ctx is None or not isinstance(error.ctx.command, click.Group):
        return []
    return get_close_matches(error.command_name, error.ctx.command.list_commands(error.ctx))


def _perhaps(words: Bilingual, near: Sequence[str] | None) -> Bilingual:
    if not near:
        return words
    return Bilingual(
        f"{words.english} Did you mean {' or '.join(near)}?",
        f"{words.arabic} أتقصد {' أو '.join(LRM + name for name in near)}؟",
    )


def _name(param: click.Parameter | None) -> str:
    """An option's long name, an argument's as the help shows it."""
    if param is None:
        return "?"
    if isinstance(param, click.Argument):
        return param.make_metavar(click.Context(click.Command(None))).rstrip(".").strip("[]{}")
    return max(param.opts, key=len)
