"""The memcached client: values, keys, what others stored, and changes without losses."""

import hashlib
import io
import zlib

import pytest

from core import memcached as core_memcached
from core.memcached import Memcached

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
        # A second may end between the two, and the server's clock be two behind.
        assert raw("mg", name_of("key"), "t") in {f"HD t{ttl + gap}" for gap in range(-2, 3)} - {"HD t-1"}

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
