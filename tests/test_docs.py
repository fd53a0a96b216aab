"""What the pages say is so: paths exist, commands and queries are taken, the map is whole."""

from __future__ import annotations

import doctest
import re
import shlex
from pathlib import Path

import click
import pytest

from index.analysis import Analyzer
from index.readers import KNOWN_SUFFIXES
from search.query import parse
from web.cli import main

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted((*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")))
CODE = re.compile(r"`([^`\n]+)`")
OURS = re.compile(r"(?:index|search|web|docs|tests|seeds|bench|\.ci)/[A-Za-z0-9_./-]*")
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")
COMMAND = re.compile(r"^    (?:\.venv/bin/)?fihris ([^#\n]+)", re.MULTILINE)
MODULES = sorted(
    path.relative_to(ROOT).as_posix()
    for top in ("index", "search", "web")
    for path in (ROOT / top).rglob("*.py")
    if path.name != "__init__.py"
)

named = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


def text_of(page: Path) -> str:
    """A page without the programs that write parts of it."""
    return re.sub(r"<!-- \[\[\[cog.*?\]\]\] -->", "", page.read_text("utf-8"), flags=re.DOTALL)


def command(words: list[str]) -> tuple[click.Command, list[str]]:
    """The command that `words` begin with, and its arguments."""
    found: click.Command = main
    while isinstance(found, click.Group) and words and not words[0].startswith("-"):
        inner = found.get_command(click.Context(found), words[0])
        assert inner, words
        found, words = inner, words[1:]
    return found, words


@named
def test_every_path_that_a_page_names_is_there(page: Path) -> None:
    spans = (span for span in CODE.findall(text_of(page)) if OURS.fullmatch(span))
    assert [span for span in spans if not (ROOT / span).exists()] == []


@named
def test_every_link_between_pages_leads_somewhere(page: Path) -> None:
    links = LINK.findall(text_of(page))
    assert [link for link in links if not (page.parent / link).exists()] == []


@named
def test_every_command_that_a_page_shows_can_be_given(page: Path) -> None:
    for line in COMMAND.findall(text_of(page)):
        found, arguments = command(shlex.split(line))
        found.make_context("fihris", arguments)


@pytest.mark.parametrize("module", MODULES)
def test_the_map_has_every_module(module: str) -> None:
    assert f"`{module}`" in (ROOT / "docs" / "architecture.md").read_text("utf-8")


def test_the_readme_names_every_format() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    spellings = {
        ".text",
        ".markdown",
        ".htm",
        ".xhtml",
        ".tsv",
        ".ndjson",
    }  # of those that it names
    assert [s for s in KNOWN_SUFFIXES - spellings if f"`{s}`" not in readme] == []


def test_the_readmes_queries_are_understood_whole() -> None:
    table = re.search(r"\| query \| finds \|\n.*?\n\n", text_of(ROOT / "README.md"), re.DOTALL)
    assert table
    queries = [span for span in CODE.findall(table[0]) if span.strip()]
    assert len(queries) > 10
    analyzer = Analyzer()
    assert [(q, parse(q, analyzer).notices) for q in queries if parse(q, analyzer).notices] == []


@pytest.mark.parametrize(
    ("query", "text", "level"),
    [
        ("المُحادثات", "المحادثات", "form"),
        ("الشماليه", "الشمالية", "form"),
        ("کوریا", "كوريا", "form"),
        ("دروس", "مدرسة", "root"),
    ],
)
def test_the_readmes_words_meet_as_it_says(query: str, text: str, level: str) -> None:
    one, other = (Analyzer().tokens(word)[0] for word in (query, text))
    assert getattr(one, level) == getattr(other, level)


def test_the_page_on_python_shows_what_happens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    page = str(ROOT / "docs" / "python.md")
    flags = doctest.IGNORE_EXCEPTION_DETAIL
    result = doctest.testfile(page, module_relative=False, optionflags=flags, encoding="utf-8")
    assert (result.failed, result.attempted > 10) == (0, True)
