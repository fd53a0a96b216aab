"""The colours of the pages can be read: WCAG 2.2, success criterion 1.4.3, level AA."""

from __future__ import annotations

import re

import pytest

from web.app import STATIC

STYLE = (STATIC / "style.css").read_text("utf-8")
COLOUR = re.compile(r"--([a-z-]+): #([0-9a-f]{6});")
ENOUGH = 4.5
PAIRS = (
    ("ink", "paper"),
    ("ink", "sheet"),
    ("ink", "note"),
    ("quiet", "paper"),
    ("quiet", "sheet"),
    ("accent", "paper"),
    ("accent", "sheet"),
    ("visited", "paper"),
    ("accent-ink", "accent"),
    ("mark-ink", "mark"),
)


def colours() -> dict[str, dict[str, str]]:
    """The names and values of the light and the dark page."""
    light, dark = (dict(COLOUR.findall(block)) for block in STYLE.split(":root {")[1:3])
    return {"light": light, "dark": dark}


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("front", "back"), PAIRS)
def test_text_stands_out_from_its_ground(scheme: str, front: str, back: str) -> None:
    named = colours()[scheme]
    darker, lighter = sorted((luminance(named[front]), luminance(named[back])))
    assert (lighter + 0.05) / (darker + 0.05) >= ENOUGH


def test_both_schemes_name_the_same_colours() -> None:
    assert colours()["light"].keys() == colours()["dark"].keys()


def test_the_style_asks_for_nothing_from_elsewhere() -> None:
    assert "url(" not in STYLE
    assert "@import" not in STYLE
