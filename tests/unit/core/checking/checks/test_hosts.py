"""Names, proxies and metrics: who is told apart, and who gets in."""

import pytest

from core import clock as core_clock
from core.audit import Actor, AuditService
from core.database.database import Database
from core.settings import Settings


@pytest.fixture
def come_from(root, embedded):
    """Return a function that writes into the audit log where people came from."""
    database = Database(Settings.load(root, {}))

    def note(*addresses):
        for address in addresses:
            database.run(lambda db, ip=address: AuditService(db).note("auth.sign_in_failed", Actor(ip=ip)))

    yield note
    database.dispose()


@pytest.mark.parametrize("host", ["example.org", "blog.example.com"])
def test_site_url_example(look, host):
    assert look("site-url-example", SITE_URL=f"https://{host}")
    assert not look("site-url-example", SITE_URL="https://counterexample.org")


def test_hosts_without_site(look):
    assert look("hosts-without-site", ALLOWED_HOSTS="www.notes.test")
    assert look("hosts-without-site", ALLOWED_HOSTS="notes.test:8443")
    assert not look("hosts-without-site", ALLOWED_HOSTS="www.notes.test,notes.test")
    assert not look("hosts-without-site", ALLOWED_HOSTS="Notes.Test:443")
    assert not look("hosts-without-site", SITE_URL="http://[::1]:8000")
    assert not look("hosts-without-site", SITE_URL="https://例子.test")  # told as a wrong setting


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8000", "[::1]", "203.0.113.5"])
def test_hosts_address(look, host):
    (said,) = look("hosts-address", ALLOWED_HOSTS=f"notes.test,{host}")
    assert host in said
    assert not look("hosts-address", ALLOWED_HOSTS="notes.test,www.notes.test")
    assert not look("hosts-address", SITE_URL="https://203.0.113.5")


def test_proxy_hops_missing(look, come_from):
    come_from("127.0.0.1", "127.0.0.1")
    assert not look("proxy-hops-missing")
    come_from("::1")
    assert look("proxy-hops-missing")
    come_from("203.0.113.5")
    assert not look("proxy-hops-missing")


def test_proxy_hops_zero(look, come_from):
    assert look("proxy-hops-zero", TRUSTED_PROXY_HOPS="0")
    assert not look("proxy-hops-zero", TRUSTED_PROXY_HOPS="1")
    come_from("127.0.0.1")
    assert look("proxy-hops-zero", TRUSTED_PROXY_HOPS="0")
    come_from("203.0.113.5")  # as under mod_wsgi, where the server itself ends HTTPS
    assert not look("proxy-hops-zero", TRUSTED_PROXY_HOPS="0")


def test_proxy_hops_zero_without_a_database(look):
    assert look("proxy-hops-zero", TRUSTED_PROXY_HOPS="0")


def test_what_people_did_long_ago_tells_nothing(look, come_from, clock):
    come_from("203.0.113.5")
    clock.advance(days=31)
    assert core_clock.now() == clock.moment
    assert look("proxy-hops-zero", TRUSTED_PROXY_HOPS="0")


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "8.8.8.8"])  # noqa: S104 - what is told
def test_proxy_hops_open(look, host):
    assert look("proxy-hops-open", HOST=host)
    assert not look("proxy-hops-open", HOST=host, TRUSTED_PROXY_HOPS="0")
    assert not look("proxy-hops-open", HOST="10.0.0.4")
    assert not look("proxy-hops-open")


def test_metrics_open(look):
    assert look("metrics-open", METRICS_ALLOW="10.0.0.0/8,0.0.0.0/0")
    assert look("metrics-open", METRICS_ALLOW="::/0")
    assert not look("metrics-open", METRICS_ALLOW="10.0.0.0/8,203.0.113.5")


def test_metrics_token(look):
    (said,) = look("metrics-token", METRICS_ALLOW="10.0.0.1,k7Q")
    assert "of 3 characters" in said
    assert "k7Q" not in said
    assert not look("metrics-token", METRICS_ALLOW="10.0.0.1,Jq3uW8sZp0RkYd7mXv2c")
