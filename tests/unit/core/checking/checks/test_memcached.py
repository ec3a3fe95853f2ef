"""Whether memcached answers, and to whom: asked of real ones, each started in its own way."""

import socket
import socketserver
import threading
from itertools import pairwise

import pytest

from core.checking import network
from core.checking.probes.memcached import MemcachedReport
from core.checking.running import run_checks
from core.checking.site import SiteUnderCheck
from core.memcached import Memcached
from core.settings import Settings
from tests.support.checking import BY_ID, REAL
from tests.support.ports import free_port
from tests.support.servers import MemcachedServer


class Started(MemcachedServer):
    """A memcached with other options than those of the tests."""

    def __init__(self, *options):
        super().__init__()
        self.options = options

    def command(self):
        words = super().command()
        for name, value in pairwise(self.options):
            if name in words:
                words[words.index(name) + 1] = value
        return words


@pytest.fixture
def started():
    """Return a function that starts a memcached with some options changed."""
    servers = []

    def start(*options):
        servers.append(Started(*options).start())
        return servers[-1].address

    yield start
    for server in servers:
        server.close()


class _Unauthenticated(socketserver.StreamRequestHandler):
    def handle(self):
        self.rfile.readline()
        self.wfile.write(b"CLIENT_ERROR unauthenticated\r\n")


def test_memcached_away(look, memcached):
    (said,) = look("memcached-away", MEMCACHED_SERVERS=f"{memcached.address},127.0.0.1:{free_port()}")
    assert "Connection refused" in said
    assert look("memcached-away", MEMCACHED_SERVERS="a:b:c:d:e")
    assert not look("memcached-away", MEMCACHED_SERVERS=memcached.address)
    assert not look("memcached-away")


def test_memcached_away_where_it_swallows_all(look, own_memcached, hang, monkeypatch):
    monkeypatch.setattr("core.checking.probes.memcached.PATIENCE", 0.3)
    hang(own_memcached)
    (said,) = look("memcached-away", MEMCACHED_SERVERS=own_memcached.address)
    assert "no answer" in said


def test_memcached_away_where_it_wants_a_password(look):
    with socketserver.TCPServer(("127.0.0.1", 0), _Unauthenticated) as server:
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        (said,) = look("memcached-away", MEMCACHED_SERVERS=f"127.0.0.1:{server.server_address[1]}")
        thread.join()
    assert "unauthenticated" in said


def test_memcached_public(look, memcached, monkeypatch):
    public = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("8.8.8.8", 0))]
    assert not look("memcached-public", MEMCACHED_SERVERS=memcached.address)
    monkeypatch.setattr(network.socket, "getaddrinfo", lambda *_, **__: public)  # what a name server says
    (said,) = look("memcached-public", MEMCACHED_SERVERS=memcached.address)
    assert "public address" in said


def test_memcached_open(look, started, memcached):
    (said,) = look("memcached-open", MEMCACHED_SERVERS=started("-l", "0.0.0.0"))  # noqa: S104 - what is told
    assert "every address of this machine" in said
    assert not look("memcached-open", MEMCACHED_SERVERS=memcached.address)
    assert not look("memcached-open", MEMCACHED_SERVERS="10.1.1.1:11211", not_made=())


@pytest.mark.parametrize("listens", ["127.0.0.1,192.0.2.7", "cache.internal"])
def test_memcached_open_on_one_address_more(root, listens):
    site = SiteUnderCheck(*Settings.examine(root, REAL))
    site.memcached = [MemcachedReport("127.0.0.1:1", "127.0.0.1", settings={"inter": listens})]
    (finding,) = run_checks(site, [BY_ID["memcached-open"]]).findings
    assert f"listens on {listens.split(',')[-1]}:" in finding.sentence


def test_memcached_open_is_no_matter_of_a_trial_site(look, started):
    address = started("-l", "0.0.0.0")  # noqa: S104 - what is told
    assert not look("memcached-open", MEMCACHED_SERVERS=address, SITE_URL="http://localhost:8000")


def test_memcached_udp(look, started, memcached):
    assert look("memcached-udp", MEMCACHED_SERVERS=started("-U", str(free_port())))
    assert not look("memcached-udp", MEMCACHED_SERVERS=memcached.address)


def test_memcached_full(look, own_memcached):
    assert not look("memcached-full", MEMCACHED_SERVERS=own_memcached.address)
    client = Memcached([own_memcached.address], "full")
    for number in range(40):
        client.set(str(number), b"x" * 900_000, 60)
    client.close()
    (said,) = look("memcached-full", MEMCACHED_SERVERS=own_memcached.address)
    assert "(16 MB)" in said
