"""Parameters: what a caller may say, read and checked alike by every front end."""

from __future__ import annotations

from dataclasses import MISSING, Field, dataclass, field, fields
from enum import Enum
from functools import cache
from types import NoneType
from typing import Any, Final, get_args, get_type_hints

from index.model.errors import ParameterError, QueryTooLongError
from index.model.values import in_range, one_of, whole_number
from search.model.limits import LIMITS, Limits

_TRUTHS: Final = {"true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a request: how URLs and the command line write it, and which values it has.

    Attributes:
        name: its name in URLs.
        kind: the type of a value: str, int, bool or an enumeration.
        description: one sentence for users.
        argument: the field of the request, or argument of the service, that receives the value.
        default: the value if the request does not give one; None for none.
        least: the smallest number; ignored unless `kind` is int.
        most: the greatest number, or the most characters of a text; None for no limit.
        several: whether it takes a list of values. URLs separate them by commas, and the command
            line repeats the option.
        repeated: whether URLs repeat the parameter for each value of a list, instead of commas.
        required: whether a request must give it.
        option: the option of the command line, such as --size; "" if there is none. The option of
            a bool is a flag without a value, which sets the opposite of `default`.
        help: one sentence for the option's help; "" to use `description`.
        of_pages: whether the URLs of HTML pages accept it too, not only those of the API.
    """

    name: str
    kind: type[str | int | Enum]
    description: str
    argument: str
    default: object = None
    least: int = 1
    most: int | None = None
    several: bool = False
    repeated: bool = False
    required: bool = False
    option: str = ""
    help: str = ""
    of_pages: bool = False

    @property
    def choices(self) -> tuple[str, ...]:
        """The texts that it may be, if these can be listed."""
        if issubclass(self.kind, Enum):
            return tuple(each.value for each in self.kind)
        return tuple(_TRUTHS) if self.kind is bool else ()

    def read(self, text: str, *others: str) -> object:
        """The value that a text stands for, or that all do if it is repeated.

        Raises:
            ParameterError: it is of the wrong kind or out of its range.
            QueryTooLongError: it is a query and too long.
        """
        if self.several:
            parts = (text, *others) if self.repeated else dict.fromkeys(text.split(","))
            return tuple(self._value(part) for part in parts if part)
        return None if self.choices and not text and self.default is None else self._value(text)

    def _value(self, text: str) -> object:
        if self.kind is bool:
            return _TRUTHS[one_of(self.name, text, self.choices)]
        if self.kind is int:
            return whole_number(self.name, text, self.least, self.most)
        if self.choices:
            return self.kind(one_of(self.name, text, self.choices))
        self.refuse(text)
        return text

    def refuse(self, value: object) -> None:
        """Raise as `read` does, if a value is out of its range."""
        if self.kind is int and isinstance(value, int):
            in_range(self.name, value, self.least, self.most)
        elif isinstance(value, str) and self.most is not None and len(value) > self.most:
            if self.name == "q":
                raise QueryTooLongError(len(value), self.most)
            raise ParameterError(
                self.name,
                "has {length} characters; at most {most} are accepted",
                length=len(value),
                most=self.most,
            )

    def schema(self) -> dict[str, Any]:
        """Its JSON Schema."""
        schema: dict[str, Any] = {"type": "boolean"}
        if self.kind is int:
            schema = {"type": "integer", "minimum": self.least, "maximum": self.most}
        elif self.kind is str:
            schema = {"type": "string"} | ({"maxLength": self.most} if self.most else {})
        elif self.kind is not bool:
            schema = {"enum": list(self.choices)}
        if self.several:
            schema = {"type": "array", "items": schema}
        return schema | ({} if self.default in (None, (), "") else {"default": self.default})


def parameter(
    description: str,
    default: object = MISSING,
    option: str = "",
    usual: str = "",
    most: int | str | None = None,
    **about: object,
) -> Any:
    """A field of a request that is a parameter.

    Args:
        description: as of `Parameter`; it may have a field `most`.
        default: its value where a caller says nothing; without one it is required.
        option: as of `Parameter`.
        usual: the field of `Limits` that has the default, if one does; `default` is None then.
        most: as of `Parameter`, or the field of `Limits` that has it.
        about: more of `Parameter`.
    """
    about |= {"description": description, "option": option}
    return field(default=default, metadata={"about": about, "usual": usual, "most": most})


@cache
def parameters(request: Any, limits: Limits = LIMITS) -> tuple[Parameter, ...]:
    """The parameters of a kind of request, by the fields of its record."""
    hints = get_type_hints(request)
    return tuple(_resolved(each, hints[each.name], limits) for each in fields(request))


def _resolved(of: Field[Any], hint: Any, limits: Limits) -> Parameter:
    usual, most, about = (of.metadata[key] for key in ("usual", "most", "about"))
    most = getattr(limits, most) if isinstance(most, str) else most
    default = getattr(limits, usual) if usual else of.default
    kinds = [kind for kind in get_args(hint) if kind not in (NoneType, ...)]
    known = {
        "name": of.name,
        "argument": of.name,
        "kind": kinds[0] if kinds else hint,
        "default": None if default is MISSING else default,
        "most": most,
        "several": ... in get_args(hint),
        "required": default is MISSING,
    }
    return Parameter(**known | about | {"description": about["description"].format(most=most)})
