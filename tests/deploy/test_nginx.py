"""nginx by its recipe, in front of the site under granian."""

import re
import socket
from http.client import HTTPConnection, HTTPSConnection

import pytest

from tests.support.hosts import UnitSite
from tests.support.journey import Person
from tests.support.nginx import HOST, Nginx
from tests.support.waiting import until

SITE = {"SITE_URL": f"https://{HOST}", "TRUSTED_PROXY_HOPS": "1"}


@pytest.fixture(scope="module")
def site(environ):
    with UnitSite(**{**environ, **SITE}) as running:
        yield running


@pytest.fixture(scope="module")
def nginx(site):
    with Nginx(site.address) as running:
        yield running


@pytest.fixture
def visit(nginx):
    """Return a function that gives somebody's browser; `said` is what it sends beside what browsers send."""

    def visit(**said):
        headers = {name.replace("_", "-"): value for name, value in said.items()}
        trusts = nginx.trust()
        # Our browser speaks HTTP/1.1.
        trusts.set_alpn_protocols(["http/1.1"])
        return Person(nginx.url, said={"Host": HOST, **headers}, trusts=trusts)

    return visit


def static_path(page):
    return page.html.find("link", rel="stylesheet")["href"]


def test_nginx_takes_the_recipe_without_a_warning(nginx):
    verdict = nginx.verdict()
    assert "test is successful" in verdict
    assert "[warn]" not in verdict


def test_a_writer_signs_in_over_tls_and_publishes_a_long_text(visit):
    writer = visit()
    writer.sign_in("ada")
    assert all(name.startswith("__Host-") for name in writer.cookies)
    path = writer.write("经过代理 😀", "山" * 100_000)
    assert visit().get(path).text.count("山") >= 100_000


def test_what_a_form_may_not_hold_gets_the_sites_own_page(visit):
    answer = visit().post("/auth/login", {"login": "x" * (3 * 1024 * 1024)})
    assert answer.status == 413
    assert answer.html.find("h1").get_text(strip=True) == "Too large"


def test_whom_a_request_comes_from_says_nginx_and_nobody_else(nginx, site):
    """Another address of this machine, so that it isn't nginx's own."""
    connection = HTTPSConnection(nginx.host, nginx.port, source_address=("127.0.0.9", 0), context=nginx_http(nginx))
    claims = {"X-Forwarded-For": "203.0.113.5", "X_Forwarded_For": "203.0.113.6", "X-Request-ID": "a" * 32}
    connection.request("GET", "/blog/", headers={"Host": HOST, **claims})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    given = answer.headers["X-Request-ID"]
    assert re.fullmatch("[0-9a-f]{32}", given)
    assert given != "a" * 32
    until(lambda: given in site.log, "the line in the log")
    line = next(line for line in site.log.splitlines() if given in line)
    assert "ip=127.0.0.9" in line


def nginx_http(nginx):
    context = nginx.trust()
    context.set_alpn_protocols(["http/1.1"])
    return context


def test_browsers_are_offered_http_2(nginx):
    with (
        socket.create_connection((nginx.host, nginx.port)) as plain,
        nginx.trust().wrap_socket(plain, server_hostname=HOST) as secure,
    ):
        assert secure.selected_alpn_protocol() == "h2"


def test_plain_http_leads_to_https(nginx):
    connection = HTTPConnection(nginx.host, nginx.plain_port)
    connection.request("GET", "/blog/?page=2", headers={"Host": HOST})
    answer = connection.getresponse()
    assert (answer.status, answer.headers["Location"]) == (308, f"https://{HOST}/blog/?page=2")
    connection.close()


def test_while_the_site_is_away_its_style_sheets_come_and_its_pages_say_so(visit, site):
    """The last test of this site."""
    visitor = visit()
    path = static_path(visitor.get("/blog/"))
    before = visitor.get(path)
    assert before.status == 200
    site.stop()
    after = visitor.get(f"{path}?a=query")
    assert (after.status, after.text) == (200, before.text)
    page = visitor.get("/blog/")
    assert page.status == 503
    assert int(page.headers["Retry-After"]) > 0
    assert "马上恢复" in page.text
