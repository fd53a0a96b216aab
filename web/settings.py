"""Settings: everything that the environment decides about the front end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from index.cli.terminal import DEFAULT_INDEX
from index.model.settings import from_environment, setting
from search.model.limits import LIMITS, Limits

LANGUAGES: Final = ("ar", "en")
AUTOMATIC: Final = "auto"


@dataclass(frozen=True, slots=True)
class Settings:
    """What the front end takes from outside."""

    index: Path = setting(
        Path(DEFAULT_INDEX), "the index directory; the option `--index` goes before it"
    )
    language: str = setting(
        "ar",
        "the language of the pages where a visitor chooses none: `ar`, `en`, or `auto` for the"
        " browser's `Accept-Language`",
        choices=(*LANGUAGES, AUTOMATIC),
        variable="FIHRIS_PAGES_LANGUAGE",
    )
    log_queries: bool = setting(False, "`1`: the log holds what people search for; `0`: it doesn't")
    proxies: int = setting(
        0,
        "how many reverse proxies are in front; their `X-Forwarded-…` headers are believed,"
        " nobody else's",
        most=10,
    )
    synonyms: Path | None = setting(
        None,
        "a file of your own synonyms ([query-language.md](query-language.md#synonyms)); read when"
        " the server starts; the option `--synonyms` goes before it",
    )
    plain: bool = setting(
        False,
        "`1`: searches are answered by the levels alone, without reranking, other spellings of"
        " names and recovery: about half the work, for a server with too many requests",
    )
    limits: Limits = LIMITS

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Read the FIHRIS_ variables; an unset or empty one leaves its default.

        Args:
            environment: names and values; the process's own if None.

        Raises:
            SettingError: a value can't be read.
        """
        limits = from_environment(Limits, environment)
        return from_environment(cls, environment, limits=limits)
