"""Machines get their answers whatever the host, and the metrics only whoever may have them."""

import json

import pytest

from core.metrics import Metrics
from core.web.middleware.health import Health
from core.web.middleware.proxy import ProxyResolver
from tests.support.wsgi import Inner, PlainErrors, call, environ_of

TOKEN = "Mb4s-scrape-token-of-the-tests"


def away():
    raise ConnectionError("mysql://root:secret@db refused")


def fine():
    pass


@pytest.fixture
def ask():
    def ask(path, *, allow=(), hops=0, checks=None, method="GET", **headers):
        health = Health(
            Inner(),
            errors=PlainErrors(),
            checks=checks or {"database": fine, "sessions": fine},
            metrics=Metrics(),
            allow=allow,
        )
        return call(
            ProxyResolver(health, trusted_hops=hops),
            environ_of(path, method=method, **{"HTTP_HOST": "10.1.2.3:8000", **headers}),
        )

    return ask


@pytest.mark.parametrize("path", ["/", "/healthz/", "/blog/healthz", "/readyz/x", "/metrics/"])
def test_everything_else_is_passed_on(ask, path):
    assert ask(path).body == b"inner"


def test_healthz_says_ok_without_asking_anybody(ask):
    answer = ask("/healthz", checks={"database": away})
    assert (answer.status, answer.body) == (200, b"ok")
    assert answer.headers["Cache-Control"] == "no-store"


def test_readyz_lists_the_checks(ask):
    answer = ask("/readyz")
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Cache-Control"] == "no-store"
    assert json.loads(answer.body) == {"status": "ok", "checks": {"database": "ok", "sessions": "ok"}}


def test_readyz_is_503_when_one_check_fails_and_tells_no_secret(ask):
    answer = ask("/readyz", checks={"database": away, "sessions": fine})
    assert answer.status == 503
    assert answer.headers["Retry-After"] == "2"
    expected = {"status": "unavailable", "checks": {"database": "ConnectionError", "sessions": "ok"}}
    assert json.loads(answer.body) == expected


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_head_has_the_headers_without_the_body(ask, path):
    get, head = (ask(path, allow=["127.0.0.1"], method=method) for method in ("GET", "HEAD"))
    assert head.body == b""
    assert head.status == get.status
    assert head.headers["Content-Type"] == get.headers["Content-Type"]
    assert int(head.headers["Content-Length"]) > 0


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_other_methods_are_not_allowed(ask, path, method):
    answer = ask(path, allow=["127.0.0.1"], method=method)
    assert answer.status == 405
    assert answer.headers["Allow"] == "GET, HEAD"


@pytest.mark.parametrize(
    ("allow", "headers", "open_"),
    [
        ((), {}, False),
        (("10.0.0.0/8",), {"REMOTE_ADDR": "10.1.1.1"}, True),
        (("10.0.0.0/8",), {"REMOTE_ADDR": "::ffff:10.1.1.1"}, True),
        (("10.0.0.0/8",), {"REMOTE_ADDR": "192.0.2.1"}, False),
        (("10.0.0.0/8",), {"REMOTE_ADDR": ""}, False),
        (("10.0.0.0/8",), {"REMOTE_ADDR": "192.0.2.1", "HTTP_X_FORWARDED_FOR": "10.1.1.1"}, False),
        (("2001:db8::/32",), {"REMOTE_ADDR": "2001:db8::7"}, True),
        ((TOKEN,), {"HTTP_AUTHORIZATION": f"Bearer {TOKEN}"}, True),
        ((TOKEN,), {"HTTP_AUTHORIZATION": f"bearer  {TOKEN} "}, True),
        ((TOKEN,), {"HTTP_AUTHORIZATION": f"Bearer {TOKEN[:-1]}"}, False),
        ((TOKEN,), {"HTTP_AUTHORIZATION": "Bearer "}, False),
        ((TOKEN,), {"HTTP_AUTHORIZATION": f"Basic {TOKEN}"}, False),
        ((TOKEN,), {"HTTP_AUTHORIZATION": TOKEN}, False),
        ((TOKEN,), {"HTTP_AUTHORIZATION": "Bearer \xff"}, False),
        (("10.0.0.0/8", "other", TOKEN), {"HTTP_AUTHORIZATION": f"Bearer {TOKEN}"}, True),
    ],
)
def test_metrics_are_for_those_on_the_list(ask, allow, headers, open_):
    answer = ask("/metrics", allow=allow, **headers)
    assert answer.status == (200 if open_ else 404)
    assert (b"process_start_time_seconds" in answer.body) is open_


def test_behind_a_proxy_of_ours_the_visitor_counts_and_not_the_proxy(ask):
    proxied = {"REMOTE_ADDR": "10.0.0.1", "hops": 1, "allow": ["10.0.0.0/8"]}
    assert ask("/metrics", HTTP_X_FORWARDED_FOR="6.6.6.6", **proxied).status == 404
    assert ask("/metrics", HTTP_X_FORWARDED_FOR="10.0.0.7", **proxied).status == 200


def test_closed_metrics_look_like_any_other_missing_page(ask):
    assert ask("/metrics", method="POST").status == 404
