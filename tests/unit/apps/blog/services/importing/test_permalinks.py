"""Old addresses are told as Jekyll made them."""

from datetime import UTC, datetime

import pytest

from apps.blog.services.importing.permalinks import address, permalink

DAY = datetime(2014, 3, 2, 10, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("template", "path"),
    [
        ("", "/old/java/lang/2014/03/02/hello.html"),
        ("pretty", "/old/java/lang/2014/03/02/hello/"),
        ("ordinal", "/old/java/lang/2014/061/hello.html"),
        ("weekdate", "/old/java/lang/2014/W09/Sun/hello.html"),
        ("none", "/old/java/lang/hello.html"),
        ("/:year/:month/:day/:title/", "/old/2014/03/02/hello/"),
        ("/:i_month-:i_day-:short_year/:slug", "/old/3-2-14/hello"),
        ("/about/", "/old/about/"),
        ("/:unknown/:title", ""),
        ("words", ""),
    ],
)
def test_jekylls_addresses_are_told(template, path):
    assert permalink(template, name="hello", day=DAY, categories=["Java", "Lang"], base="/old") == path


def test_a_chinese_name_is_quoted_as_in_a_request():
    assert permalink("/:title/", name="你好", day=None, categories=[]) == "/%E4%BD%A0%E5%A5%BD/"


def test_an_address_with_a_day_needs_one():
    assert permalink("pretty", name="hello", day=None, categories=[]) == ""


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("/a/b/", "/a/b/"),
        ("a/b", "/a/b"),
        ("//a//b", "/a/b"),
        ("https://example.org/a?b#c", "/a"),
        ("/a%20b", "/a%20b"),
        ("", ""),
        ("http://[", ""),
        ("/" + "x" * 1000, ""),
    ],
)
def test_an_address_is_a_path(text, path):
    assert address(text) == path
