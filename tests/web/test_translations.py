"""The Arabic of the pages is whole, and what is compiled is what is written."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from web.i18n import TRANSLATIONS

ARABIC = TRANSLATIONS / "ar" / "LC_MESSAGES"
TEMPLATES = Path(TRANSLATIONS).parent / "templates"
PLACEHOLDER = re.compile(r"%\((\w+)\)s")


@pytest.fixture(scope="module")
def arabic() -> Catalog:
    with (ARABIC / "messages.po").open("rb") as file:
        return read_po(file, locale="ar")


def test_every_message_of_the_templates_is_translated_and_no_other(arabic: Catalog) -> None:
    methods = [("**.html", "jinja2"), ("**.xml", "jinja2")]
    wanted = {several(message)[0] for _, _, message, _, _ in extract_from_dir(TEMPLATES, methods)}
    had = {several(m.id)[0] for m in arabic if m.id}
    assert had == wanted


def test_every_translation_has_all_its_forms_and_no_strange_placeholder(arabic: Catalog) -> None:
    for message in arabic:
        ids, texts = several(message.id), several(message.string)
        assert len(texts) == (6 if message.pluralizable else 1)
        assert all(texts)
        known = set(PLACEHOLDER.findall(" ".join(ids)))
        assert known.issuperset(PLACEHOLDER.findall(" ".join(texts)))


def test_the_compiled_messages_are_those_that_are_written(arabic: Catalog) -> None:
    with (ARABIC / "messages.mo").open("rb") as file:
        compiled = read_mo(file)
    assert {several(m.id): several(m.string) for m in compiled if m.id} == {
        several(m.id): several(m.string) for m in arabic if m.id
    }, "compile them: pybabel compile -d web/translations"
    assert compiled.plural_forms == arabic.plural_forms


def several(text: Any) -> tuple[str, ...]:
    """One text or all its plural forms, alike."""
    return tuple(text) if isinstance(text, (tuple, list)) else (text,)
