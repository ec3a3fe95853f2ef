"""Posts as people really write them: what is too long or broken keeps its place on a phone."""

import pytest
from playwright.sync_api import expect

from tests.support.samples import UNWIELDY

#: What scrolls in itself instead of the page.
SCROLLERS = {"table": ".table", "chinese-table": ".table", "wide-code": ".code pre"}


@pytest.fixture
def phone(visits):
    """Return a browser on a phone."""
    return visits.open(viewport=(360, 740), has_touch=True)


def width(page):
    return page.evaluate("document.scrollingElement.scrollWidth")


@pytest.mark.parametrize("slug", UNWIELDY)
def test_the_page_keeps_within_the_screen(phone, slug):
    phone.goto(f"/blog/posts/{slug}")
    assert width(phone) == 360


@pytest.mark.parametrize("number", [1, 2, 3])
def test_the_list_keeps_within_the_screen(phone, number):
    phone.goto(f"/blog/?page={number}")
    assert width(phone) == 360


@pytest.mark.parametrize("slug", SCROLLERS)
def test_what_is_wider_scrolls_in_itself(phone, slug):
    phone.goto(f"/blog/posts/{slug}")
    scroller = phone.locator(SCROLLERS[slug])
    assert scroller.evaluate("(found) => found.scrollWidth - found.clientWidth") > 0


@pytest.mark.parametrize("slug", SCROLLERS)
def test_what_scrolls_is_in_the_keyboards_reach(phone, slug):
    phone.goto(f"/blog/posts/{slug}")
    scroller = phone.locator(SCROLLERS[slug])
    expect(scroller).to_have_attribute("tabindex", "0")
    expect(scroller).to_have_attribute("role", "region")


def test_the_words_of_a_lost_picture_are_there(phone):
    phone.goto("/blog/posts/lost-picture")
    expect(phone.get_by_role("img", name="A cat on a fence")).to_be_visible()


def test_a_post_without_a_title_can_be_opened_from_the_list(phone):
    phone.goto("/blog/?page=2")
    link = phone.locator("a[href='/blog/posts/untitled']").first
    expect(link).to_be_visible()
    link.click()
    expect(phone.get_by_role("paragraph").get_by_text("A remark that needs no title.")).to_be_visible()


def test_cells_of_a_chinese_table_are_no_column_of_single_characters(phone):
    phone.goto("/blog/posts/chinese-table")
    widths = phone.locator("td").evaluate_all("(cells) => cells.map((each) => each.offsetWidth)")
    assert min(widths) >= 60
