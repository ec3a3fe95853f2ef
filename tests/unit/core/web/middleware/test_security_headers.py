"""Every answer tells the browser what our pages never do."""

import sys

import pytest

from core.web.middleware.security_headers import SecurityHeaders
from tests.support.wsgi import PLAIN, FakeMark, Inner, call, environ_of, marked


def headers_of(inner=None, *, secure=True):
    return call(SecurityHeaders(inner or Inner(), secure=secure), environ_of()).headers


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "same-origin"),
        ("X-Frame-Options", "DENY"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Cache-Control", "no-store"),
        ("Strict-Transport-Security", "max-age=63072000"),
    ],
)
def test_an_answer_has_the_header(name, value):
    assert headers_of().get_all(name) == [value]


def test_the_policy_begins_with_nothing_allowed():
    policy = dict(part.split(" ", 1) for part in headers_of()["Content-Security-Policy"].split("; "))
    assert policy == {
        "default-src": "'none'",
        "style-src": "'self'",
        "img-src": "'self' https: data:",
        "font-src": "'self'",
        "script-src": "'self'",
        "connect-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
        "manifest-src": "'self'",
    }


@pytest.mark.parametrize(
    ("mark", "scripts"),
    [(FakeMark(public=()), "'none'"), (FakeMark(public=("page",)), "'none'"), (FakeMark(public=None), "'self'")],
)
def test_readers_pages_run_no_script(mark, scripts):
    policy = headers_of(marked(Inner(), mark))["Content-Security-Policy"]
    assert f"script-src {scripts};" in policy


def test_the_one_script_that_counts_visits_is_let_in_by_its_origin():
    def origin_of(environ):
        return "https://counter.example" if environ["PATH_INFO"] == "/blog/" else ""

    def policy(mark, path):
        app = SecurityHeaders(marked(Inner(), mark), secure=True, visit_counter=origin_of)
        return call(app, environ_of(path)).headers["Content-Security-Policy"]

    counted = policy(FakeMark(public=()), "/blog/")
    assert "script-src https://counter.example; connect-src 'self' https://counter.example;" in counted
    assert "script-src 'none'; connect-src 'self';" in policy(FakeMark(public=()), "/auth/login")
    assert "script-src 'self'; connect-src 'self';" in policy(FakeMark(public=None), "/blog/")


def test_without_https_nothing_is_promised_about_it():
    assert "Strict-Transport-Security" not in headers_of(secure=False)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("cache-control", "max-age=300, public"),
        ("CONTENT-SECURITY-POLICY", "sandbox"),
        ("Cross-Origin-Resource-Policy", "cross-origin"),
    ],
)
def test_what_the_app_has_set_stays(name, value):
    headers = headers_of(Inner(headers=[*PLAIN, (name, value)]))
    assert headers.get_all(name) == [value]


@pytest.mark.parametrize("name", ["Server", "X-Powered-By", "x-powered-by"])
def test_what_tells_the_software_is_removed(name):
    assert headers_of(Inner(headers=[*PLAIN, (name, "Bottle/0.13")])).get_all(name) == []


def test_two_cookies_stay_two():
    cookies = [("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")]
    assert headers_of(Inner(headers=[*PLAIN, *cookies])).get_all("Set-Cookie") == ["a=1", "b=2"]


def test_a_second_start_with_an_error_has_them_too():
    def app(_environ, start_response):
        start_response("200 OK", PLAIN)
        try:
            raise ValueError
        except ValueError:
            start_response("500 Error", PLAIN, sys.exc_info())
        return [b"sorry"]

    answer = call(SecurityHeaders(app, secure=True), environ_of())
    assert answer.status == 500
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
