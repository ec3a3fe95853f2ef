"""Pages where colours are the reader's own, and on paper."""

import pytest
from playwright.sync_api import expect

NAMES = ("home", "chinese_post", "login", "posts", "draft")


@pytest.fixture
def coloured(gallery, window):
    """Return what shows a page of the gallery in the reader's own colours."""

    def show(name):
        page = window()
        page.emulate_media(forced_colors="active")
        gallery.show(page, name)
        return page

    return show


@pytest.fixture
def printed(gallery, window):
    """Return what shows a page as it is printed."""

    def show(path):
        page = window()
        page.goto(f"{gallery.url}{path}")
        page.emulate_media(media="print")
        return page

    return show


@pytest.mark.parametrize("name", NAMES)
def test_a_page_shows_in_forced_colours(coloured, name):
    page = coloured(name)
    assert page.evaluate("matchMedia('(forced-colors: active)').matches")
    expect(page.locator("main")).to_be_visible()


def test_the_focus_is_outlined_in_forced_colours(coloured):
    field = coloured("draft").get_by_label("Text", exact=True)
    field.focus()
    assert field.evaluate("(found) => getComputedStyle(found).outlineStyle") == "solid"


@pytest.mark.parametrize("name", NAMES)
def test_a_page_prints(gallery, window, name):
    page = window()
    gallery.show(page, name)
    assert page.pdf().startswith(b"%PDF-")


def test_paper_has_no_menu(printed):
    page = printed("/blog/posts/tide-tables")
    expect(page.get_by_role("navigation", name="Site")).to_be_hidden()
    expect(page.locator(".prose")).to_be_visible()


def test_paper_shows_where_links_lead(printed):
    link = printed("/blog/posts/long-address").get_by_role("link", name="that", exact=False).last
    assert "(https://example.org/)" in link.evaluate("(found) => getComputedStyle(found, '::after').content")


@pytest.mark.parametrize("slug", ["wide-code", "table"])
def test_paper_loses_nothing_on_the_right(printed, slug):
    page = printed(f"/blog/posts/{slug}")
    page.set_viewport_size({"width": 700, "height": 1000})
    cut_off = "() => document.scrollingElement.scrollWidth - innerWidth"
    assert page.evaluate(cut_off) <= 0
