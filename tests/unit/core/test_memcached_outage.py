"""The memcached client: servers that are away, several of them, processes and threads."""

import os
import subprocess
import sys
import threading

import pytest

from core import memcached as core_memcached
from core.memcached import CacheDown, Memcached
from tests.support.servers import MemcachedServer
from tests.support.source import ROOT
from tests.support.waiting import until


@pytest.fixture
def client(empty_memcached):
    client = Memcached([empty_memcached.address], "tests")
    yield client
    client.close()


@pytest.fixture
def own_client(own_memcached):
    client = Memcached([own_memcached.address], "tests")
    yield client
    client.close()


class TestServerThatIsAway:
    def test_is_told_apart_from_one_that_has_nothing(self, own_memcached, own_client):
        assert own_client.fetch("key") is None
        own_memcached.stop()
        for act in (
            lambda: own_client.fetch("key"),
            lambda: own_client.fetch_many(["key"]),
            lambda: own_client.set("key", b"", 60),
            lambda: own_client.update("key", bytes, 60),
            lambda: own_client.delete("key"),
            lambda: own_client.touch("key", 60),
            own_client.ping,
        ):
            with pytest.raises(CacheDown):
                act()

    @pytest.mark.parametrize("name", ["fetch", "fetch_many", "set", "delete", "touch", "update", "ping"])
    def test_and_hangs_gives_an_error_and_no_wait(self, own_memcached, own_client, name, monkeypatch, hang):
        monkeypatch.setattr(core_memcached, "PAUSE", 0)
        arguments = {
            "ping": [],
            "fetch_many": [["key"]],
            "set": ["key", b"", 9],
            "touch": ["key", 9],
            "update": ["key", bytes, 9],
        }
        act = getattr(own_client, name)
        act(*arguments.get(name, ["key"]))
        hang(own_memcached)
        # With the connection that is open, and with a new one, which the kernel accepts for the server.
        for _ in range(2):
            with pytest.raises(CacheDown):
                act(*arguments.get(name, ["key"]))
        own_memcached.resume()
        act(*arguments.get(name, ["key"]))

    def test_is_asked_by_no_thread_during_the_pause(self, own_memcached, own_client, monkeypatch, hang):
        monkeypatch.setattr(core_memcached, "PAUSE", 3600)
        own_client.set("key", b"value", 60)
        hang(own_memcached)
        with pytest.raises(CacheDown):
            own_client.fetch("key")
        own_memcached.resume()
        outcomes = []

        def ask():
            try:
                outcomes.append(own_client.fetch("key"))
            except CacheDown:
                outcomes.append(CacheDown)
            own_client.close()

        threads = [threading.Thread(target=ask) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert outcomes == [CacheDown] * 3

    def test_is_asked_again_after_the_pause_by_one_thread(self, own_memcached, own_client, monkeypatch, hang):
        own_client.ping()
        server = own_client._servers()[0]
        hang(own_memcached)
        with pytest.raises(CacheDown):
            own_client.ping()
        own_memcached.resume()
        monkeypatch.setattr(core_memcached, "PAUSE", 3600)
        server._away_until = 1.0
        server._admit()
        with pytest.raises(CacheDown):
            server._admit()

    def test_answers_again_after_the_pause(self, own_memcached, own_client, hang):
        own_client.set("key", b"value", 60)
        hang(own_memcached)
        with pytest.raises(CacheDown):
            own_client.fetch("key")
        own_memcached.resume()

        def is_back():
            try:
                return own_client.fetch("key") == b"value"
            except CacheDown:
                return False

        until(is_back, "an answer")

    @pytest.mark.parametrize("name", ["fetch", "fetch_many", "add", "update", "delete", "touch"])
    def test_that_restarted_is_empty_and_not_away(self, own_memcached, own_client, name):
        own_client.set("key", b"value", 60)
        own_memcached.restart()
        expected = {"fetch": None, "fetch_many": {}, "add": True, "update": False, "delete": None, "touch": False}
        arguments = {"fetch_many": [["key"]], "add": ["key", b"", 9], "touch": ["key", 9], "update": ["key", bytes, 9]}
        assert getattr(own_client, name)(*arguments.get(name, ["key"])) == expected[name]


class TestSeveralServers:
    @pytest.fixture
    def pair(self, own_memcached):
        with MemcachedServer() as second:
            client = Memcached([own_memcached.address, second.address], "tests")
            keys = {client._server(client._name(str(n))): str(n) for n in range(50)}
            first_key, second_key = (keys[server] for server in client._servers())
            yield client, second, first_key, second_key
            client.close()

    def test_share_the_keys(self, pair):
        client, _, first, second = pair
        client.set(first, b"1", 60)
        client.set(second, b"2", 60)
        assert client.fetch_many([first, second]) == {first: b"1", second: b"2"}
        client.ping()

    def test_never_stand_in_for_each_other(self, pair, hang):
        client, server, first, second = pair
        client.set(second, b"old", 60)
        hang(server)
        with pytest.raises(CacheDown):
            client.set(second, b"new", 60)
        # The other half goes on.
        assert client.set(first, b"1", 60)
        with pytest.raises(CacheDown):
            client.ping()
        server.resume()


class TestProcessesAndThreads:
    def test_a_fork_shares_no_connection(self, empty_memcached):
        program = """
import os, sys
from core.memcached import Memcached
client = Memcached([sys.argv[1]], "fork")
client.set("parent", b"parent" * 999, 60)
child = os.fork()
mine = b"child" if child == 0 else b"parent"
for _ in range(300):
    key = f"{mine.decode()}"
    if not client.set(key, mine * 999, 60) or client.fetch(key) != mine * 999:
        os._exit(1)
client.close()
if child == 0:
    os._exit(0)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""
        environ = {**os.environ, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-W", "error", "-c", program, empty_memcached.address]
        done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False, timeout=60)
        assert (done.returncode, done.stderr) == (0, "")

    def test_another_process_makes_its_own_connections(self, client, monkeypatch):
        client.set("key", b"value", 60)
        inherited = client._servers()[0]
        monkeypatch.setattr(core_memcached.os, "getpid", lambda: 1)
        assert client.fetch("key") == b"value"
        assert client._servers()[0] is not inherited
        assert inherited._host.socket is None

    def test_threads_get_their_own_answers(self, client):
        wrong = []

        def work(number):
            value = str(number).encode() * 500
            for _ in range(100):
                client.set(f"key {number}", value, 60)
                if client.fetch(f"key {number}") != value:
                    wrong.append(number)
            client.close()

        threads = [threading.Thread(target=work, args=[number]) for number in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert wrong == []

    def test_a_closed_connection_is_opened_again(self, client):
        client.set("key", b"value", 60)
        client.close()
        assert client.fetch("key") == b"value"
