"""Nobody but our own proxies can say where a request comes from."""

import pytest

from core.web.middleware.proxy import ProxyResolver
from tests.support.wsgi import Inner, call, environ_of

FORGED = {
    "HTTP_X_FORWARDED_FOR": "6.6.6.6",
    "HTTP_X_FORWARDED_PROTO": "https",
    "HTTP_X_FORWARDED_HOST": "evil.example",
    "HTTP_X_FORWARDED_PORT": "1",
    "HTTP_X_FORWARDED_PREFIX": "/evil",
    "HTTP_X_FORWARDED": "for=6.6.6.6",
    "HTTP_FORWARDED": "for=6.6.6.6",
    "HTTP_X_REAL_IP": "6.6.6.6",
    "HTTP_X_SCHEME": "https",
    "HTTP_X_CLIENT_IP": "6.6.6.6",
}


def resolved(hops, **given):
    """Return what the inner stack sees."""
    inner = Inner()
    call(ProxyResolver(inner, trusted_hops=hops), environ_of(**{"REMOTE_ADDR": "10.0.0.9", **given}))
    return inner.environ


@pytest.mark.parametrize("hops", [0, 1, 2])
def test_no_forwarding_header_reaches_the_inner_stack(hops):
    seen = resolved(hops, **FORGED, HTTP_X_FORWARDED_="x", HTTP_ACCEPT="*/*")
    assert [name for name in seen if "FORWARDED" in name or "REAL_IP" in name or "X_" in name] == []
    assert seen["HTTP_ACCEPT"] == "*/*"


def test_without_proxies_the_peer_is_the_visitor():
    seen = resolved(0, **FORGED)
    assert seen["REMOTE_ADDR"] == seen["bottlepost.ip"] == "10.0.0.9"
    assert seen["wsgi.url_scheme"] == "http"
    assert seen["HTTP_HOST"] == "example.org"


@pytest.mark.parametrize(
    ("hops", "forwarded", "address"),
    [
        (1, "192.0.2.1", "192.0.2.1"),
        (1, "6.6.6.6, 192.0.2.1", "192.0.2.1"),
        (2, "6.6.6.6, 192.0.2.1, 10.0.0.8", "192.0.2.1"),
        (2, "192.0.2.1", "10.0.0.9"),
        (3, "6.6.6.6,192.0.2.1", "10.0.0.9"),
        (1, "", "10.0.0.9"),
        (1, "192.0.2.1,", "10.0.0.9"),
        (1, "unknown", "10.0.0.9"),
        (1, "<script>", "10.0.0.9"),
        (1, "192.0.2.1:4711", "192.0.2.1"),
        (1, "[2001:DB8::1]:4711", "2001:db8::1"),
        (1, "::ffff:192.0.2.1", "192.0.2.1"),
    ],
)
def test_the_entry_of_the_outermost_proxy_of_ours_counts(hops, forwarded, address):
    seen = resolved(hops, HTTP_X_FORWARDED_FOR=forwarded)
    assert seen["REMOTE_ADDR"] == seen["bottlepost.ip"] == address


@pytest.mark.parametrize(
    ("given", "scheme"),
    [("https", "https"), ("HTTPS", "https"), ("http,https", "https"), ("javascript", "http"), ("", "http")],
)
def test_the_scheme_is_http_or_https(given, scheme):
    assert resolved(1, HTTP_X_FORWARDED_PROTO=given)["wsgi.url_scheme"] == scheme


@pytest.mark.parametrize(
    ("given", "host"),
    [
        ("blog.example.org", "blog.example.org"),
        ("evil.example, blog.example.org:8443", "blog.example.org:8443"),
        ("user@evil.example", "example.org"),
        ("a/b", "example.org"),
        ("", "example.org"),
    ],
)
def test_the_host_has_the_syntax_of_one(given, host):
    assert resolved(1, HTTP_X_FORWARDED_HOST=given)["HTTP_HOST"] == host


@pytest.mark.parametrize(("peer", "address"), [("", ""), (None, ""), ("::FFFF:10.0.0.9", "10.0.0.9"), ("::1", "::1")])
def test_the_peers_address_is_normalised(peer, address):
    assert resolved(0, REMOTE_ADDR=peer)["bottlepost.ip"] == address


def test_a_proxy_on_a_nameless_socket_names_the_visitor():
    assert resolved(1, REMOTE_ADDR="", HTTP_X_FORWARDED_FOR="192.0.2.1")["bottlepost.ip"] == "192.0.2.1"


def test_the_mount_point_is_left_alone():
    assert resolved(1, SCRIPT_NAME="/site")["SCRIPT_NAME"] == "/site"
