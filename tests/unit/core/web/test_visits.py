"""The one script of another host runs where nobody can be harmed by it."""

import pytest

from core.site_settings import SiteSettings
from core.web.middleware.protocols import ROUTE, USER_ID
from core.web.request import AnonymousRequest, Request
from core.web.visits import VisitCounter, origin_of
from tests.support.wsgi import FakeMark, environ_of

SCRIPT = "https://Counter.example:8443/js/x.js?y"
ORIGIN = "https://counter.example:8443"


class FakeGeneration:
    def last_known(self, _name):
        return SiteSettings(analytics_src=SCRIPT)


class FakeSite:
    generation = FakeGeneration()

    def area(self, _path):
        return "blog"


@pytest.fixture
def counter():
    """Return the counter of a site that counts visits."""
    return VisitCounter(FakeSite())


def request_of(kind=Request, mark=None, user=None, **environ):
    request = kind(FakeSite(), {**environ_of(**environ), ROUTE: mark or FakeMark()})
    request.__dict__["settings"] = SiteSettings(analytics_src=SCRIPT)
    request.__dict__["user"] = user
    return request


def test_a_visitor_is_counted(counter):
    request = request_of()
    assert counter.script(request) == SCRIPT
    assert counter.origin(request.environ) == ORIGIN


@pytest.mark.parametrize(
    "request_",
    [
        request_of(mark=FakeMark(public=None)),
        request_of(mark=FakeMark(name="auth.login")),
        request_of(mark=FakeMark(name="blogs.post")),
        request_of(mark=FakeMark(secret=True)),
        request_of(method="POST"),
    ],
    ids=["not public", "another part", "a part with a longer name", "a secret address", "a form"],
)
def test_no_other_page_counts(counter, request_):
    assert counter.script(request_) == ""
    assert counter.origin(request_.environ) == ""


def test_nobody_who_is_signed_in_is_counted(counter):
    request = request_of(user=object())
    request.environ[USER_ID] = 1
    assert counter.script(request) == ""
    assert counter.origin(request.environ) == ""


def test_a_page_that_knows_nobody_counts_nobody(counter):
    assert counter.script(request_of(AnonymousRequest)) == ""


def test_the_origin_is_one_that_a_header_can_hold():
    assert origin_of("https://统计.Example:8443/统计.js") == "https://xn--lo0a64x.example:8443"


@pytest.mark.parametrize(
    "address",
    [
        *("", "http://counter.example/x.js", "//counter.example", "https:///x.js"),
        *("https://a..example/x.js", f"https://{'统' * 63}.example/x.js"),
    ],
)
def test_only_https_has_an_origin(address):
    assert origin_of(address) == ""
