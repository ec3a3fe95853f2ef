"""Whatever accent an owner chooses, it can be read on each of our backgrounds, and is still that colour."""

import colorsys

import pytest
from hypothesis import given, strategies

from core.web.accent import DARK, LIGHT, LIGHT_ACCENT, contrast, shades
from tests.support.source import ROOT

ENOUGH = 4.5
COLOURS = strategies.integers(0, 0xFFFFFF).map("#{:06x}".format)
GROUNDS = {"light": LIGHT, "dark": DARK}


def parsed(colour):
    return tuple(int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))


@pytest.mark.parametrize("ground", GROUNDS.values(), ids=GROUNDS)
@given(colour=COLOURS)
def test_text_in_the_accent_and_on_its_tint_can_be_read(ground, colour):
    made = shades(colour, ground)
    for behind in (ground.paper, ground.raised, made.tint):
        assert contrast(parsed(made.accent), parsed(behind)) >= ENOUGH
    assert contrast(parsed(ground.soft), parsed(made.tint)) >= ENOUGH


@pytest.mark.parametrize("ground", GROUNDS.values(), ids=GROUNDS)
@pytest.mark.parametrize("colour", ["#e91e63", "#2196f3", "#ffc107", "#00ff88", "#3f00ff"])
def test_a_colour_keeps_its_hue(ground, colour):
    hue = colorsys.rgb_to_hls(*parsed(colour))[0]
    made = colorsys.rgb_to_hls(*parsed(shades(colour, ground).accent))[0]
    assert abs(made - hue) < 0.01


def test_what_can_be_read_is_left_as_it_is():
    assert shades(LIGHT_ACCENT, LIGHT).accent == LIGHT_ACCENT
    assert shades("#6cc7bc", DARK).accent == "#6cc7bc"


def test_contrast_is_what_wcag_says():
    assert contrast((0, 0, 0), (1, 1, 1)) == pytest.approx(21)
    assert contrast(parsed("#777777"), (1, 1, 1)) == pytest.approx(4.48, abs=0.01)


def test_the_grounds_are_those_of_the_stylesheet():
    css = (ROOT / "static/css/site.css").read_text(encoding="utf-8")
    for name in ("paper", "raised", "soft"):
        assert f"--{name}: light-dark({getattr(LIGHT, name)}, {getattr(DARK, name)});" in css
    assert f"--accent: light-dark({LIGHT_ACCENT}, " in css
