"""What readers' pages are made of: words and a style sheet, and nothing that runs."""

from html.parser import HTMLParser
from urllib.parse import urljoin

import pytest
from playwright.sync_api import expect

#: Route → the sight that shows its page; those without one answer with something else than a page.
PAGES = {
    "blog.home": "home",
    "blog.post": "chinese_post",
    "blog.page": "page",
    "blog.tags": "tags",
    "blog.tag": "tag",
    "blog.category": "category",
    "blog.feed": None,
}
SIGHTS = [name for name in PAGES.values() if name]
#: Bytes of a page with all of its own files, as they are before compression.
WHOLE_PAGE, SHORT_POST = 60_000, 30_000


class Markup(HTMLParser):
    """Notes what runs, what styles itself, and which files a page asks for."""

    def __init__(self, html):
        super().__init__()
        self.active, self.files = [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        given = {name: value or "" for name, value in attrs}
        runs = [name for name in given if name.startswith("on") or name == "style"]
        runs += [name for name, value in given.items() if value.strip().lower().startswith("javascript:")]
        if tag in {"script", "style", "iframe", "object", "embed"} or runs:
            self.active.append(self.get_starttag_text())
        if tag == "link" and given.get("rel") in {"stylesheet", "icon"}:
            self.files.append(given["href"])
        if tag in {"img", "source"} and "src" in given:
            self.files.append(given["src"])


@pytest.fixture
def plain(visits):
    """Return a browser without scripts on a phone."""
    return visits.open(viewport=(360, 740), java_script_enabled=False)


def fetch(page, path):
    answer = page.request.get(path)
    assert answer.ok, path
    return answer


def weigh(page, path):
    answer = fetch(page, path)
    sizes = {"HTML": len(answer.body())}
    for name in Markup(answer.text()).files:
        sizes[name] = len(fetch(page, urljoin(answer.url, name)).body())
    return sizes


def test_every_page_that_readers_have_is_looked_at(gallery):
    marks = gallery.site.subapp("/blog/").marks.values()
    assert {mark.name for mark in marks if mark.is_safe} == set(PAGES)


@pytest.mark.parametrize("name", [*SIGHTS, "missing", "empty_home", "second_page"])
def test_nothing_runs_and_nothing_is_styled_in_the_markup(gallery, plain, name):
    assert Markup(plain.request.get(gallery.sights[name].path).text()).active == []


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


@pytest.mark.parametrize("name", ["home", "chinese_post"])
def test_a_page_is_light(gallery, plain, name):
    sizes = weigh(plain, gallery.sights[name].path)
    print(sizes, sum(sizes.values()))  # noqa: T201 - the figures, for who asks with -rP
    assert sum(sizes.values()) <= WHOLE_PAGE


def test_a_short_post_is_lighter(plain):
    sizes = weigh(plain, "/blog/posts/trees")
    print(sizes, sum(sizes.values()))  # noqa: T201 - the figures, for who asks with -rP
    assert sum(sizes.values()) <= SHORT_POST
