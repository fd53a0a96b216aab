"""Settings: what the environment decides, each described once for the program and its pages."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import Field, dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from index.model.errors import SettingError
from index.model.messages import Listed

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    Record = TypeVar("Record", bound=DataclassInstance)

_TRUTHS: Final = dict.fromkeys(("1", "true", "yes", "on"), True) | dict.fromkeys(
    ("0", "false", "no", "off"), False
)


@dataclass(frozen=True, slots=True)
class Setting:
    """A variable of the environment.

    Attributes:
        variable: its name; "" for that of its field, FIHRIS_ before it.
        description: what it decides, for docs/configuration.md.
        least, most: the range of a number.
        choices: the texts that are accepted; empty for the path of a file.
    """

    description: str
    least: float
    most: float
    choices: tuple[str, ...]
    variable: str


def setting(
    default: object,
    description: str,
    least: float = 0,
    most: float = 0,
    choices: tuple[str, ...] = (),
    variable: str = "",
) -> Any:
    """A field of a record of settings; see `Setting`."""
    about = Setting(description, least, most, choices, variable)
    return field(default=default, metadata={"setting": about})


def described(record: type[DataclassInstance]) -> dict[str, tuple[Setting, Field[Any]]]:
    """The settings of a record by the names of their variables."""
    return {
        about.variable or f"FIHRIS_{each.name.upper()}": (about, each)
        for each in fields(record)
        if (about := each.metadata.get("setting"))
    }


def from_environment(
    record: type[Record], environment: Mapping[str, str] | None = None, **others: object
) -> Record:
    """A record of settings as the environment has them; an empty variable is an unset one.

    Args:
        record: its class.
        environment: names and values; the process's own if None.
        others: its fields that are no settings.

    Raises:
        SettingError: a value can't be understood.
    """
    values = os.environ if environment is None else environment
    found = {
        each.name: _read(variable, text, about, each.default)
        for variable, (about, each) in described(record).items()
        if (text := values.get(variable, "").strip())
    }
    return record(**found, **others)


def _read(variable: str, text: str, about: Setting, default: object) -> object:
    if isinstance(default, bool):
        if text.lower() not in _TRUTHS:
            raise SettingError(variable, "must be 1 or 0, not {text!r}", text=text.lower())
        return _TRUTHS[text.lower()]
    if isinstance(default, int | float):
        return _number(variable, text, about, type(default))
    if not about.choices:
        return Path(text)
    if (chosen := text.lower()) in about.choices:
        return chosen
    choices = Listed(about.choices)
    raise SettingError(
        variable, "must be one of {choices}, not {text!r}", choices=choices, text=chosen
    )


def _number(variable: str, text: str, about: Setting, kind: type[float]) -> float:
    with suppress(ValueError):
        if about.least <= (number := kind(text)) <= about.most:
            return number
    raise SettingError(
        variable,
        "must be a number from {least:,} to {most:,}, not {text!r}",
        least=about.least,
        most=about.most,
        text=text,
    )
