"""The site answers under its own names only."""

import pytest

from core.web.middleware.hosts import HostAllowList
from tests.support.wsgi import Inner, PlainErrors, call, environ_of

ALLOWED = ("example.org", "blog.example.org:8443", "127.0.0.1", "[::1]", "Localhost", "secure.example:443")


@pytest.fixture
def answer_to():
    def answer(host, scheme="http"):
        inner = Inner()
        hosts = HostAllowList(inner, allowed=ALLOWED, errors=PlainErrors())
        result = call(hosts, environ_of(HTTP_HOST=host, **{"wsgi.url_scheme": scheme}))
        assert inner.was_called is (result.status == 200)
        return result.status

    return answer


@pytest.mark.parametrize(
    "host",
    [
        "example.org",
        "EXAMPLE.org",
        "example.org.",
        "example.org:80",
        "example.org:8000",
        "example.org:",
        "blog.example.org:8443",
        "127.0.0.1:5000",
        "[::1]",
        "[0:0:0:0:0:0:0:1]:8000",
        "localhost",
    ],
)
def test_our_hosts_are_served(answer_to, host):
    assert answer_to(host) == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "example.org.evil.example",
        "evilexample.org",
        "www.example.org",
        "blog.example.org",
        "blog.example.org:8444",
        "127.0.0.2",
        "[::2]",
        "xn--fiqs8s",
        "secure.example:80",
    ],
)
def test_other_hosts_are_misdirected(answer_to, host):
    assert answer_to(host) == 421


@pytest.mark.parametrize(
    "host",
    [
        None,
        "",
        " ",
        "user@example.org",
        "user:pw@example.org",
        "example.org/path",
        "example.org?x",
        "example.org#x",
        "example.org\\x",
        "example.org, evil.example",
        "exam ple.org",
        "example.org:80:90",
        "example.org:http",
        "example.org:65536",
        "example.org:-1",
        "example.org:８０",
        "example..org",
        ".example.org",
        "-example.org",
        "example.org..",
        "[::1",
        "::1",
        "[example.org]",
        "[1.2.3.4:]",
        "中文.example",
        "example.org\n",
        "example.org\x00",
        "a" * 64 + ".org",
    ],
)
def test_a_host_that_is_none_is_refused(answer_to, host):
    assert answer_to(host) == 400


def test_a_port_that_goes_without_saying_is_the_schemes(answer_to):
    assert answer_to("secure.example", "https") == 200
    assert answer_to("secure.example", "http") == 421


def test_an_ipv6_address_may_be_listed_without_brackets():
    hosts = HostAllowList(Inner(), allowed=("2001:db8::1",), errors=PlainErrors())
    assert call(hosts, environ_of(HTTP_HOST="[2001:DB8::1]:8000")).status == 200


def test_a_list_with_nonsense_in_it_is_refused_at_the_start():
    with pytest.raises(ValueError, match=r"https://example\.org"):
        HostAllowList(Inner(), allowed=("https://example.org",), errors=PlainErrors())
