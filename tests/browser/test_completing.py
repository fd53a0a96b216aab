"""The search box completes what is typed: a combobox for hands, eyes and screen readers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

pytestmark = pytest.mark.browser


def typed(page: Page, address: str, text: str) -> Locator:
    """Type into the box and wait for suggestions."""
    page.goto(address)
    box = page.get_by_role("combobox")
    box.fill("")
    box.press_sequentially(text)
    page.get_by_role("option").first.wait_for()
    return box


def chosen(page: Page) -> list[str]:
    return page.locator("[role=option][aria-selected=true] .text").all_inner_texts()


def test_without_scripts_it_is_a_plain_box(page: Page, site: str) -> None:
    page.goto(site)
    page.get_by_role("searchbox").fill("وزير")
    assert page.get_by_role("combobox").count() == 0
    assert page.get_by_role("listbox").count() == 0


def test_suggestions_appear_and_say_their_kind(scripted: Page, site: str) -> None:
    box = typed(scripted, site, "وزي")
    assert box.get_attribute("aria-expanded") == "true"
    assert scripted.locator("[role=option] .kind").first.inner_text() == "كلمة"
    assert "وزير" in scripted.get_by_role("option").first.inner_text()


def test_what_is_new_stands_out(scripted: Page, site: str) -> None:
    typed(scripted, site, "وزي")
    assert scripted.locator("[role=option] b").first.inner_text() == "ر"


def test_arrows_choose_and_the_box_says_which(scripted: Page, site: str) -> None:
    box = typed(scripted, site, "ال")
    box.press("ArrowDown")
    first = chosen(scripted)
    assert box.get_attribute("aria-activedescendant") == "suggestion-0"
    box.press("ArrowDown")
    assert chosen(scripted) != first
    box.press("ArrowUp")
    assert chosen(scripted) == first
    box.press("ArrowUp")
    assert chosen(scripted) == []
    assert box.get_attribute("aria-activedescendant") is None
    assert box.input_value() == "ال"


def test_enter_searches_for_the_chosen_one(scripted: Page, site: str) -> None:
    box = typed(scripted, site, "وزي")
    box.press("ArrowDown")
    (text,) = chosen(scripted)
    box.press("Enter")
    scripted.wait_for_url("**/?q=*")
    assert scripted.get_by_role("combobox").input_value() == text


def test_enter_without_a_choice_searches_for_what_was_typed(scripted: Page, site: str) -> None:
    typed(scripted, site, "وزي").press("Enter")
    scripted.wait_for_url("**/?q=*")
    assert scripted.get_by_role("combobox").input_value() == "وزي"


def test_a_click_searches_for_a_suggestion(scripted: Page, site: str) -> None:
    typed(scripted, site, "وزي")
    text = scripted.locator("[role=option] .text").first.inner_text()
    scripted.get_by_role("option").first.click()
    scripted.wait_for_url("**/?q=*")
    assert scripted.get_by_role("combobox").input_value() == text


def test_escape_closes_the_list_and_leaves_the_text(scripted: Page, site: str) -> None:
    box = typed(scripted, site, "وزي")
    box.press("Escape")
    assert scripted.get_by_role("listbox").count() == 0
    assert (box.input_value(), box.get_attribute("aria-expanded")) == ("وزي", "false")


def test_the_list_closes_with_the_focus(scripted: Page, site: str) -> None:
    typed(scripted, site, "وزي").press("Tab")
    assert scripted.get_by_role("listbox").count() == 0


def test_another_keyboard_is_said(scripted: Page, site: str) -> None:
    typed(scripted, site, ",.dv")
    assert "لوحة المفاتيح" in scripted.locator(".suggestions .notice").inner_text()


def test_how_many_there_are_is_said_to_screen_readers(scripted: Page, site: str) -> None:
    typed(scripted, site, "وزي")
    count = scripted.get_by_role("option").count()
    assert scripted.locator(".search [role=status]").inner_text() == f"عدد الاقتراحات: {count}"


@pytest.mark.parametrize("address", ["/", "/?q=وزير", "/?q=وزير&lang=en"])
def test_the_list_lies_below_the_box_and_within_the_screen(
    scripted: Page, site: str, address: str
) -> None:
    box = typed(scripted, site + address, "ال").bounding_box()
    found = scripted.get_by_role("listbox").bounding_box()
    width = scripted.viewport_size["width"] if scripted.viewport_size else 0
    assert box
    assert found
    assert found["y"] >= box["y"] + box["height"]
    assert found["x"] >= 0
    assert found["x"] + found["width"] <= width


def test_texts_of_documents_are_never_markup(scripted: Page, site: str) -> None:
    scripted.route(
        "**/api/v1/suggest?*",
        lambda route: route.fulfill(
            json={
                "suggestions": [
                    {"text": "<img src=x>", "kind": "title", "documents": 1, "new": [[0, 4]]}
                ],
                "notices": [],
            }
        ),
    )
    typed(scripted, site, "ا")
    assert scripted.locator("[role=option] .text").inner_text() == "<img src=x>"
    assert scripted.locator("[role=option] img").count() == 0


def test_a_server_that_cannot_say_leaves_a_plain_box(scripted: Page, site: str) -> None:
    scripted.route("**/api/v1/suggest?*", lambda route: route.fulfill(json={}, status=200))
    scripted.goto(site)
    box = scripted.get_by_role("combobox")
    with scripted.expect_response("**/api/v1/suggest?*"):
        box.press_sequentially("وز")
    assert box.get_attribute("aria-expanded") == "false"
    box.press("Enter")
    scripted.wait_for_url("**/?q=*")
