"""Values as people write them, on the command line, in addresses and in the environment."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from index.model.errors import ParameterError
from index.model.messages import CommaList

_SHOWN_CHARACTERS: Final = 40


def whole_number(name: str, text: str, least: int | None = None, most: int | None = None) -> int:
    """The whole number that a text stands for, in digits of any script.

    Args:
        name: of the parameter, as the user wrote it.
        text: the number.
        least: the smallest that is accepted; None for any.
        most: the largest that is accepted; None for any.

    Raises:
        ParameterError: it is no whole number, or out of its range.
    """
    try:
        number = int(text)
    except ValueError as error:
        text = shortened(text)
        raise ParameterError(name, "must be a whole number, not {text!r}", text=text) from error
    in_range(name, number, least, most)
    return number


def in_range(name: str, number: float, least: float | None, most: float | None) -> None:
    """Refuse a number out of its range, whose ends are included.

    Raises:
        ParameterError: it is.
    """
    if least is None or (least <= number and (most is None or number <= most)):
        return
    bounds = {"least": least, "most": most, "number": number}
    if most is None:
        raise ParameterError(name, "must be at least {least}, not {number}", **bounds)
    raise ParameterError(name, "must be from {least} to {most}, not {number}", **bounds)


def one_of(name: str, text: str, choices: Sequence[str]) -> str:
    """The text.

    Raises:
        ParameterError: it is none of the choices.
    """
    if text not in choices:
        raise ParameterError(
            name,
            "must be one of {choices}, not {text!r}",
            choices=CommaList(choices),
            text=shortened(text),
        )
    return text


def shortened(text: str) -> str:
    """Enough of `text` to recognise it in a message."""
    return text if len(text) <= _SHOWN_CHARACTERS else text[: _SHOWN_CHARACTERS - 1] + "…"
