"""Pages in a real Chromium, which must find nothing to complain about."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.conftest import Serve

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 800}


@pytest.fixture(scope="session")
def site(serve: Serve, seeds_index: Path) -> Iterator[str]:
    """The address of `fihris serve` over the sample collection."""
    with serve(seeds_index) as served:
        yield served.url


@pytest.fixture(params=[DESKTOP, PHONE], ids=["desktop", "phone"])
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """A page of an Arabic browser without JavaScript; no complaint in its console is allowed."""
    complaints: list[str] = []
    with browser.new_context(
        viewport=request.param, locale="ar", java_script_enabled=False
    ) as context:
        opened = context.new_page()
        opened.on("console", lambda message: complaints.append(message.text))
        opened.on("pageerror", lambda error: complaints.append(str(error)))
        opened.on("requestfailed", lambda failed: complaints.append(failed.url))
        yield opened
    assert complaints == []


@pytest.fixture(params=[DESKTOP, PHONE], ids=["desktop", "phone"])
def scripted(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """The same with JavaScript; a question that another one overtakes is no failure."""
    complaints: list[str] = []
    with browser.new_context(viewport=request.param, locale="ar") as context:
        opened = context.new_page()
        opened.on("console", lambda message: complaints.append(message.text))
        opened.on("pageerror", lambda error: complaints.append(str(error)))
        yield opened
    assert complaints == []
