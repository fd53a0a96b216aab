"""The small cases of ../shared/cases, checked by the script beside them, in one process.

A case is named here only if its answer differs from what the file expects, with the reason.
"""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, TypeAlias

import pytest

from index import build_index
from search import open_index
from search.model.request import SearchRequest
from search.model.serialization import plain

pytestmark = [pytest.mark.shared, pytest.mark.slow]

Case: TypeAlias = Mapping[str, Any]

DIFFERENT: Final = {
    "N69": "قبل is a preposition, and no relative of قبول",
    "L20c": "كبيرر has its last letter twice, كبير is found as the nearest word and said",
    "nl1": "مدرسة and مدرس have one root and two lemmas",
    "nm18": "قوقل differs from جوجل in two letters of four",
    "nm19": "إنكلترة differs from إنجلترا in two letters",
    "ss14": "فلم is oftener ف and لم in texts",
    "pdf6": "the words of the document are cut into letters",
}


@pytest.fixture(scope="module")
def failures(shared_dir: Path) -> Callable[[Case, str], list[str]]:
    specification = importlib.util.spec_from_file_location("run", shared_dir / "cases" / "run.py")
    assert specification is not None
    assert specification.loader is not None
    script = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(script)
    vars(script)["answer"] = answer
    found: Callable[[Case, str], list[str]] = script.failures
    return found


def answer(case: Case, folder: str) -> object:
    """What `fihris search --json` answers."""
    index = Path(folder, case["name"])
    build_index(case["docs"], index)
    with open_index(index) as service:
        return plain(service.search(SearchRequest(case["q"])))


def test_answers_are_those_that_the_cases_expect(
    shared_dir: Path, failures: Callable[[Case, str], list[str]], tmp_path: Path
) -> None:
    different = {}
    for case in cases(shared_dir / "cases" / "arabic.jsonl"):
        found = failures(case, str(tmp_path))
        if found:
            different[case["name"]] = found
    assert different.keys() == DIFFERENT.keys(), different


def cases(path: Path) -> Iterator[Case]:
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)
