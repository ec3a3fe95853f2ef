"""Tests of addresses from outside: what is one, and where a request may lead to: paths of ours, never another site."""

import pytest

from core.urls import is_full_address, is_own_path, local_path


@pytest.mark.parametrize(
    "path", ["/", "/admin/posts/?page=2", "/blog/posts/你好", "/a?to=https://example.org", "/%2F/x", "/a b"]
)
def test_a_path_of_ours_is_kept(path):
    assert local_path(path) == path


@pytest.mark.parametrize(
    "wanted",
    [
        "",
        "admin",
        "https://evil.example/",
        "//evil.example/",
        "///evil.example/",
        "/\\evil.example/",
        "\\\\evil.example/",
        "/a\\b",
        "/\t/evil.example/",
        "/\n/evil.example/",
        "\t//evil.example/",
        " //evil.example/",
        "/\x00",
        "/\u2028x",
        "/\u202ex",
        "javascript:alert(1)",
        "data:text/html,x",
        "?next=/",
        "#x",
        "/" + "x" * 2000,
    ],
)
def test_whatever_could_lead_elsewhere_is_dropped(wanted):
    assert local_path(wanted) == ""


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org",
        "http://example.org:8080/a?b=c#d",
        "https://pictures_1.example.org/a.jpg",
        "https://例子.example/路径",
        "https://例子.example:8443/",
        "https://example.org./",
        "https://example.org:/",
        "https://[2001:db8::1]:8080/",
        "https://example.org/@me",
    ],
)
def test_an_address_with_a_host_is_one(address):
    assert is_full_address(address)
    assert not is_own_path(address)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "example.org",
        "https://",
        "https:///a",
        "https://user@example.org/",
        "https://user:pass@example.org/",
        "https://example.org\\@evil.example/",
        "https://[",
        "https://[v1.a;script-src]/",
        "https://*/x.js",
        "https://a.example;script-src/",
        "https://a.example:port/",
        "https://example.org/a b",
        "https://example.org/\u3000",
        'https://example.org/"x',
        "https://example.org/<b>",
        "javascript:alert(1)",
        "ftp://example.org/",
        "//example.org/a.jpg",
        "/\\example.org",
        "/\t/example.org",
        "/a b",
        "a/b",
    ],
)
def test_what_is_no_address_is_told(typed):
    assert not is_full_address(typed)
    assert not is_own_path(typed)


def test_a_path_is_one_of_ours():
    assert is_own_path("/")
    assert is_own_path("/blog/posts/你好?x=1#y")


def test_only_the_schemes_that_are_asked_for_will_do():
    assert not is_full_address("http://example.org/", ("https",))
