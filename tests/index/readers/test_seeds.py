"""The readers on the sample collection, against what its makers say stands in it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from index.model.document import Document
from index.readers import Outcome, read, walk
from index.readers.common.encodings import decode

SHARED = {
    "000": ("وزير الدفاع الروسي يزور كوريا الشمالية: تعاوننا العسكري يتوسع بسرعة", None, None),
    "001": ("زيارة بقطار مصفح وعنوان غير معلن.. زعيم كوريا الشمالية في روسيا", None, None),
    "002": (
        "الاتحاد الروسي يصادق على معاهدة دفاع مشترك مع كوريا الشمالية",
        "2024-11-06",
        "عربي21",
    ),
    "003": (
        "تفاصيل لقاء زعيم كوريا الشمالية وزير الدفاع الروسي في بيونغ يانغ",
        "2024-11-29",
        None,
    ),
}


def outcomes(folder: Path) -> list[Outcome]:
    return [outcome for file in walk(folder) for outcome in read(file)]


def documents(folder: Path) -> dict[str, Document]:
    return {each.id: each for each in outcomes(folder) if isinstance(each, Document)}


@pytest.fixture(scope="module")
def samples(seeds_dir: Path) -> Mapping[str, Document]:
    return documents(seeds_dir)


@pytest.fixture(scope="module")
def expected(repository: Path) -> Mapping[str, Mapping[str, str | None]]:
    facts = (repository / "tests" / "relevance" / "expected.json").read_text("utf-8")
    stated: dict[str, dict[str, str | None]] = json.loads(facts)
    return stated


def test_every_sample_is_read(seeds_dir: Path) -> None:
    assert [each for each in outcomes(seeds_dir) if not isinstance(each, Document)] == []


def test_every_sample_states_what_its_makers_say(
    samples: Mapping[str, Document], expected: Mapping[str, Mapping[str, str | None]]
) -> None:
    for place, facts in expected.items():
        found = samples[place]
        title = facts["title"] or ""
        if facts.get("title_rule"):  # no title in the file: its first sentence, cut at a word
            assert f"{title} ".startswith(f"{found.title} "), place
        else:
            assert found.title == title, place
        day = found.date.isoformat() if found.date else None
        assert (day, found.source) == (facts["date"], facts["source"]), place


def test_every_sample_is_expected(
    samples: Mapping[str, Document], expected: Mapping[str, Mapping[str, str | None]]
) -> None:
    assert set(samples) == set(expected)


def test_the_body_of_a_plain_text_is_cut_from_it(
    seeds_dir: Path, samples: Mapping[str, Document]
) -> None:
    for place, document in samples.items():
        if place.endswith(".txt") and ".zip/" not in place:
            assert document.body in decode((seeds_dir / place).read_bytes(), place)


@pytest.mark.shared
@pytest.mark.parametrize("number", SHARED)
def test_the_shared_articles_state_their_titles_days_and_sources(
    shared_dir: Path, number: str
) -> None:
    found = {place[:3]: each for place, each in documents(shared_dir / "seeds").items()}[number]
    day = found.date.isoformat() if found.date else None
    assert (found.title, day, found.source) == SHARED[number]


@pytest.mark.shared
def test_the_article_without_a_title_lends_its_first_sentence(shared_dir: Path) -> None:
    found = {place[:3]: each for place, each in documents(shared_dir / "seeds").items()}["004"]
    assert found.title_borrowed
    assert found.body.lstrip().startswith(f"{found.title} ")
