"""The style sheets: colours that can be read, and few enough bytes."""

import re

import pytest

from core.text.html import CALLOUTS, CLASSES
from tests.support.source import ROOT

SITE = (ROOT / "static/css/site.css").read_text()
#: What a reader fetches beside the page itself.
MOST_BYTES = 20_000
GROUNDS = ("paper", "raised", "tint")
TEXTS = ("ink", "soft", "accent", "danger", "warn", "good", "blue", "violet")
_PAIR = re.compile(r"--(\w+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);")


def _schemes():
    """Return the colours by name, for light and for dark."""
    pairs = _PAIR.findall(SITE)
    return {scheme: {name: pair[place][1:] for name, *pair in pairs} for place, scheme in enumerate(("light", "dark"))}


def _luminance(colour):
    channels = (int(colour[start : start + 2], 16) / 255 for start in (0, 2, 4))
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one, other):
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_can_be_read(scheme, text, ground):
    colours = _schemes()[scheme]
    assert _contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_borders_of_fields_and_marked_text_can_be_seen(scheme):
    colours = _schemes()[scheme]
    assert all(_contrast(colours["field"], colours[ground]) >= 3 for ground in GROUNDS)
    assert _contrast(colours["ink"], colours["mark"]) >= 4.5
    assert _contrast(colours["paper"], colours["accent"]) >= 4.5


def test_dark_differs_from_light():
    light, dark = _schemes().values()
    assert set(light) >= {*GROUNDS, *TEXTS, "mark", "field", "line"}
    assert all(light[name] != dark[name] for name in light)


def test_a_reader_fetches_little():
    assert len(SITE.encode()) <= MOST_BYTES


def test_what_an_article_may_use_is_drawn():
    drawn = set(re.findall(r"\.([a-z][a-z-]+)", SITE))
    # A note looks as callouts do; lists and boxes of tasks are drawn through the list around them.
    plain = {"note", "task-list-item", "task-list-item-checkbox"}
    allowed = set().union(*(classes for tag, classes in CLASSES.items() if tag != "span"))
    assert set(CALLOUTS) <= allowed
    assert allowed - plain <= drawn


@pytest.mark.parametrize("path", sorted((ROOT / "static/css").glob("*.css")), ids=lambda path: path.name)
def test_style_sheets_ask_nobody_else(path):
    text = path.read_text()
    assert "url(" not in text
    assert "@import" not in text
    assert text.count("{") == text.count("}")
