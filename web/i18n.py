"""The language of the interface, and how it writes numbers and dates.

Numbers and dates are written as CLDR says for the plain locale `ar`, which means the digits 0-9
that the collection's own texts and most Arabic newsrooms use.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from babel.dates import format_date
from babel.numbers import format_decimal
from flask import Flask, Response, current_app, g, request
from flask_babel import Babel, get_locale

from index.model.errors import FihrisError, ParameterError
from web.parameters import arguments
from web.settings import AUTOMATIC, LANGUAGES, Settings

TRANSLATIONS = Path(__file__).parent / "translations"
DIRECTIONS = {"ar": "rtl", "en": "ltr"}
NAMES = {"ar": "العربية", "en": "English"}


def install(app: Flask, settings: Settings) -> None:
    """Choose a language for each request and teach the templates to speak it."""
    Babel(
        app,
        default_locale=LANGUAGES[0],
        default_translation_directories=str(TRANSLATIONS),
        locale_selector=_chosen,
    )
    app.config["FIHRIS_PAGES_LANGUAGE"] = settings.language
    app.url_defaults(_keep_language)
    app.after_request(_tell_caches)
    app.context_processor(_for_templates)
    app.jinja_env.filters.update(
        decimal=decimal, seconds=seconds, long_date=long_date, message=message
    )


def interface() -> str:
    """The language of this request's page: "ar" or "en"."""
    return str(get_locale())


def decimal(number: int) -> str:
    """A whole number with its thousands grouped."""
    return format_decimal(number, locale=interface())


def seconds(milliseconds: float) -> str:
    """A time in seconds, to the millisecond and at least one of them."""
    return format_decimal(max(milliseconds, 1.0) / 1000, format="0.000", locale=interface())


def long_date(date: dt.date) -> str:
    """A date with the name of its month, as in 29 نوفمبر 2024."""
    return format_date(date, "long", locale=interface())


def message(said: FihrisError | object) -> str:
    """The sentence of an error or a notice in the language of the page."""
    return str(getattr(said, "arabic" if interface() == "ar" else "english"))


def asked_for() -> str | None:
    """The language that the URL asks for, if any."""
    if "asked_language" not in g:
        try:
            named = arguments(request).get("lang")
        except ParameterError:  # the view says so; the page that says it needs a language too
            named = None
        g.asked_language = named if named in LANGUAGES else None
    language: str | None = g.asked_language
    return language


def _chosen() -> str:
    configured: str = current_app.config["FIHRIS_PAGES_LANGUAGE"]
    if named := asked_for():
        return named
    if configured != AUTOMATIC:
        return configured
    g.varies_by_language = True
    return request.accept_languages.best_match(LANGUAGES, default=LANGUAGES[0])


def _tell_caches(response: Response) -> Response:
    if g.get("varies_by_language"):
        response.vary.add("Accept-Language")
    return response


def _keep_language(endpoint: str, values: dict[str, object]) -> None:
    """A visitor who asked for a language keeps it on every page linked from this one."""
    if endpoint.startswith("pages.") and (named := asked_for()):
        values.setdefault("lang", named)


def _for_templates() -> dict[str, object]:
    language = interface()
    other = next(code for code in LANGUAGES if code != language)
    return {
        "language": language,
        "direction": DIRECTIONS[language],
        "asked_language": asked_for(),
        "other_language": other,
        "other_language_name": NAMES[other],
    }
