"""Which engine keeps an index: by its name, and by the name that an index has of it."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from index.cli.commands import rebuild_command
from index.engines import registry
from index.engines.registry import engine_named, engine_of
from index.engines.whoosh import WhooshEngine
from index.model.errors import FingerprintError, ParameterError
from index.pipeline.build import BuildOptions, add, rebuild
from index.store.generations import IndexDirectory
from search.model.request import SearchRequest
from search.service import SearchService


class OtherEngine(WhooshEngine):
    """An engine of another name."""

    name = "other-7"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "a.txt").write_text("كتاب جديد", encoding="utf-8")
    return tmp_path


@pytest.fixture
def other(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second engine is registered."""
    monkeypatch.setitem(registry.ENGINES, "other", f"{__name__}:OtherEngine")


def test_an_engine_is_loaded_by_its_name() -> None:
    assert isinstance(engine_named("whoosh"), WhooshEngine)


def test_another_name_is_an_error_that_says_which_there_are() -> None:
    with pytest.raises(ParameterError) as raised:
        engine_named("lucene")
    assert f"must be one of {', '.join(registry.ENGINES)}, not 'lucene'" in raised.value.english
    assert "lucene" in raised.value.arabic


def test_files_of_any_version_are_an_engine_s() -> None:
    assert isinstance(engine_of("whoosh-1"), WhooshEngine)


def test_files_of_an_engine_that_is_not_there_are_of_none() -> None:
    assert engine_of("lucene-9") is None


def found(index: Path) -> list[str]:
    with closing(SearchService.over(index)) as service:
        return [hit.id for hit in service.search(SearchRequest("كتاب")).hits]


@pytest.mark.usefixtures("other")
def test_an_index_is_opened_and_changed_by_the_engine_that_made_it(folder: Path) -> None:
    directory = IndexDirectory(folder / "index")
    options = BuildOptions(jobs=1, engine=engine_named("other"))
    rebuild([folder / "texts"], directory, options)
    (folder / "texts" / "b.txt").write_text("كتاب", encoding="utf-8")
    add([folder / "texts"], directory, BuildOptions(jobs=1))
    assert directory.live().manifest.engine == "other-7"
    assert sorted(found(folder / "index")) == ["a.txt", "b.txt"]
    assert directory.examine().documents == 2


def test_an_index_of_an_engine_that_is_not_there_asks_for_a_rebuild(folder: Path) -> None:
    directory = IndexDirectory(folder / "index")
    rebuild([folder / "texts"], directory, BuildOptions(jobs=1, engine=OtherEngine()))
    with pytest.raises(FingerprintError, match="other-7"):
        directory.open_live()
    with pytest.raises(FingerprintError, match="other-7"):
        add([folder / "texts"], directory)


@pytest.mark.usefixtures("other")
@pytest.mark.parametrize("by", ["option", "environment"])
def test_the_engine_of_a_new_index_is_a_setting(folder: Path, by: str) -> None:
    option = ["--engine", "other"] if by == "option" else []
    environment = {"FIHRIS_ENGINE": "other"} if by == "environment" else {}
    texts, index = str(folder / "texts"), str(folder / "index")
    CliRunner().invoke(rebuild_command, [texts, "--index", index, *option], env=environment)
    assert IndexDirectory(folder / "index").live().manifest.engine == "other-7"


def test_only_the_registry_names_the_embedded_engine(repository: Path) -> None:
    naming = {
        file.relative_to(repository).as_posix()
        for top in ("index", "search", "web")
        for file in (repository / top).rglob("*.py")
        if "WhooshEngine" in file.read_text("utf-8")
    }
    outside = {name for name in naming if not name.startswith("index/engines/whoosh/")}
    assert outside == {"index/engines/registry.py"}
