"""The options of the command line, made from the parameters that the API has too."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import Any, TypeVar

import click

from index.cli.parameters import Number, OneOf
from search.model.limits import Limits
from search.model.parameters import Parameter, parameters

Command = TypeVar("Command", bound=Callable[..., None])


def options(request: Any, limits: Limits) -> Callable[[Command], Command]:
    """The options of those parameters of a request that the command line has, in their order."""

    def decorated(command: Command) -> Command:
        for parameter in reversed(parameters(request, limits)):
            if parameter.option:
                command = _option(parameter)(command)
        return command

    return decorated


def _option(parameter: Parameter) -> Callable[[Command], Command]:
    kind, default, is_flag = parameter.kind, parameter.default, parameter.kind is bool

    def value(_: click.Context, __: click.Parameter, given: Any) -> object:
        if is_flag:
            return given is not default
        if parameter.several:
            return tuple(map(kind, dict.fromkeys(given)))
        return given if given is None else kind(given)

    shown: click.ParamType[Any] | None = None
    if kind is int:
        shown = Number(parameter.least, parameter.most)
    elif issubclass(kind, Enum):
        shown = OneOf(parameter.choices)
    return click.option(
        parameter.option,
        parameter.argument,
        type=shown,
        is_flag=is_flag,
        multiple=parameter.several,
        default=False if is_flag else default.value if isinstance(default, Enum) else default,
        show_default=not is_flag,
        callback=value,
        help=parameter.help or parameter.description,
    )
