"""Settings: everything that the environment decides about the front end."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from index.cli.terminal import DEFAULT_INDEX
from index.model.errors import FihrisError

LANGUAGES = ("ar", "en")
AUTOMATIC = "auto"
TRUE_WORDS = frozenset({"1", "true", "yes", "on"})
FALSE_WORDS = frozenset({"", "0", "false", "no", "off"})
MAX_PROXIES = 10


class SettingError(FihrisError):
    """A FIHRIS_ variable of the environment that can't be understood."""

    code: ClassVar[str] = "setting"
    exit_code: ClassVar[int] = 2

    def __init__(self, name: str, *, english: str, arabic: str) -> None:
        """`name` is the variable; the rest continues the sentence."""
        super().__init__(english=f"{name}: {english}", arabic=f"{name}: {arabic}")
        self.name = name


@dataclass(frozen=True, slots=True)
class Settings:
    """What the front end is told from outside.

    Attributes:
        index: the index directory (FIHRIS_INDEX).
        language: of the pages where the visitor asks for none: "ar", "en", or "auto" to
            follow the browser's Accept-Language (FIHRIS_PAGES_LANGUAGE).
        log_queries: whether the log of requests has the text of queries; people search for
            what is private, so not unless asked (FIHRIS_LOG_QUERIES).
        proxies: how many reverse proxies stand in front and are trusted to tell the
            scheme, host and client (FIHRIS_PROXIES).
        synonyms: a file of the user's own synonyms (FIHRIS_SYNONYMS).
        plain: whether searches are answered by the levels alone, for half the work (FIHRIS_PLAIN).
    """

    index: Path = Path(DEFAULT_INDEX)
    language: str = "ar"
    log_queries: bool = False
    proxies: int = 0
    synonyms: Path | None = None
    plain: bool = False

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Read the FIHRIS_ variables; an unset or empty one leaves its default.

        Args:
            environment: names and values; the process's own if None.

        Raises:
            SettingError: a value can't be understood.
        """
        values = os.environ if environment is None else environment
        return cls(
            index=Path(values.get("FIHRIS_INDEX") or DEFAULT_INDEX),
            language=_choice(values, "FIHRIS_PAGES_LANGUAGE", (*LANGUAGES, AUTOMATIC)),
            log_queries=_truth(values, "FIHRIS_LOG_QUERIES"),
            proxies=_count(values, "FIHRIS_PROXIES", MAX_PROXIES),
            synonyms=Path(values["FIHRIS_SYNONYMS"]) if values.get("FIHRIS_SYNONYMS") else None,
            plain=_truth(values, "FIHRIS_PLAIN"),
        )


def _choice(values: Mapping[str, str], name: str, choices: tuple[str, ...]) -> str:
    value = values.get(name, "").strip().lower() or choices[0]
    if value not in choices:
        raise SettingError(
            name,
            english=f"must be one of {', '.join(choices)}, not {value!r}",
            arabic=f"القيمة «{value}» ليست من القيم المقبولة: {'، '.join(choices)}",
        )
    return value


def _truth(values: Mapping[str, str], name: str) -> bool:
    value = values.get(name, "").strip().lower()
    if value not in TRUE_WORDS | FALSE_WORDS:
        raise SettingError(
            name,
            english=f"must be 1 or 0, not {value!r}",
            arabic=f"القيمة «{value}» غير مقبولة، والمقبول 1 أو 0",
        )
    return value in TRUE_WORDS


def _count(values: Mapping[str, str], name: str, most: int) -> int:
    value = values.get(name, "").strip() or "0"
    if not (value.isdecimal() and len(value) < 4 and int(value) <= most):
        raise SettingError(
            name,
            english=f"must be a number from 0 to {most}, not {value!r}",
            arabic=f"القيمة «{value}» ليست عددًا من 0 إلى {most}",
        )
    return int(value)
