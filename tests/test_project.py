"""The project's own papers agree with each other."""

from __future__ import annotations

import hashlib
import importlib.metadata
import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

LOCKED = re.compile(r"^(?P<name>[a-z0-9.-]+)==(?P<version>[^ ]+)", re.MULTILINE)


@pytest.fixture(scope="module")
def project(repository: Path) -> dict[str, Any]:
    return tomllib.loads((repository / "pyproject.toml").read_text("utf-8"))


def requirements(lines: list[Any]) -> list[Requirement]:
    return [Requirement(line) for line in lines if isinstance(line, str)]


def locked(path: Path) -> dict[str, str]:
    return dict(LOCKED.findall(path.read_text("utf-8")))


def tracked(repository: Path) -> list[Path]:
    listed = subprocess.run(
        ["git", "-c", "safe.directory=*", "-C", str(repository), "ls-files", "-z"],
        capture_output=True,
        check=False,
    )
    if listed.returncode != 0:
        pytest.skip("not a git clone: nothing says which files belong to the repository")
    names = listed.stdout.decode("utf-8").split("\0")
    return [repository / name for name in names if name and (repository / name).is_file()]


def test_the_installed_version_is_the_one_in_pyproject(project: dict[str, Any]) -> None:
    assert importlib.metadata.version("fihris") == project["project"]["version"]


def test_the_changelog_has_an_entry_for_the_version(
    repository: Path, project: dict[str, Any]
) -> None:
    changelog = (repository / "CHANGELOG.md").read_text("utf-8")
    assert f"## [{project['project']['version']}]" in changelog


def test_every_dependency_is_pinned(project: dict[str, Any]) -> None:
    groups = project["dependency-groups"]
    pinned = requirements(project["project"]["dependencies"] + groups["dev"] + groups["build"])
    assert [str(each) for each in pinned if not str(each.specifier).startswith("==")] == []


def test_every_dependency_has_its_reason(repository: Path, project: dict[str, Any]) -> None:
    page = (repository / "docs" / "dependencies.md").read_text("utf-8")
    explained = {canonicalize_name(name) for name in re.findall(r"^\| `([^`]+)` \|", page, re.M)}
    groups = project["dependency-groups"]
    declared = requirements(project["project"]["dependencies"] + groups["dev"] + groups["build"])
    assert explained == {canonicalize_name(each.name) for each in declared}


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_the_lock_has_every_dependency_at_its_version(
    repository: Path, project: dict[str, Any], name: str
) -> None:
    groups = project["dependency-groups"]
    wanted = project["project"]["dependencies"] + groups["build"]
    wanted += groups["dev"] if name == "requirements-dev.txt" else []
    versions = locked(repository / name)
    for each in requirements(wanted):
        assert each.specifier.contains(versions[canonicalize_name(each.name)]), each.name


def test_the_locks_agree(repository: Path) -> None:
    development = locked(repository / "requirements-dev.txt")
    for name, version in locked(repository / "requirements.txt").items():
        assert development.get(name) == version, name


def test_the_locks_name_no_registry(repository: Path) -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        assert "://" not in (repository / name).read_text("utf-8")


def test_the_readme_names_the_two_commands(repository: Path) -> None:
    readme = (repository / "README.md").read_text("utf-8")
    for command in ("make run", "make test"):
        assert f"\n    {command}\n" in readme


@pytest.mark.shared
def test_nothing_from_the_shared_folder_is_in_the_repository(
    repository: Path, shared_dir: Path
) -> None:
    sizes: dict[int, list[Path]] = {}
    for path in shared_dir.rglob("*"):
        if path.is_file() and path.stat().st_size:
            sizes.setdefault(path.stat().st_size, []).append(path)
    for ours in tracked(repository):
        digest = hashlib.sha256(ours.read_bytes()).digest()
        for theirs in sizes.get(ours.stat().st_size, []):
            assert digest != hashlib.sha256(theirs.read_bytes()).digest(), f"{ours} is {theirs}"
