"""The ranking's numbers, changed by name."""

from __future__ import annotations

import pytest

from index.analysis import Level
from index.model.errors import ParameterError
from index.model.query import TextField
from search.model.ranking import Ranking, weights


def test_numbers_are_changed_by_name() -> None:
    changed = Ranking().changed(["depth=5", " window = 0.25 "])
    assert (changed.depth, changed.window, changed.stem) == (5, 0.25, Ranking().stem)


@pytest.mark.parametrize("setting", ["depth", "depth=", "depth=x", "depth=1.5", "height=1", "="])
def test_anything_else_is_refused_by_name(setting: str) -> None:
    with pytest.raises(ParameterError, match=r"set: .* is no name=number; the names are form"):
        Ranking().changed([setting])


def test_a_title_weighs_more_at_each_level() -> None:
    told = weights(Ranking(title=3.0, root=0.5)).weights
    assert told[TextField.TITLE, Level.ROOT] == 3.0 * told[TextField.BODY, Level.ROOT] == 1.5
