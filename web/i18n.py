"""The language of the interface, and how it writes numbers and dates.

Numbers and dates are written as CLDR says for the plain locale `ar`, which means the digits 0-9
that the collection's own texts and most Arabic newsrooms use.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final, Literal

from babel.dates import format_date
from babel.numbers import format_decimal
from flask import Flask, Response, current_app, g, request

from index.model.errors import ParameterError
from index.model.messages import Counted, Language, Message
from search.model.records import LEVEL_NAMES, Notice
from web.parameters import arguments
from web.settings import AUTOMATIC, LANGUAGES, Settings

DIRECTIONS: Final[Mapping[Language, str]] = {"ar": "rtl", "en": "ltr"}
NAMES: Final[Mapping[Language, str]] = {"ar": "العربية", "en": "English"}


def install(app: Flask, settings: Settings) -> None:
    """Choose a language for each request, and give the templates their functions for it."""
    app.config["FIHRIS_PAGES_LANGUAGE"] = settings.language
    app.url_defaults(_keep_language)
    app.after_request(_tell_caches)
    app.context_processor(_for_templates)
    app.jinja_env.globals |= {"_": _message, "ngettext": _counted, "level_names": LEVEL_NAMES}
    app.jinja_env.filters.update(
        decimal=decimal, seconds=seconds, long_date=long_date, message=message
    )


def interface() -> Language:
    """The language of this request's page: "ar" or "en"."""
    if "interface" not in g:
        g.interface = _chosen()
    language: Language = g.interface
    return language


def decimal(number: int) -> str:
    """A whole number with its thousands grouped."""
    return format_decimal(number, locale=interface())


def seconds(milliseconds: float) -> str:
    """A time in seconds, to the millisecond and at least one of them."""
    return format_decimal(max(milliseconds, 1.0) / 1000, format="0.000", locale=interface())


def long_date(date: dt.date) -> str:
    """A date with the name of its month, as in 29 نوفمبر 2024."""
    return format_date(date, "long", locale=interface())


def message(said: Message | Notice) -> str:
    """A message's or a notice's text in the language of the page."""
    if isinstance(said, Notice):
        return said.arabic if interface() == "ar" else said.english
    return said.text(interface())


def _message(text: str, **fields: object) -> str:
    return Message(text, **fields).text(interface())


def _counted(one: str, several: str, count: int) -> str:
    return Counted(one, several, count=count).text(interface())


def url_language() -> Language | None:
    """The language that the URL names, if any."""
    if "url_language" not in g:
        try:
            named = arguments().get("lang")
        except ParameterError:  # the view says so; the page that says it needs a language too
            named = None
        g.url_language = named if named in LANGUAGES else None
    language: Language | None = g.url_language
    return language


def _chosen() -> Language:
    configured: Language | Literal["auto"] = current_app.config["FIHRIS_PAGES_LANGUAGE"]
    if named := url_language():
        return named
    if configured != AUTOMATIC:
        return configured
    g.varies_by_language = True
    return "en" if request.accept_languages.best_match(LANGUAGES) == "en" else "ar"


def _tell_caches(response: Response) -> Response:
    if g.get("varies_by_language"):
        response.vary.add("Accept-Language")
    return response


def _keep_language(endpoint: str, values: dict[str, object]) -> None:
    """Add the language that a visitor chose to the links of the page."""
    if endpoint.startswith("pages.") and (named := url_language()):
        values.setdefault("lang", named)


def _for_templates() -> dict[str, object]:
    language = interface()
    other: Language = "en" if language == "ar" else "ar"
    return {
        "language": language,
        "direction": DIRECTIONS[language],
        "url_language": url_language(),
        "other_language": other,
        "other_language_name": NAMES[other],
    }
