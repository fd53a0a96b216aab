"""Values as people write them, on the command line, in addresses and in the environment."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from index.model.errors import ParameterError

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
        raise ParameterError(
            name,
            english=f"must be a whole number, not {shortened(text)!r}",
            arabic=f"يجب أن تكون القيمة عددًا صحيحًا، لا «{shortened(text)}»",
        )
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
            name,
            english=f"must be at least {least}, not {number}",
            arabic=f"القيمة {number} أقل من المسموح وهو {least}",
        )
    raise ParameterError(
        name,
        english=f"must be from {least} to {most}, not {number}",
        arabic=f"القيمة {number} خارج المدى المسموح من {least} إلى {most}",
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
        english=f"must be one of {', '.join(choices)}, not {shortened(text)!r}",
        arabic=f"القيمة «{shortened(text)}» ليست من القيم المقبولة: {'، '.join(choices)}",
    )


def shortened(text: str) -> str:
    """Enough of `text` to recognise it in a message."""
    return text if len(text) <= _SHOWN_CHARACTERS else text[: _SHOWN_CHARACTERS - 1] + "…"
