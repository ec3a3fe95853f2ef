"""Sessions, transactions, guards, retry and the breaker, against the real servers."""

import threading
from contextlib import ExitStack

import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import OperationalError

from core.audit import AuditEvent
from core.database.breaker import Breaker
from core.database.database import Database, after_commit, commit, rollback
from core.database.guard import WriteInRead
from core.errors import Unavailable
from core.site_settings import Setting
from tests.support.databases import open_database


def add(db, name="x", value=1):
    db.add(Setting(name=name, value=value))


def stored(database, name="x"):
    with database.reading() as db:
        return db.scalar(select(Setting.value).where(Setting.name == name))


def in_threads(count, act):
    threads = [threading.Thread(target=act) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_a_transaction_is_kept_at_its_end(database):
    with database.transaction() as db:
        add(db)
    assert stored(database) == 1


def test_a_transaction_that_raises_is_undone(database):
    def add_and_fail():
        with database.transaction() as db:
            add(db)
            db.flush()
            raise LookupError

    with pytest.raises(LookupError):
        add_and_fail()
    assert stored(database) is None


def test_what_waits_for_the_commit_runs_once_and_only_after_it(database):
    done = []
    with database.transaction() as db:
        after_commit(db, lambda: done.append(stored(database)))
        add(db)
    assert done == [1]


def test_a_rollback_forgets_what_waited_for_the_commit(database):
    done = []
    with database.transaction() as db:
        after_commit(db, lambda: done.append(1))
        rollback(db)
        commit(db)
    assert done == []


def test_an_act_after_the_commit_that_fails_undoes_nothing(database, caplog):
    with database.transaction() as db:
        add(db)
        after_commit(db, lambda: 1 / 0)
    assert stored(database) == 1
    assert "ZeroDivisionError" in caplog.text


@pytest.mark.parametrize(
    "write",
    [
        lambda db: (add(db), db.flush()),
        lambda db: db.execute(insert(Setting).values(name="x", value=1)),
        lambda db: db.execute(update(Setting).values(value=2)),
        lambda db: db.execute(delete(Setting)),
    ],
)
def test_a_reading_session_refuses_to_write(database, write):
    with pytest.raises(WriteInRead), database.reading() as db:
        write(db)


def test_the_database_refuses_a_write_that_the_guard_cannot_see(database):
    with pytest.raises(OperationalError), database.reading() as db:
        db.connection().exec_driver_sql("DELETE FROM settings")


def test_a_scope_gives_its_connection_back(database):
    for _ in range(20):
        database.open_scope(writes=False)
        database.session().execute(text("SELECT 1"))
        database.close_scope()
    assert database.engine.pool.checkedout() == 0


def test_a_scope_that_is_closed_undoes_what_was_not_committed(database):
    database.open_scope(writes=True)
    add(database.session())
    database.session().flush()
    database.close_scope()
    assert stored(database) is None


def test_no_update_is_lost_between_threads(database):
    with database.transaction() as db:
        add(db, value=0)

    def count_up():
        for _ in range(10):
            database.run(raise_by_one)

    def raise_by_one(db):
        row = db.scalars(select(Setting).where(Setting.name == "x").with_for_update()).one()
        row.value += 1

    in_threads(4, count_up)
    assert stored(database) == 40


@pytest.mark.engine("mariadb")
def test_a_deadlock_is_run_again(database):
    with database.transaction() as db:
        add(db, "a", 0)
        add(db, "b", 0)
    meet = threading.Barrier(2, timeout=5)
    first_try = threading.local()

    def raise_both(names):
        def unit(db):
            for name in names:
                db.execute(update(Setting).where(Setting.name == name).values(value=1))
                if name == names[0] and not getattr(first_try, "over", False):
                    first_try.over = True
                    meet.wait()

        return unit

    done = []
    threads = [
        threading.Thread(target=lambda names=names: done.append(database.run(raise_both(names))))
        for names in (("a", "b"), ("b", "a"))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(done) == 2


@pytest.mark.engine("mariadb")
def test_a_connection_killed_inside_a_transaction_is_run_again(database):
    killed = []

    def unit(db):
        add(db)
        db.flush()
        if not killed:
            killed.append(number := db.scalar(text("SELECT CONNECTION_ID()")))
            with database.engine.connect() as other:
                other.execute(text(f"KILL {number}"))
        db.execute(text("SELECT 1"))

    database.run(unit)
    assert stored(database) == 1


@pytest.mark.engine("mariadb")
def test_an_idle_connection_the_server_dropped_is_replaced(database, database_url):
    with database.transaction() as db:
        number = db.scalar(text("SELECT CONNECTION_ID()"))
    other = open_database(database_url)
    with other.transaction() as db:
        db.execute(text(f"KILL {number}"))
    other.dispose()
    database.ping()


def test_a_pool_without_a_free_connection_is_an_outage(database, monkeypatch):
    monkeypatch.setattr(database.engine.pool, "_timeout", 0.01)
    monkeypatch.setattr(database.engine.pool, "_max_overflow", 0)
    with ExitStack() as taken:
        for _ in range(database.engine.pool.size()):
            taken.enter_context(database.engine.execution_options(reads_only=True).connect())
        with pytest.raises(Unavailable):
            database.run(lambda db: db.scalar(select(Setting.value)))


def test_a_failed_insert_in_a_savepoint_leaves_the_session_usable(database):
    with database.transaction() as db:
        add(db)
        db.flush()
        with pytest.raises(Exception, match=r"(?i)unique|duplicate"), db.begin_nested():
            db.execute(insert(Setting).values(name="x", value=2))
        add(db, "y")
    assert stored(database, "y") == 1


def test_microseconds_zone_and_emoji_come_back(database, clock):
    with database.transaction() as db:
        db.add(AuditEvent(at=clock(), action="test", actor_name="字😀"))
    with database.reading() as db:
        event = db.scalars(select(AuditEvent)).one()
        assert (event.at, event.actor_name) == (clock(), "字😀")


@pytest.mark.engine("mariadb")
def test_keys_tell_emoji_and_case_apart(database):
    with database.transaction() as db:
        for name in ("😀", "😁", "a", "A"):
            add(db, name)
    assert stored(database, "😁") == 1


def test_an_open_breaker_answers_at_once_and_lets_one_probe_through():
    present = [0.0]
    breaker = Breaker(pause=1, probe=3, time=lambda: present[0])
    breaker.failed()
    with pytest.raises(Unavailable):
        breaker.admit()
    present[0] = 1.5
    breaker.admit()  # the probe
    present[0] = 4
    with pytest.raises(Unavailable):  # it may still wait for its answer
        breaker.admit()
    present[0] = 5
    breaker.admit()  # it never said what it found
    breaker.succeeded()
    breaker.admit()


def test_a_server_that_answers_others_is_not_away():
    present = [0.0]
    breaker = Breaker(time=lambda: present[0])
    breaker.succeeded()
    present[0] = 0.9
    breaker.failed(waited=2)
    assert not breaker.is_open
    present[0] = 1.9
    breaker.failed(waited=2)
    assert breaker.is_open


def test_a_server_that_is_away_opens_the_breaker(settings):
    away = Database(settings(DATABASE_URL="mysql://nobody@127.0.0.1:1/none"))
    with pytest.raises(OperationalError):
        away.ping()
    assert away.breaker.is_open
    with pytest.raises(Unavailable):
        away.ping()
