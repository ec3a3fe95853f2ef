"""What every page keeps, at a phone's, a tablet's and a desk's width, light and dark, in English and Chinese."""

import pytest

from tests.support.gallery import LOCALES
from tests.support.sights import SIGHTS
from tests.support.source import ROOT

#: Width → height of the window.
WINDOWS = {360: 740, 800: 1000, 1280: 800}
FIND_FAULTS = (ROOT / "tests/support/survey.js").read_text(encoding="utf-8")


def pytest_generate_tests(metafunc):
    """Show each page in each language once, to all tests after another."""
    if "survey" in metafunc.fixturenames:
        params = [(tag, name) for tag in LOCALES for name in SIGHTS]
        metafunc.parametrize("survey", params, ids="-".join, indirect=True, scope="session")


@pytest.fixture(scope="session")
def survey(request, gallery, windows):
    """Return what is wrong with a page, by rule, in all windows and schemes."""
    tag, name = request.param
    page, forbidden_before = windows.window(tag), len(windows.faults)
    gallery.show(page, name, tag)
    found = {"lang": [] if page.locator("html").get_attribute("lang") == tag else [page.url]}
    for width, height in WINDOWS.items():
        page.set_viewport_size({"width": width, "height": height})
        page.keyboard.press("Tab")
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            for rule, faults in page.evaluate(FIND_FAULTS).items():
                found.setdefault(rule, []).extend(f"{width} px, {scheme}: {fault}" for fault in faults)
    return {**found, "forbidden": windows.faults[forbidden_before:]}


def test_the_page_does_nothing_that_none_may(survey):
    assert survey["forbidden"] == []


def test_the_page_says_which_language_it_speaks(survey):
    assert survey["lang"] == []


def test_no_page_scrolls_sideways(survey):
    assert survey["sideways"] == []


def test_no_text_is_smaller_than_13_pixels(survey):
    assert survey["small"] == []


def test_all_text_stands_out_from_what_lies_behind_it(survey):
    assert survey["contrast"] == []


def test_what_is_pressed_is_large_enough_for_a_finger(survey):
    assert survey["targets"] == []


def test_headings_are_in_order_below_the_one_that_names_the_page(survey):
    assert survey["headings"] == []


def test_every_field_has_a_label(survey):
    assert survey["labels"] == []


def test_no_id_is_given_twice(survey):
    assert survey["ids"] == []


def test_the_keyboards_focus_is_seen_wherever_it_goes(survey):
    assert survey["focus"] == []
