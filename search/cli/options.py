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
    kind, is_flag = parameter.kind, parameter.kind is bool

    def value(_: click.Context, __: click.Parameter, given: Any) -> object:
        if is_flag:
            return given is not parameter.default
        if parameter.several:
            return tuple(map(kind, dict.fromkeys(given)))
        return given if given is None else kind(given)

    default = parameter.default.value if isinstance(parameter.default, Enum) else parameter.default
    return click.option(
        parameter.option,
        parameter.argument,
        type=_type(parameter),
        is_flag=is_flag,
        multiple=parameter.several,
        default=False if is_flag else default,
        show_default=not is_flag,
        callback=value,
        help=parameter.help or parameter.description,
    )


def _type(parameter: Parameter) -> click.ParamType[Any] | None:
    if parameter.kind is int:
        return Number(parameter.least, parameter.most)
    return OneOf(parameter.choices) if issubclass(parameter.kind, Enum) else None
