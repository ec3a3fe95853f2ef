"""Sessions in memcached."""

import hashlib

import pytest

from core.memcached import Memcached
from core.sessions.memcached import MemcachedSessions
from core.sessions.protocol import RECORD_TTL, StoreDown

ID = "the-id-of-a-session"
NAME = "tests:1:" + hashlib.sha256(f"session:{ID}".encode()).hexdigest()


def test_a_record_has_a_time_to_live_in_memcached(memcached_sessions, raw):
    memcached_sessions.add(ID, {"a": 1})
    assert raw("mg", NAME, "t") in {f"HD t{RECORD_TTL - gap}" for gap in (-1, 0, 1, 2)}


def test_an_update_gives_it_all_its_time_again(memcached_sessions, raw):
    memcached_sessions.add(ID, {"a": 1})
    assert raw("mg", NAME, "T60").startswith("HD")
    assert memcached_sessions.update(ID, lambda data: data) is True
    assert raw("mg", NAME, "t") in {f"HD t{RECORD_TTL - gap}" for gap in (-1, 0, 1, 2)}


def test_a_deleted_record_is_gone_from_memcached(memcached_sessions, raw):
    memcached_sessions.add(ID, {"a": 1})
    memcached_sessions.delete(ID)
    assert raw("mg", NAME, "v") == "EN"


def test_only_add_makes_a_record(memcached_sessions):
    assert memcached_sessions.update(ID, lambda data: data) is False
    assert memcached_sessions.load(ID) is None
    assert memcached_sessions.add(ID, {"a": 1}) is True
    assert memcached_sessions.add(ID, {"a": 2}) is False
    assert memcached_sessions.load(ID).data == {"a": 1}


def test_a_record_ends_by_our_clock_too(memcached_sessions, clock):
    memcached_sessions.add(ID, {"a": 1})
    clock.advance(seconds=RECORD_TTL)
    assert memcached_sessions.load(ID) is None


@pytest.mark.parametrize(
    "planted",
    [
        b"",
        b"\xff",
        b"null",
        b"[1]",
        b"[" * 100_000,
        b'{"data": 1, "expires": 1e12}',
        b'{"data": {}}',
        b'{"data": {}, "expires": "x"}',
        b'{"data": {}, "expires": NaN}',
        b'{"data": {}, "expires": 1e17}',
        b'{"data": {}, "expires": 1e400}',
    ],
    ids=lambda planted: planted[:40].decode("latin-1"),
)
def test_what_isnt_a_record_of_ours_counts_as_none(memcached_sessions, raw, planted):
    raw("set", NAME, 0, 0, len(planted), data=planted)
    assert memcached_sessions.load(ID) is None
    assert memcached_sessions.update(ID, lambda data: {**data, "a": 1}) is True
    assert memcached_sessions.load(ID).data == {"a": 1}


def test_a_planted_pickle_is_never_run(memcached_sessions, raw, tmp_path):
    witness = tmp_path / "ran"
    program = f"cposix\nmkdir\n(V{witness}\ntR.".encode()
    raw("set", NAME, 1, 0, len(program), data=program)
    assert memcached_sessions.load(ID) is None
    assert not witness.exists()


def test_sites_on_one_memcached_share_no_session(memcached_sessions, memcached):
    client = Memcached([memcached.address], "other")
    memcached_sessions.add(ID, {"a": 1})
    assert MemcachedSessions(client).load(ID) is None
    client.close()


def test_the_id_itself_isnt_in_memcached(memcached_sessions, raw):
    memcached_sessions.add(ID, {"a": 1})
    assert raw("mg", NAME, "s").startswith("HD")
    assert ID not in NAME
    assert raw("mg", ID) == "EN"


def test_a_server_that_is_away_is_not_an_empty_one(away_store, own_memcached):
    away_store.ping()
    own_memcached.stop()
    for act in (
        lambda: away_store.load(ID),
        lambda: away_store.add(ID, {}),
        lambda: away_store.update(ID, lambda data: data),
        lambda: away_store.delete(ID),
        away_store.ping,
    ):
        with pytest.raises(StoreDown):
            act()
