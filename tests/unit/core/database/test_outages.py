"""A network that fails between the site and its MariaDB: what is tried again, and how long anybody waits."""

import threading

import pytest
from sqlalchemy import make_url, select, text
from sqlalchemy.exc import OperationalError

from core.database.database import commit
from core.database.engine import FORGOTTEN_AFTER
from core.errors import OutcomeUnknown, Unavailable
from core.limits import Hits
from core.site_settings import Setting
from tests.support.databases import open_database
from tests.support.mariadb import MariaDB
from tests.support.waiting import until

pytestmark = pytest.mark.engine("mariadb")


@pytest.fixture
def far(relayed_url):
    """Return the site's way to the database through the relay."""
    database = open_database(relayed_url)
    yield database
    database.dispose()


def add(db):
    db.add(Setting(name="x", value=1))


def stored(database):
    with database.reading() as db:
        return db.scalar(select(Setting.value))


def commits(said):
    return said[-1] == "COMMIT"


def test_a_connection_that_breaks_while_it_is_made_is_made_again(far, relay):
    relay.cut_at(lambda said: "innodb_lock_wait_timeout" in said[-1])
    far.ping()
    assert (relay.cuts, far.breaker.is_open) == (1, False)


def test_a_connection_that_ends_says_nothing_about_the_server(far, relay):
    far.ping()
    relay.cut_at(lambda said: said[-1] == "SELECT 1")
    far.ping()
    assert relay.cuts == 1


def test_a_table_that_a_migration_holds_is_busy_and_the_server_not_away(far, database_url):
    holding = MariaDB("127.0.0.1", make_url(database_url).port).connect(make_url(database_url).database)
    with holding, holding.cursor() as cursor:
        cursor.execute("LOCK TABLE settings WRITE")
        with pytest.raises(Unavailable):
            far.run(stored_by)
        assert not far.breaker.is_open
        assert far.run(lambda db: db.scalar(select(Hits.hits))) is None


def test_a_server_that_ends_each_connection_is_away(far, relay):
    relay.drop()
    with pytest.raises(Unavailable):
        far.run(stored_by)
    assert far.breaker.is_open


def answers(database):
    try:
        database.ping()
    except Unavailable:
        return False
    return True


def stored_by(db):
    return db.scalar(select(Setting.value))


def test_a_server_that_falls_silent_keeps_nobody_for_a_second_connection(far, relay):
    far.ping()
    before = relay.accepted
    relay.swallow()
    with pytest.raises(Unavailable):
        far.ping()
    assert (relay.accepted, far.breaker.is_open) == (before, True)
    relay.fall_silent()
    relay.pass_on()
    until(lambda: answers(far), "the probe that finds the server, by a connection of its own")


def test_a_connection_that_nobody_used_for_long_may_be_silent_alone(far, relay):
    far.ping()
    far.breaker._answered_at -= FORGOTTEN_AFTER
    relay.fall_silent()
    far.ping()
    assert not far.breaker.is_open


def test_a_slow_statement_is_no_outage_while_others_are_answered(far):
    ended = threading.Event()

    def go_on_asking():
        while not ended.wait(0.1):
            far.ping()

    other = threading.Thread(target=go_on_asking)
    other.start()
    with pytest.raises(OperationalError), far.reading() as db:
        db.execute(text("SELECT SLEEP(4)"))
    was_open = far.breaker.is_open
    ended.set()
    other.join()
    assert not was_open


def test_a_server_that_gives_no_more_connections_is_not_away(far, database_url):
    url = make_url(database_url)
    with far.transaction() as db:
        db.execute(text("CREATE OR REPLACE USER one@'%' IDENTIFIED BY 'one' WITH MAX_USER_CONNECTIONS 1"))
        db.execute(text(f"GRANT ALL ON `{url.database}`.* TO one@'%'"))
    alone = open_database(url.set(username="one", password="one").render_as_string(hide_password=False))
    with alone.reading() as db:
        db.execute(text("SELECT 1"))
        with pytest.raises(Unavailable):
            alone.run(stored_by)
        assert not alone.breaker.is_open
    assert alone.run(stored_by) is None
    alone.dispose()


def test_a_connection_lost_just_before_the_commit_is_unseen(far, relay):
    tries = []

    def unit(db):
        add(db)
        db.flush()
        tries.append(1)
        if len(tries) == 1:
            relay.cut()

    far.run(unit)
    assert (stored(far), len(tries)) == (1, 2)


@pytest.mark.parametrize("reached", [True, False])
def test_a_connection_lost_at_the_commit_is_not_tried_again(far, relay, reached):
    far.ping()  # a new connection would begin with a COMMIT of its own
    tries = []
    relay.cut_at(commits, reached=reached)
    with pytest.raises(OutcomeUnknown):
        far.run(lambda db: (tries.append(1), add(db)))
    assert (len(tries), relay.cuts, stored(far)) == (1, 1, 1 if reached else None)


def test_what_may_be_done_twice_is_tried_again_even_so(far, relay):
    far.ping()
    tries = []
    relay.cut_at(commits, reached=True)
    far.run(lambda db: (tries.append(1), db.merge(Setting(name="x", value=1))), may_repeat=True)
    assert (len(tries), stored(far)) == (2, 1)


def test_who_only_reads_does_not_mind_a_lost_commit(far, relay):
    far.ping()
    relay.cut_at(commits)
    far.open_scope(writes=False)
    db = far.session()
    assert db.scalar(select(Setting.value)) is None
    commit(db)
    assert (relay.cuts, db.scalar(select(Setting.value))) == (1, None)
    far.close_scope()


def test_a_connection_that_breaks_on_its_way_back_is_no_error_in_the_log(far, relay, caplog):
    caplog.set_level("INFO")
    with far.engine.connect() as connection:
        connection.execute(text("SELECT 1"))
        connection.commit()
        relay.cut()
    lines = [record for record in caplog.records if "2013" in record.getMessage()]
    assert {(line.levelname, line.exc_info) for line in lines} == {("INFO", None)}
