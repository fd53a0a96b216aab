"""The FIHRIS_ variables of the environment."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.model.errors import SettingError
from search.model.limits import Limits
from web.settings import Settings


def test_nothing_set_is_the_defaults() -> None:
    assert Settings.from_environment({}) == Settings()


def test_an_empty_variable_is_an_unset_one() -> None:
    empty = dict.fromkeys(("FIHRIS_INDEX", "FIHRIS_PAGES_LANGUAGE", "FIHRIS_PROXIES"), "")
    assert Settings.from_environment(empty) == Settings()


def test_every_setting_has_its_variable() -> None:
    assert Settings.from_environment(
        {
            "FIHRIS_INDEX": "/srv/index",
            "FIHRIS_PAGES_LANGUAGE": "EN",
            "FIHRIS_LOG_QUERIES": "yes",
            "FIHRIS_PROXIES": "1",
            "FIHRIS_SYNONYMS": "/srv/synonyms.txt",
            "FIHRIS_PLAIN": "1",
        }
    ) == Settings(
        Path("/srv/index"),
        language="en",
        log_queries=True,
        proxies=1,
        synonyms=Path("/srv/synonyms.txt"),
        plain=True,
    )


def test_limits_are_settings_too() -> None:
    settings = Settings.from_environment({"FIHRIS_MAX_SNIPPET_CHARACTERS": "300"})
    assert settings.limits == Limits(max_snippet_characters=300)


@pytest.mark.parametrize(
    ("name", "value"),
    [("FIHRIS_PAGES_LANGUAGE", "fr"), ("FIHRIS_LOG_QUERIES", "perhaps"), ("FIHRIS_PROXIES", "-1"),
     ("FIHRIS_PROXIES", "many"), ("FIHRIS_PROXIES", "9" * 5000)],
)  # fmt: skip
def test_what_cannot_be_understood_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingError, match=name) as caught:
        Settings.from_environment({name: value})
    assert caught.value.arabic.startswith(name)
