"""Sessions in the database, on every engine."""

import threading

import pytest
from sqlalchemy import func, select

from core.memcached import Memcached
from core.sessions.database import DatabaseSessions, purge
from core.sessions.models import SessionRecord
from core.sessions.protocol import RECORD_TTL, StoreDown
from core.sessions.stores import make_store

ID = "the-id-of-a-session"


@pytest.fixture
def sessions(database):
    return make_store(None, database)


@pytest.fixture
def load(database, sessions):
    """Return what loads a record as a request does, which may only read."""

    def in_scope(session_id):
        database.open_scope(writes=False)
        try:
            return sessions.load(session_id)
        finally:
            database.close_scope()

    return in_scope


@pytest.fixture
def rows(database):
    def count():
        with database.reading() as db:
            return db.scalar(select(func.count()).select_from(SessionRecord))

    return count


def test_only_add_makes_a_record(sessions, load):
    assert sessions.update(ID, lambda data: data) is False
    assert load(ID) is None
    assert sessions.add(ID, {"a": "中文😀"}) is True
    assert sessions.add(ID, {"a": 2}) is False
    assert load(ID).data == {"a": "中文😀"}


def test_a_record_is_changed_as_it_is_now(sessions, load):
    sessions.add(ID, {"a": 1})
    assert sessions.update(ID, lambda data: {**data, "b": 2}) is True
    assert load(ID).data == {"a": 1, "b": 2}


def test_a_deleted_record_is_gone(sessions, load, rows):
    sessions.add(ID, {"a": 1})
    sessions.delete(ID)
    sessions.delete(ID)
    assert load(ID) is None
    assert rows() == 0


def test_ids_that_differ_in_case_alone_are_two(sessions, load):
    sessions.add("id", {"a": 1})
    assert load("ID") is None
    assert sessions.add("ID", {"a": 2}) is True


def test_the_id_itself_isnt_in_the_table(sessions, database):
    sessions.add(ID, {"a": 1})
    with database.reading() as db:
        assert ID not in repr(db.execute(select(SessionRecord.id_hash, SessionRecord.data)).all())


def test_a_record_ends(sessions, load, clock):
    sessions.add(ID, {"a": 1})
    clock.advance(seconds=RECORD_TTL)
    assert load(ID) is None
    assert sessions.update(ID, lambda data: data) is False
    assert sessions.add(ID, {"a": 2}) is True
    assert load(ID).data == {"a": 2}


def test_a_record_in_use_lives_on(sessions, load, clock):
    sessions.add(ID, {"a": 1})
    assert load(ID).touch_due is False
    clock.advance(seconds=RECORD_TTL - 1)
    assert load(ID).touch_due is True
    sessions.update(ID, lambda data: data)
    clock.advance(seconds=RECORD_TTL - 1)
    assert load(ID).data == {"a": 1}


def test_purge_deletes_what_is_over(sessions, database, rows, clock):
    sessions.add("old", {})
    clock.advance(seconds=RECORD_TTL - 1)
    sessions.add("new", {})
    clock.advance(seconds=1)
    with database.transaction() as db:
        purge(db)
    assert rows() == 1


def test_changes_at_once_all_count(sessions, load):
    sessions.add(ID, {})
    faults = []

    def work(name):
        try:
            for turn in range(5):
                sessions.update(ID, lambda data, turn=turn: {**data, f"{name}{turn}": 1})
        except StoreDown as error:
            faults.append(error)

    threads = [threading.Thread(target=work, args=[name]) for name in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert len(load(ID).data) == 10


def test_a_database_that_is_away_is_told(sessions, database):
    sessions.ping()
    database.breaker.failed()
    for act in (
        sessions.ping,
        lambda: sessions.add(ID, {}),
        lambda: sessions.update(ID, lambda data: data),
        lambda: sessions.delete(ID),
    ):
        with pytest.raises(StoreDown):
            act()


def test_sites_with_memcached_keep_their_sessions_there(database, empty_memcached):
    assert not isinstance(make_store(Memcached([empty_memcached.address], "tests"), database), DatabaseSessions)
