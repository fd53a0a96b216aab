"""Searching as a reader does: from the home page to a marked passage and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

ADDRESSES = (
    "/",
    "/?q=وزير الدفاع",
    "/?q=وزير الدفاع&lang=en",
    "/?q=في&page=2",
    "/?q=ظظظظظظ",
)


def search(page: Page, site: str, query: str) -> None:
    """Type a query into the home page's box."""
    page.goto(site)
    page.get_by_role("searchbox").fill(query)
    page.get_by_role("searchbox").press("Enter")


def test_a_reader_gets_from_the_home_page_to_the_passage_and_back(page: Page, site: str) -> None:
    search(page, site, "وزير الدفاع")
    assert page.locator(".snippet mark").count() > 0
    title = page.locator(".hits h2 a").first.inner_text()
    page.locator(".hits h2 a").first.click()
    assert page.locator(".text h1").inner_text() == title
    page.locator(".back a[href='#match']").click()
    assert page.url.endswith("#match")
    assert page.locator("#match").is_visible()
    page.locator(".back a").first.click()
    assert page.get_by_role("searchbox").input_value() == "وزير الدفاع"


def test_the_page_runs_from_right_to_left(page: Page, site: str) -> None:
    page.goto(site + "/?q=وزير")
    first, last = (page.locator(f"header a.{kind}").bounding_box() for kind in ("name", "language"))
    assert first
    assert last
    assert first["x"] > last["x"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_nothing_is_wider_than_the_screen(page: Page, site: str, address: str) -> None:
    page.goto(site + address)
    width = page.viewport_size["width"] if page.viewport_size else 0
    for element in page.locator("body *:visible").all():
        box = element.bounding_box()
        assert box is None or (box["x"] >= -1 and box["x"] + box["width"] <= width + 1)


def test_the_style_is_in_force_in_light_and_in_dark(page: Page, site: str) -> None:
    page.goto(site)
    shots = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        shots.append(page.screenshot())
    assert shots[0] != shots[1]


def test_the_box_has_the_focus_at_home_and_the_first_tab_offers_to_skip(
    page: Page, site: str
) -> None:
    page.goto(site + "/?q=وزير")
    page.keyboard.press("Tab")
    assert page.locator(".skip:focus").is_visible()
