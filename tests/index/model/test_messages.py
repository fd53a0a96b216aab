"""The catalogue of messages is whole, and what is compiled is what is written."""

from __future__ import annotations

import ast
import pickle
import string
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from index.model.errors import DocumentNotFoundError
from index.model.messages import CATALOGUE, CommaList, Counted, Message, quoted

ROOT = Path(__file__).resolve().parents[3]
# Calls that take a message's text, and the number of that argument.
CALLS = {"Message": 0, "Counted": 0, "__init__": 0, "notice": 1} | {
    f"{name}Error": number
    for name, number in {
        "Parameter": 1, "Generation": 0, "Collection": 0, "Synonyms": 0,
    }.items()
}  # fmt: skip


@pytest.fixture(scope="module")
def arabic() -> Catalog:
    with CATALOGUE.with_suffix(".po").open("rb") as file:
        return read_po(file, locale="ar")


def in_code() -> Iterator[tuple[str, ...]]:
    """The ids of the messages in the code, with their plurals."""
    for path in (file for top in ("index", "search", "web") for file in (ROOT / top).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                first = CALLS.get(name, len(node.args))
                texts = node.args[first : first + (2 if name == "Counted" else 1)]
                assert not any(isinstance(text, ast.JoinedStr) for text in texts), ast.unparse(node)
                if texts and isinstance(texts[0], ast.Constant):
                    yield tuple(ast.literal_eval(text) for text in texts)


def in_templates() -> Iterator[tuple[str, ...]]:
    methods = [("**.html", "jinja2"), ("**.xml", "jinja2")]
    for _, _, message, _, _ in extract_from_dir(ROOT / "web" / "templates", methods):
        yield several(message)


def several(text: Any) -> tuple[str, ...]:
    """One text or all its plural forms, alike."""
    return tuple(text) if isinstance(text, (tuple, list)) else (text,)


def fields(texts: tuple[str, ...]) -> set[str | None]:
    return {name for text in texts for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_message_is_translated_and_no_other(arabic: Catalog) -> None:
    assert {several(each.id) for each in arabic if each.id} == {*in_code(), *in_templates()}


def test_every_translation_has_all_its_forms_and_the_same_fields(arabic: Catalog) -> None:
    for each in arabic:
        texts = several(each.string)
        assert len(texts) == (6 if each.pluralizable else 1)
        assert all(texts), each.id
        if each.id:
            assert fields(texts) == fields(several(each.id)), each.id


def test_the_compiled_messages_are_those_that_are_written(arabic: Catalog) -> None:
    with CATALOGUE.open("rb") as file:
        compiled = read_mo(file)
    assert {several(each.id): several(each.string) for each in compiled if each.id} == {
        several(each.id): several(each.string) for each in arabic if each.id
    }, "compile them: see docs/api.md"
    assert compiled.plural_forms == arabic.plural_forms


def test_a_message_in_a_field_is_said_in_the_same_language() -> None:
    message = Message("{name}: {what}", name="x", what=Message("the disk is full"))
    assert message.both == {"en": "x: the disk is full", "ar": "x: القرص ممتلئ"}


def test_braces_in_a_field_are_only_text() -> None:
    assert Message("{name}: {what}", name="{0.__class__}", what="%s").english == "{0.__class__}: %s"


@pytest.mark.parametrize(
    ("count", "english", "arabic"),
    [
        (1, "1 document", "وثيقة واحدة"),
        (2, "2 documents", "وثيقتان"),
        (7, "7 documents", "7 وثائق"),
        (1_011, "1,011 documents", "1,011 وثيقة"),
    ],
)
def test_a_number_takes_its_plural_form(count: int, english: str, arabic: str) -> None:
    message = Counted("{count:,} document", "{count:,} documents", count=count)
    assert (message.english, message.arabic) == (english, arabic)


def test_a_list_has_the_commas_of_its_language() -> None:
    assert CommaList(["a", "b"]).both == {"en": "a, b", "ar": "a، b"}


def test_what_is_too_many_to_list_is_counted() -> None:
    assert quoted("abc", most=2).both == {"en": "“a”, “b” and 1 more", "ar": "«a»، «b» و1 غيرها"}


def test_an_error_crosses_processes_with_its_message() -> None:
    error = pickle.loads(pickle.dumps(DocumentNotFoundError("x")))
    assert (error.english, str(error)) == ("No document has the id 'x'.",) * 2
    assert error.arabic == "لا توجد وثيقة معرّفها «x»."
