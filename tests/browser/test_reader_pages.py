"""What readers' pages are made of: words and a style sheet, and nothing that runs."""

from html.parser import HTMLParser
from urllib.parse import urljoin

import pytest
from playwright.sync_api import expect

from tests.support.sights import READERS_SIGHTS

#: Route → the sight that shows its page; those without one answer with something else than a page.
PAGES = {
    "blog.home": "home",
    "blog.posts": None,
    "blog.post": "chinese_post",
    "blog.preview": "preview_link",
    "blog.page": "page",
    "blog.tags": "tags",
    "blog.tag": "tag",
    "blog.categories": "categories",
    "blog.category": "category",
    "blog.series_index": "all_series",
    "blog.series": "series",
    "blog.authors": "authors",
    "blog.author": "author",
    "blog.archive": "archive",
    "blog.archive_year": "year",
    "blog.archive_month": "month",
    "blog.search": "search",
    "blog.subscribe": "subscribe",
    **{f"blog.{of}feed": None for of in ("", "tag_", "category_", "author_", "language_")},
    "blog.cover": None,
    "blog.opensearch": None,
    **dict.fromkeys(("blog.post_door", "blog.page_door")),
}
SIGHTS = [name for name in PAGES.values() if name]
#: Bytes as they are before compression: the markup of a post of 600 words, and all style sheets.
MARKUP, STYLES = 30_000, 20_000
#: What machines read, and no browser runs.
LINKED_DATA = '<script type="application/ld+json">'


class Markup(HTMLParser):
    """Notes what runs, what styles itself, and which files a page asks for."""

    def __init__(self, html):
        super().__init__()
        self.active, self.styles = [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        given = {name: value or "" for name, value in attrs}
        runs = [name for name in given if name.startswith("on") or name == "style"]
        runs += [name for name, value in given.items() if value.strip().lower().startswith("javascript:")]
        markup = self.get_starttag_text()
        if (tag in {"script", "style", "iframe", "object", "embed"} and markup != LINKED_DATA) or runs:
            self.active.append(markup)
        if tag == "link" and given.get("rel") == "stylesheet":
            self.styles.append(given["href"])


@pytest.fixture
def plain(visits):
    """Return a browser without scripts on a phone."""
    return visits.open(viewport=(360, 740), java_script_enabled=False)


@pytest.fixture
def answered(gallery, window):
    """Return a function that gives what a reader is sent for a page."""
    gallery.speak("en")
    page = window()
    page.context.clear_cookies()
    return lambda name: page.request.get(gallery.sights[name].path)


def test_every_page_that_readers_have_is_looked_at(gallery):
    marks = gallery.site.subapp("/blog/").marks.values()
    assert {mark.name for mark in marks if mark.is_safe} == set(PAGES)


@pytest.mark.parametrize("name", READERS_SIGHTS)
def test_nothing_runs_and_nothing_is_styled_in_the_markup(answered, name):
    assert Markup(answered(name).text()).active == []


@pytest.mark.parametrize("name", SIGHTS)
def test_a_reader_gets_no_cookie(gallery, plain, name):
    plain.goto(gallery.sights[name].path)
    assert plain.context.cookies() == []


def test_the_menu_of_a_phone_opens_without_a_script(plain):
    plain.goto("/blog/")
    menu = plain.get_by_role("navigation", name="Site")
    expect(menu.get_by_role("link", name="Tags")).to_be_hidden()
    menu.get_by_text("Menu").click()
    menu.get_by_role("link", name="Tags").click()
    expect(plain.get_by_role("heading", level=1)).to_have_text("Tags")


def test_a_reader_gets_through_all_pages_of_the_home_page_without_a_script(plain):
    plain.goto("/blog/")
    first = plain.get_by_role("article").first.inner_text()
    plain.get_by_role("link", name="Older").click()
    assert plain.get_by_role("article").first.inner_text() != first
    plain.get_by_role("link", name="Newer").click()
    assert plain.get_by_role("article").first.inner_text() == first


def test_a_post_of_600_words_is_light(plain):
    answer = plain.request.get("/blog/posts/ferry")
    plain.goto("/blog/posts/ferry")
    assert len(plain.locator(".prose").inner_text().split()) >= 600
    print("HTML:", len(answer.body()))  # noqa: T201 - the figure, for who asks with -rP
    assert len(answer.body()) <= MARKUP


@pytest.mark.parametrize("name", READERS_SIGHTS)
def test_style_is_light_and_comes_in_few_pieces(answered, window, name):
    answer = answered(name)
    styles = Markup(answer.text()).styles
    assert 1 <= len(styles) <= 2
    bodies = [window().request.get(urljoin(answer.url, style)) for style in styles]
    assert all(body.ok for body in bodies)
    assert sum(len(body.body()) for body in bodies) <= STYLES
