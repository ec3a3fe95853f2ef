"""The memcached client: values, keys, foreign items, servers that are away."""

import hashlib
import io
import os
import subprocess
import sys
import threading
import zlib

import pytest

from core import memcached as core_memcached
from core.memcached import CacheDown, Memcached
from tests.support.servers import MemcachedServer
from tests.support.source import ROOT
from tests.support.waiting import until

#: Flags of python-memcached: what its other users store.
PICKLED, COMPRESSED, TEXT, UNKNOWN = 1, 8, 16, 64
MONTH = 30 * 24 * 3600


def name_of(key, prefix="tests"):
    return f"{prefix}:{core_memcached.VERSION}:{hashlib.sha256(key.encode()).hexdigest()}"


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


@pytest.fixture
def plant(raw):
    """Return what stores an item as another user of the server would."""

    def store(key, data, flags):
        assert raw("set", name_of(key), flags, 0, len(data), data=data) == "STORED"

    return store


class TestValues:
    def test_come_back_as_they_were(self, client):
        assert client.set("key", b"\x00\r\nEND\r\n\xff", 60)
        assert client.fetch("key") == b"\x00\r\nEND\r\n\xff"

    def test_are_none_where_there_are_none(self, client):
        assert client.fetch("nothing") is None
        assert client.fetch_many(["nothing"]) == {}
        assert client.fetch_many([]) == {}

    def test_are_fetched_together(self, client):
        client.set("a", b"1", 60)
        client.set("b", b"", 60)
        assert client.fetch_many(["a", "b", "c"]) == {"a": b"1", "b": b""}

    @pytest.mark.parametrize("value", ["text", 1, None, {"a": 1}, bytearray(b"x"), memoryview(b"x")])
    def test_are_bytes_and_nothing_else(self, client, value):
        with pytest.raises(TypeError, match="only bytes"):
            client.set("key", value, 60)

    def test_above_a_mebibyte_are_refused(self, client):
        client.set("key", b"old", 60)
        assert client.set("key", b"x" * (core_memcached.MAX_BYTES + 1), 60) is False
        assert client.fetch("key") == b"old"

    def test_that_the_server_finds_too_large_leave_the_connection_in_step(self, client):
        assert client.set("large", b"x" * core_memcached.MAX_BYTES, 60) is False
        client.set("key", b"value", 60)
        assert client.fetch("key") == b"value"

    def test_are_added_once(self, client):
        assert client.add("key", b"first", 60) is True
        assert client.add("key", b"second", 60) is False
        assert client.fetch("key") == b"first"

    def test_are_replaced_where_there_are_some(self, client):
        assert client.replace("key", b"first", 60) is False
        client.set("key", b"first", 60)
        assert client.replace("key", b"second", 60) is True
        assert client.fetch("key") == b"second"

    def test_are_gone_once_deleted(self, client, raw):
        client.set("key", b"value", 60)
        client.delete("key")
        assert client.fetch("key") is None
        assert raw("mg", name_of("key"), "v") == "EN"

    def test_may_be_deleted_where_there_are_none(self, client):
        client.delete("nothing")


class TestTimeToLive:
    @pytest.mark.parametrize("ttl", [1, 600, MONTH, MONTH + 1, 365 * 24 * 3600])
    def test_reaches_the_server(self, client, raw, ttl):
        client.set("key", b"value", ttl)
        # A second may end between the two, or the server's clock be one behind.
        assert raw("mg", name_of("key"), "t") in {f"HD t{ttl + gap}" for gap in (-2, -1, 0, 1)} - {"HD t-1"}

    def test_is_new_after_a_touch(self, client, raw):
        client.set("key", b"value", 60)
        assert client.touch("key", 5000) is True
        assert raw("mg", name_of("key"), "t") in {"HD t4999", "HD t5000", "HD t5001"}

    def test_of_nothing_cant_be_changed(self, client):
        assert client.touch("nothing", 60) is False

    @pytest.mark.parametrize("ttl", [0, -1])
    def test_is_never_for_ever(self, client, ttl):
        for act in (client.set, client.add, client.replace):
            with pytest.raises(ValueError, match="time to live"):
                act("key", b"value", ttl)
        with pytest.raises(ValueError, match="time to live"):
            client.touch("key", ttl)


class TestKeys:
    @pytest.mark.parametrize("key", ["slug\n", "a b", "\r\nflush_all\r\n", "键", "x" * 5000, "", "\ud800"])
    def test_may_be_any_text(self, client, key):
        client.set("bob", b"BOB", 60)
        assert client.set(key, b"ALICE", 60)
        assert client.fetch(key) == b"ALICE"
        # The client itself sends a key with a newline as it is, and reads one answer too few from then on.
        assert client.fetch("bob") == b"BOB"
        assert client.fetch_many([key, "bob"]) == {key: b"ALICE", "bob": b"BOB"}

    def test_are_not_shared_by_sites(self, client, memcached):
        other = Memcached([memcached.address], "other")
        client.set("key", b"ours", 60)
        assert other.fetch("key") is None
        other.set("key", b"theirs", 60)
        assert client.fetch("key") == b"ours"
        other.close()

    @pytest.mark.parametrize("prefix", ["", "a b", "a\n", "键", "x" * 65, "a:b"])
    def test_begin_with_a_prefix_that_can_stand_there(self, prefix):
        with pytest.raises(ValueError, match="begin a key"):
            Memcached(["127.0.0.1:1"], prefix)


class TestItemsOfOthers:
    def test_are_never_unpickled(self, client, plant, tmp_path):
        witness = tmp_path / "ran"
        # What pickle would write for an object whose __reduce__ names os.mkdir.
        program = f"cposix\nmkdir\n(V{witness}\ntR.".encode()
        plant("evil", program, PICKLED)
        client.set("good", b"good", 60)
        assert client.fetch("evil") is None
        assert client.fetch_many(["evil", "good"]) == {"good": b"good"}
        assert client.update("evil", lambda old: old, 60) is False
        assert not witness.exists()
        assert client.fetch("good") == b"good"

    def test_are_never_unpacked(self, client, plant):
        plant("bomb", zlib.compress(b"\0" * 50_000_000), COMPRESSED)
        assert client.fetch("bomb") is None

    @pytest.mark.parametrize("flags", [TEXT, UNKNOWN, COMPRESSED | TEXT, COMPRESSED | PICKLED, 2, 4])
    @pytest.mark.parametrize("data", [b"12", b"\xff"])
    def test_count_as_none_and_leave_the_connection_in_step(self, client, plant, flags, data):
        plant("odd", data, flags)
        client.set("good", b"good", 60)
        client.set("other", b"other", 60)
        assert client.fetch("odd") is None
        assert client.fetch("good") == b"good"
        assert "odd" not in client.fetch_many(["odd", "good", "other"])
        assert client.fetch("other") == b"other"
        assert client.fetch_many(["good"]) == {"good": b"good"}

    def test_cant_be_made_by_us(self):
        pickler = core_memcached._Refuse(io.BytesIO(), protocol=0)
        with pytest.raises(TypeError, match="never pickled"):
            pickler.dump({})


class TestUpdate:
    def test_changes_what_is_there(self, client, raw):
        client.set("key", b"1", 60)
        assert client.update("key", lambda old: old + b"2", 5000) is True
        assert client.fetch("key") == b"12"
        assert raw("mg", name_of("key"), "t") in {"HD t4999", "HD t5000", "HD t5001"}

    def test_makes_nothing(self, client):
        assert client.update("key", lambda old: old, 60) is False
        assert client.fetch("key") is None

    def test_loses_no_change_made_meanwhile(self, client):
        client.set("key", b"1", 60)
        seen = []

        def change(old):
            seen.append(old)
            if len(seen) == 1:
                client.set("key", b"1 meanwhile", 60)
            return old + b" ours"

        assert client.update("key", change, 60) is True
        assert client.fetch("key") == b"1 meanwhile ours"

    def test_brings_nothing_back_that_was_deleted_meanwhile(self, client):
        client.set("key", b"1", 60)

        def change(old):
            client.delete("key")
            return old

        assert client.update("key", change, 60) is False
        assert client.fetch("key") is None

    def test_gives_up_where_others_never_stop(self, client):
        client.set("key", b"1", 60)

        def change(old):
            client.set("key", old + b"1", 60)
            return b"ours"

        assert client.update("key", change, 60) is False

    def test_keeps_no_memory_of_old_versions(self, client):
        for number in range(20):
            client.set(f"key {number}", b"1", 60)
            client.update(f"key {number}", lambda old: old, 60)
        assert len(client._servers()[0]._client.cas_ids) == 1

    def test_takes_only_bytes(self, client):
        client.set("key", b"1", 60)
        with pytest.raises(TypeError, match="only bytes"):
            client.update("key", lambda old: old.decode(), 60)


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
