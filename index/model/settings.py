"""Settings: what the environment decides, each described once for the program and its pages."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from index.model.errors import ParameterError, SettingError
from index.model.values import in_range, one_of, whole_number

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    Record = TypeVar("Record", bound=DataclassInstance)

_TRUE: Final = ("1", "true", "yes", "on")
_FALSE: Final = ("0", "false", "no", "off")


@dataclass(frozen=True, slots=True)
class Setting:
    """A variable of the environment.

    Attributes:
        description: what it decides, for docs/configuration.md.
        least, most: the range of a number.
        choices: the texts that are accepted; empty for the path of a file.
        variable: its name; "" for that of its field, FIHRIS_ before it.
    """

    description: str
    least: int = 0
    most: int = 0
    choices: tuple[str, ...] = ()
    variable: str = ""


def setting(default: object, *about: object, **more: object) -> Any:
    """A field of a record of settings: its default, then what `Setting` takes."""
    return field(default=default, metadata={"setting": Setting(*about, **more)})  # type: ignore[arg-type]


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
        SettingError: a value can't be read.
    """
    values = os.environ if environment is None else environment
    try:
        found = {
            each.name: _read(variable, text, about, each.default)
            for variable, (about, each) in described(record).items()
            if (text := values.get(variable, "").strip())
        }
    except ParameterError as error:
        raise SettingError(error.message) from error
    return record(**found, **others)


def _read(variable: str, text: str, about: Setting, default: object) -> object:
    if isinstance(default, bool):
        return one_of(variable, text.lower(), (*_TRUE, *_FALSE)) in _TRUE
    if isinstance(default, int):
        return whole_number(variable, text, about.least, about.most)
    if isinstance(default, float):
        return _number(variable, text, about)
    return one_of(variable, text.lower(), about.choices) if about.choices else Path(text)


def _number(variable: str, text: str, about: Setting) -> float:
    try:
        number = float(text)
    except ValueError as error:
        raise ParameterError(variable, "must be a number, not {text!r}", text=text) from error
    in_range(variable, number, about.least, about.most)
    return number
