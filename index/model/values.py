"""Values as people write them, on the command line, in addresses and in the environment."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from index.model.errors import ParameterError
from index.model.messages import Listed

_WHOLE_NUMBER: Final = re.compile(r"\s*[+-]?\d{1,100}\s*")
_SHOWN_CHARACTERS: Final = 40


def whole_number(name: str, text: str, least: int | None = None, most: int | None = None) -> int:
    """The whole number that a text stands for.

    Args:
        name: of the parameter, as the user wrote it.
        text: the number; digits may be those of any script.
        least: the smallest that is accepted; None for any.
        most: the largest that is accepted; None for any.

    Raises:
        ParameterError: it is no whole number, or out of its range.
    """
    if not _WHOLE_NUMBER.fullmatch(text):
        raise ParameterError(name, "must be a whole number, not {text!r}", text=shortened(text))
    return in_range(name, int(text), least, most)


def in_range(name: str, number: int, least: int | None, most: int | None) -> int:
    """The number.

    Raises:
        ParameterError: it is out of its range.
    """
    if (least is None or number >= least) and (most is None or number <= most):
        return number
    if most is None:
        raise ParameterError(
            name, "must be at least {least}, not {number}", least=least, number=number
        )
    raise ParameterError(
        name, "must be from {least} to {most}, not {number}", least=least, most=most, number=number
    )


def one_of(name: str, text: str, choices: Sequence[str]) -> str:
    """The text.

    Raises:
        ParameterError: it is none of the choices.
    """
    if text in choices:
        return text
    raise ParameterError(
        name,
        "must be one of {choices}, not {text!r}",
        choices=Listed(choices),
        text=shortened(text),
    )


def shortened(text: str) -> str:
    """Enough of `text` to recognise it in a message."""
    return text if len(text) <= _SHOWN_CHARACTERS else text[: _SHOWN_CHARACTERS - 1] + "…"
