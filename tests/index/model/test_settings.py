"""Settings are read from the environment by one table."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from index.model.errors import SettingError
from index.model.settings import from_environment, setting


@dataclass(frozen=True)
class Example:
    count: int = setting(5, "how many", 1, 10)
    seconds: float | None = setting(1.5, "how long", 0, 60)
    quick: bool = setting(False, "whether")
    colour: str = setting("red", "which", choices=("red", "blue"), variable="FIHRIS_PAINT")
    file: Path | None = setting(None, "where")


def read(**variables: str) -> Example:
    return from_environment(Example, variables)


def test_a_field_names_its_variable() -> None:
    assert read(FIHRIS_COUNT="7", FIHRIS_SECONDS="0.25") == Example(7, 0.25)


def test_a_variable_may_have_another_name() -> None:
    assert read(FIHRIS_PAINT="Blue", FIHRIS_FILE="/x") == Example(colour="blue", file=Path("/x"))


@pytest.mark.parametrize("text", ["1", "TRUE", "on"])
def test_truth_has_several_spellings(text: str) -> None:
    assert read(FIHRIS_QUICK=text).quick


def test_an_empty_variable_leaves_the_default() -> None:
    assert read(FIHRIS_COUNT=" ") == Example()


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("FIHRIS_COUNT", "11", "must be from 1 to 10, not 11"),
        ("FIHRIS_COUNT", "2.5", "must be a whole number, not '2.5'"),
        ("FIHRIS_SECONDS", "nan", "must be from 0 to 60, not nan"),
        ("FIHRIS_SECONDS", "soon", "must be a number, not 'soon'"),
        ("FIHRIS_QUICK", "perhaps", "must be one of 1, true, yes, on, 0, false, no, off"),
        ("FIHRIS_PAINT", "green", "must be one of red, blue, not 'green'"),
    ],
)
def test_what_can_not_be_read_is_an_error_that_names_it(name: str, text: str, said: str) -> None:
    with pytest.raises(SettingError, match=f"{name}: {said}"):
        read(**{name: text})
