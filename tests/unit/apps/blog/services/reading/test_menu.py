"""Tests of the menu: whose it is, and what it says of where the reader is."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from apps.blog.services.reading.links import Link
from apps.blog.services.reading.menu import menu_of
from core.i18n import Locale, load_catalogue
from core.site_settings import NamedLink, SiteSettings
from tests.support.source import ROOT

ADDRESSES = {"blog.home": "/blog/", "blog.posts": "/blog/posts/", "blog.tags": "/blog/tags/"}
MOMENT = datetime(2026, 3, 12, tzinfo=UTC)
PAGES = (Link("关于", "about", "zh-Hans", MOMENT), Link("Home", "home", "en", MOMENT))


def url_for(name, /, **args):
    return ADDRESSES.get(name) or f"/blog/pages/{args['slug']}"


@pytest.fixture
def menu():
    """Return the menu of some settings as a page shows it."""
    locale = Locale("zh_CN", load_catalogue(ROOT / "locales", "zh_CN"), ZoneInfo("UTC"))

    def make(path="/blog/", **settings):
        return menu_of(SiteSettings(**settings), PAGES, url_for=url_for, locale=locale, path=path)

    return make


def test_by_itself_it_names_the_tags_and_the_pages(menu):
    assert [(item.label, item.url, item.language) for item in menu()] == [
        ("标签", "/blog/tags/", ""),
        ("关于", "/blog/pages/about", "zh-Hans"),
        ("Home", "/blog/pages/home", "en"),
    ]


def test_a_page_that_is_home_is_not_named_twice_and_the_posts_are(menu):
    assert [item.url for item in menu(home_page="home")] == ["/blog/posts/", "/blog/tags/", "/blog/pages/about"]


@pytest.mark.parametrize(
    ("path", "marks"),
    [
        ("/blog/", ["page", "", "", ""]),
        ("/blog/tags/", ["", "page", "", ""]),
        ("/blog/tags/中文", ["", "true", "", ""]),
        ("/blog/pages/关于", ["", "", "page", ""]),
        ("/blog/pages/关于我", ["", "", "", ""]),
        ("/elsewhere", ["", "", "", ""]),
    ],
)
def test_it_says_where_the_reader_is(menu, path, marks):
    urls = ("/blog/", "/blog/tags/", "/blog/pages/%E5%85%B3%E4%BA%8E", "/")
    links = tuple(NamedLink("Link", url) for url in urls)
    assert [item.current for item in menu(path, menu=links)] == marks
