"""What can be wrong with a command line, in both languages; click has English only."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any, Final

import click

from index.model.errors import ParameterError
from index.model.messages import CommaList, Message
from index.model.values import one_of, whole_number

# Units by powers of a thousand (SI), or of 1024 where an "i" follows (IEC 80000-13).
_UNITS: Final = "bkmgt"
_SIZE: Final = re.compile(
    r"(?P<number>[0-9]{1,15}(?:\.[0-9]{1,9})?) ?(?:(?P<unit>[kmgt])(?P<binary>i)?)?b?",
    re.IGNORECASE | re.ASCII,
)
_OR: Final = Message(" or ")


class Number(click.IntRange):
    """A whole number, in a range if one is given; its ends are included."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The number. Raises ParameterError if it is none, or out of the range."""
        return whole_number(_name(param), str(value), self.min, self.max)


class Size(click.ParamType[int]):
    """A number of bytes, at least `least`, as people write it: 512MB, 1.5 GB, 2GiB."""

    name = "size"

    def __init__(self, least: int) -> None:
        self._least = least

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The number of bytes. Raises ParameterError if it is none, or too small."""
        found = _SIZE.fullmatch(str(value))
        if found is None:
            raise ParameterError(
                _name(param), "must be a size such as 512MB or 2GB, not {value!r}", value=value
            )
        base = 1024 if found["binary"] else 1000
        number = int(float(found["number"]) * base ** _UNITS.index((found["unit"] or "b").lower()))
        if number < self._least:
            least = f"{self._least // 10**6}MB"
            raise ParameterError(
                _name(param), "must be at least {least}, not {number}", least=least, number=value
            )
        return number


class OneOf(click.Choice[str]):
    """One of a few words."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The word. Raises ParameterError if it is none of them."""
        return one_of(_name(param), value, self.choices)


class TooManyError(click.UsageError):
    """More arguments than the command takes; `rest` are those that it doesn't."""

    def __init__(self, rest: Sequence[str], ctx: click.Context) -> None:
        words = " ".join(rest)
        super().__init__(words, ctx)


def said(error: click.UsageError) -> Message:
    """What is wrong, as sentences."""
    match error:
        case TooManyError():
            return Message(
                "There is no place for {words!r}; words with spaces go in quotes.",
                words=error.message,
            )
        case click.NoSuchOption():
            what = Message("There is no option {name!r}.", name=error.option_name)
            return _perhaps(what, error.possibilities)
        case click.exceptions.NoSuchCommand():
            what = Message("There is no command {name!r}.", name=error.command_name)
            return _perhaps(what, _commands_like(error))
        case click.MissingParameter():
            return Message("{name} is missing.", name=_name(error.param))
        case click.BadOptionUsage() if "does not take" in error.message:
            return Message("{name} takes no value.", name=error.option_name)
        case click.BadOptionUsage():
            return Message("{name} needs a value.", name=error.option_name)
    return Message("{mistake}", mistake=error.format_message().rstrip(".") + ".")


def _commands_like(error: click.exceptions.NoSuchCommand) -> list[str]:
    """Commands of such a name, those that are not loaded yet among them."""
    if error.ctx is None or not isinstance(error.ctx.command, click.Group):
        return []
    return get_close_matches(error.command_name, error.ctx.command.list_commands(error.ctx))


def _perhaps(what: Message, near: Sequence[str] | None) -> Message:
    if not near:
        return what
    return Message("{what} Did you mean {near}?", what=what, near=CommaList(near, between=_OR))


def _name(param: click.Parameter | None) -> str:
    """An option's long name, an argument's as the help shows it."""
    if param is None:
        return "?"
    if isinstance(param, click.Argument):
        return param.make_metavar(click.Context(click.Command(None))).rstrip(".").strip("[]{}")
    return max(param.opts, key=len)
