"""Tests of where a request may lead to: paths of ours, never another site."""

import pytest

from core.web.local_path import local_path


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
