"""The measures of names: what counts as right, and over what the means are."""

from __future__ import annotations

from pathlib import Path

from bench.names import Asked, measured, read_groups


def test_spellings_that_are_equal_as_forms_are_one(tmp_path: Path) -> None:
    (tmp_path / "groups.tsv").write_text("latin\tspellings\nelisa\tإليزا|اليزا|إليسا", "utf-8")
    (group,) = read_groups(tmp_path / "groups.tsv")
    assert group.forms == ("اليزا", "اليسا")


def test_recall_is_over_those_with_others_and_precision_over_the_expanded() -> None:
    asked = [
        Asked(frozenset({"a", "b"}), ("a", "x"), 0),
        Asked(frozenset({"c"}), (), 1),
        Asked(frozenset(), ("y",), 1),
    ]
    of = measured(asked)
    assert (of.recall, of.precision) == (0.25, 0.25)
    assert (of.pairs_recall, of.pairs_precision) == (1 / 3, 1 / 3)
