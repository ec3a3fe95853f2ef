"""Forged requests."""

import pytest

from core.errors import Forbidden
from core.web.csrf import CSRF, CrossSite, FormExpired
from tests.support.wsgi import environ_of

SECRET = "a secret of the tests, long enough to be one"
DEVICE = "device:1"


@pytest.fixture
def csrf():
    return CSRF(SECRET, secure=True)


class TestOrigin:
    @pytest.mark.parametrize("method", ["GET", "HEAD"])
    def test_of_a_request_that_only_reads_may_be_any(self, csrf, method):
        csrf.check_origin(environ_of(method=method, HTTP_SEC_FETCH_SITE="cross-site"))

    @pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "get", "FOO"])
    def test_of_any_other_is_ours(self, csrf, method):
        csrf.check_origin(environ_of(method=method, HTTP_SEC_FETCH_SITE="same-origin"))
        for site in ("cross-site", "same-site", "none", "Same-Origin", "nonsense", "same-origin, same-origin"):
            with pytest.raises(CrossSite):
                csrf.check_origin(environ_of(method=method, HTTP_SEC_FETCH_SITE=site))

    def test_is_told_by_the_newer_header_where_there_are_two(self, csrf):
        with pytest.raises(CrossSite):
            csrf.check_origin(
                environ_of(method="POST", HTTP_SEC_FETCH_SITE="same-site", HTTP_ORIGIN="http://example.org")
            )

    @pytest.mark.parametrize(
        ("scheme", "host", "origin"),
        [
            ("http", "example.org", "http://example.org"),
            ("http", "example.org:80", "http://example.org"),
            ("http", "EXAMPLE.org", "http://example.org:80"),
            ("https", "example.org", "https://example.org"),
            ("https", "example.org:8443", "https://example.org:8443"),
            ("http", "127.0.0.1:8000", "http://127.0.0.1:8000"),
            ("http", "[::1]:8000", "http://[::1]:8000"),
        ],
    )
    def test_is_scheme_and_host_of_the_request_without_it(self, csrf, scheme, host, origin):
        csrf.check_origin(environ_of(method="POST", HTTP_HOST=host, HTTP_ORIGIN=origin, **{"wsgi.url_scheme": scheme}))

    @pytest.mark.parametrize(
        "origin",
        [
            None,
            "",
            "null",
            "http://evil.example",
            "https://example.org",
            "http://example.org:8080",
            "http://sub.example.org",
            "http://example.org.evil.example",
            "http://user@example.org",
            "http://example.org/path",
            "http://example.org?q",
            "http://example.org#f",
            "http://[::1",
            "example.org",
            "//example.org",
            "ftp://example.org",
            "http://example.org http://evil.example",
        ],
    )
    def test_that_is_another_or_none_is_refused(self, csrf, origin):
        with pytest.raises(CrossSite) as refused:
            csrf.check_origin(environ_of(method="POST", HTTP_ORIGIN=origin))
        assert "send it again" in refused.value.message.text

    @pytest.mark.parametrize("host", ["", "a b", "/"])
    def test_of_a_request_without_a_host_is_none(self, csrf, host):
        with pytest.raises(CrossSite):
            csrf.check_origin(environ_of(method="POST", HTTP_HOST=host, HTTP_ORIGIN=f"http://{host}"))


class TestToken:
    def test_is_good_for_whom_it_was_made(self, csrf):
        csrf.check_token(DEVICE, csrf.token(DEVICE))

    def test_is_good_for_nobody_else(self, csrf):
        with pytest.raises(FormExpired):
            csrf.check_token("device:2", csrf.token(DEVICE))

    def test_of_another_site_is_worth_nothing(self, csrf):
        other = CSRF("another secret, which is quite as long as ours", secure=True)
        with pytest.raises(FormExpired):
            csrf.check_token(DEVICE, other.token(DEVICE))

    @pytest.mark.parametrize("token", [None, "", "x", ".", "..", "a.b.c", "é", "\ud800", "x" * 100_000, "a b.c.d"])
    def test_that_is_none_is_refused(self, csrf, token):
        with pytest.raises(FormExpired):
            csrf.check_token(DEVICE, token)

    def test_cant_be_changed_anywhere(self, csrf):
        token = csrf.token(DEVICE)
        for place in range(len(token)):
            other = "A" if token[place] != "A" else "B"
            # The last character of the signature holds bits that mean nothing.
            if place == len(token) - 1:
                other = "."
            with pytest.raises(FormExpired):
                csrf.check_token(DEVICE, token[:place] + other + token[place + 1 :])

    def test_is_another_each_time(self, csrf):
        assert csrf.token(DEVICE) != csrf.token(DEVICE)

    def test_says_nothing_of_whom_it_is_for(self, csrf):
        assert "device" not in csrf.token(DEVICE)

    def test_of_somebody_signed_in_lives_as_long_as_the_sign_in(self, csrf, clock):
        token = csrf.token(DEVICE)
        clock.advance(days=30)
        csrf.check_token(DEVICE, token)

    def test_of_a_visitor_ends_after_twelve_hours(self, csrf, clock):
        binding = csrf.visitor(environ_of(), [])
        token = csrf.token(binding)
        clock.advance(hours=12)
        csrf.check_token(binding, token)
        clock.advance(seconds=1)
        with pytest.raises(FormExpired):
            csrf.check_token(binding, token)

    def test_of_a_node_whose_clock_is_ahead_is_good(self, csrf, clock):
        binding = csrf.visitor(environ_of(), [])
        token = csrf.token(binding)
        clock.advance(seconds=-5)
        csrf.check_token(binding, token)

    def test_that_is_refused_says_what_to_do(self, csrf):
        with pytest.raises(Forbidden) as refused:
            csrf.check_token(DEVICE, "")
        assert refused.value.status == 403
        assert refused.value.message.text == "The form has expired. Your text is kept: press Save again."


class TestVisitor:
    def test_gets_a_cookie_once(self, csrf):
        environ, cookies = environ_of(), []
        binding = csrf.visitor(environ, cookies)
        assert csrf.visitor(environ, cookies) == binding
        assert len(cookies) == 1
        pair, *attributes = cookies[0].split("; ")
        assert pair.startswith("__Host-csrf=")
        assert set(attributes) == {"HttpOnly", "Path=/", "SameSite=Lax", "Secure"}

    def test_gets_the_same_cookie_when_the_request_is_run_again(self, csrf):
        environ, first, second = environ_of(), [], []
        csrf.visitor(environ, first)
        csrf.visitor(environ, second)
        assert first == second

    def test_is_known_by_the_cookie(self, csrf):
        cookies = []
        binding = csrf.visitor(environ_of(), cookies)
        token = csrf.token(binding)
        again = []
        known = csrf.visitor(environ_of(HTTP_COOKIE=f"a=b; {cookies[0].partition(';')[0]}"), again)
        csrf.check_token(known, token)
        assert again == []

    def test_without_the_cookie_is_another(self, csrf):
        token = csrf.token(csrf.visitor(environ_of(), []))
        with pytest.raises(FormExpired):
            csrf.check_token(csrf.visitor(environ_of(), []), token)

    @pytest.mark.parametrize("value", ["", "x", "x" * 23, "é" * 22, "x" * 21 + "\n"])
    def test_with_a_cookie_that_isnt_ours_gets_a_new_one(self, csrf, value):
        cookies = []
        csrf.visitor(environ_of(HTTP_COOKIE=f"__Host-csrf={value}"), cookies)
        assert len(cookies) == 1

    def test_on_http_has_a_plain_cookie(self):
        cookies = []
        CSRF(SECRET, secure=False).visitor(environ_of(), cookies)
        assert cookies[0].startswith("csrf=")
