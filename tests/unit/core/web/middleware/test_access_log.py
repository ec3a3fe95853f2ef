"""The access log shows a path as people read it, and never a one-time token."""

import pytest

from core.web.middleware.access_log import AccessLog
from tests.support.wsgi import FakeMark, environ_of

PREFIXES = ("/auth/reset/", "/auth/setup/", "/auth/verify/")


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/blog/posts/中文", "/blog/posts/中文"),
        ("/auth/reset/t0ken", "/auth/reset/***"),
        ("/auth/reset/t0ken/more", "/auth/reset/***"),
        ("/auth/setup/t0ken", "/auth/setup/***"),
        ("/auth/verify/t0ken/", "/auth/verify/***"),
        ("//auth//reset//t0ken", "//auth//reset//***"),
        ("/Auth/RESET/t0ken", "/Auth/RESET/***"),
        ("/proxy/auth/reset/t0ken", "/proxy/auth/reset/***"),
        ("/auth/reset/t0\nken", "/auth/reset/***"),
        ("/auth/reset/", "/auth/reset/"),
        ("/auth/login", "/auth/login"),
    ],
)
def test_a_token_is_masked_by_the_beginning_of_its_path(path, shown):
    environ = environ_of(path)
    assert AccessLog(PREFIXES).path_of(environ, environ["PATH_INFO"]) == shown


@pytest.mark.parametrize("path", ["/blog/preview/t0ken", "/blog/preview/t0ken/"])
def test_a_token_is_masked_by_the_mark_of_its_route(path):
    environ = environ_of(path, **{"bottlepost.route": FakeMark(secret=True)})
    assert AccessLog().path_of(environ, path) == "/blog/preview/***"


def test_a_route_without_a_token_keeps_its_path():
    environ = environ_of("/blog/posts/a", **{"bottlepost.route": FakeMark()})
    assert AccessLog(PREFIXES).path_of(environ, "/blog/posts/a") == "/blog/posts/a"


@pytest.mark.parametrize("path", ["/\xff", "/\u4e2d", "/" + "a" * 9000])
def test_no_path_is_too_strange_to_be_logged(path):
    shown = AccessLog(PREFIXES).path_of(environ_of(), path)
    assert shown.startswith("/")
    assert len(shown) <= 1000
