"""From the parameters of a request to what the service is asked."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from urllib.parse import unquote_to_bytes

from flask import Request
from werkzeug.datastructures import MultiDict

from index.analysis import Level
from index.model.errors import ParameterError, QueryTooLongError
from search.model.records import MAX_QUERY_CHARACTERS, SearchRequest

MAX_ANALYZED_CHARACTERS = 20_000
SHOWN_CHARACTERS = 40

WHOLE_NUMBER = re.compile(r"[+-]?\d{1,9}")
TRUTHS = {"true": True, "false": False}
SURROGATE = re.compile("[\ud800-\udfff]")


def arguments(request: Request) -> MultiDict[str, str]:
    """The parameters in the URL.

    Raises:
        ParameterError: the URL isn't UTF-8 (RFC 3987, section 3.1); an old windows-1256 link
            would otherwise be searched as nonsense.
    """
    try:
        unquote_to_bytes(request.query_string).decode("utf-8")
    except UnicodeDecodeError as error:
        raise ParameterError(
            "URL",
            english="its parameters are not UTF-8 text",
            arabic="معاملات العنوان ليست نصًّا بترميز UTF-8",
        ) from error
    return request.args


def search_request(values: MultiDict[str, str]) -> SearchRequest:
    """The search that all parameters but `facets`, `after`, `levels` and `explain` ask for.

    Raises:
        ParameterError: one of them is of the wrong kind or out of its range.
        QueryTooLongError: `q` is too long.
    """
    standard = SearchRequest("")
    return SearchRequest(
        text=query_text(values),
        page=_number(values, "page", standard.page),
        size=_number(values, "size", standard.size),
        sort=values.get("sort", standard.sort),
        fragments=_number(values, "fragments", standard.fragments),
        filters=_filters(values.getlist("filter")),
        level=_level(values),
        recover=_truth(values, "recover", standard.recover),
    )


def api_request(values: MultiDict[str, str]) -> SearchRequest:
    """The same with what the pages have no use for, or decide themselves.

    Raises:
        ParameterError: one of them is of the wrong kind or out of its range.
        QueryTooLongError: `q` is too long.
    """
    return replace(
        search_request(values),
        facets=_facets(values),
        after=values.get("after"),
        levels=_truth(values, "levels", standard=False),
        explain=_truth(values, "explain", standard=False),
    )


def query_text(values: Mapping[str, str]) -> str:
    """The text of `q`, empty if there is none.

    Raises:
        QueryTooLongError: it is too long.
    """
    text = values.get("q", "")
    if len(text) > MAX_QUERY_CHARACTERS:
        raise QueryTooLongError(len(text), MAX_QUERY_CHARACTERS)
    return text


def size_of(values: Mapping[str, str], standard: int) -> int:
    """How many are wanted, by the parameter `size`.

    Args:
        values: the parameters.
        standard: if there is none.

    Raises:
        ParameterError: it is no whole number.
    """
    return _number(values, "size", standard)


def analyzed_text(value: object) -> str:
    """The text that is to be analysed.

    Args:
        value: of the parameter `text`, or of that member of a JSON object.

    Raises:
        ParameterError: it is missing, no text, too long or not Unicode.
    """
    if value is None:
        raise required("text")
    if not isinstance(value, str):
        raise ParameterError("text", english="must be text", arabic="يجب أن تكون القيمة نصًّا")
    if len(value) > MAX_ANALYZED_CHARACTERS:
        raise ParameterError(
            "text",
            english=f"has {len(value)} characters; at most {MAX_ANALYZED_CHARACTERS} are accepted",
            arabic=f"عدد أحرف النص {len(value)}، والحد الأقصى {MAX_ANALYZED_CHARACTERS}",
        )
    if SURROGATE.search(value):  # JSON can spell half a pair, which no encoding can write
        raise ParameterError(
            "text",
            english="has a lone surrogate, which is no character",
            arabic="في النص نصف محرف (surrogate) لا يُعدّ محرفًا",
        )
    return value


def only_known(values: Collection[str], known: Collection[str]) -> None:
    """Refuse parameters that mean nothing, so that a misspelt one isn't silently left out.

    Raises:
        ParameterError: a name in `values` isn't in `known`.
    """
    for name in values:
        if name not in known:
            raise ParameterError(
                shortened(name),
                english=f"there is no such parameter; known are {', '.join(known)}",
                arabic=f"لا يوجد معامل بهذا الاسم، والمعروف: {'، '.join(known)}",
            )


def required(parameter: str) -> ParameterError:
    """The error that `parameter` is missing."""
    return ParameterError(parameter, english="is required", arabic="هذا المعامل مطلوب")


def shortened(text: str) -> str:
    """Enough of `text` to recognise it in a message."""
    return text if len(text) <= SHOWN_CHARACTERS else text[: SHOWN_CHARACTERS - 1] + "…"


def _number(values: Mapping[str, str], parameter: str, standard: int) -> int:
    value = values.get(parameter)
    if value is None:
        return standard
    if not WHOLE_NUMBER.fullmatch(value):
        raise ParameterError(
            parameter,
            english=f"must be a whole number, not {shortened(value)!r}",
            arabic=f"يجب أن تكون القيمة عددًا صحيحًا، لا «{shortened(value)}»",
        )
    return int(value)


def _truth(values: Mapping[str, str], parameter: str, standard: bool) -> bool:
    value = values.get(parameter)
    if value is None:
        return standard
    if value not in TRUTHS:
        raise ParameterError(
            parameter,
            english=f"must be one of {', '.join(TRUTHS)}, not {shortened(value)!r}",
            arabic=f"القيمة «{shortened(value)}» ليست من القيم المقبولة: {'، '.join(TRUTHS)}",
        )
    return TRUTHS[value]


def _level(values: Mapping[str, str]) -> Level | None:
    value = values.get("level")
    if value and value not in tuple(Level):
        raise ParameterError(
            "level",
            english=f"must be one of {', '.join(Level)}, not {shortened(value)!r}",
            arabic=f"القيمة «{shortened(value)}» ليست من القيم المقبولة: {'، '.join(Level)}",
        )
    return Level(value) if value else None


def _facets(values: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, values.get("facets", "").split(","))))


def _filters(values: Sequence[str]) -> tuple[tuple[str, str], ...]:
    for value in values:
        if ":" not in value:
            raise ParameterError(
                "filter",
                english=f"must be like author:NAME, not {shortened(value)!r}",
                arabic=f"يجب أن تكون القيمة على صورة author:NAME، لا «{shortened(value)}»",
            )
    return tuple((name, text) for name, _, text in (value.partition(":") for value in values))
