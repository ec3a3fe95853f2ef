"""The relay fails as it is told to, and passes everything on otherwise."""

import pymysql
import pytest

from tests.support.mariadb import MariaDB
from tests.support.relay import Relay


@pytest.fixture
def relay(mariadb):
    """Return a relay in front of the tests' MariaDB."""
    with Relay(mariadb.port) as relay:
        yield relay


@pytest.fixture
def cursor(relay):
    """Return a cursor behind the relay, of a client that waits for a second."""
    connection = connect(relay)
    yield connection.cursor()
    connection.close()


def connect(relay):
    return pymysql.connect(
        host=relay.host,
        port=relay.port,
        user=MariaDB.user,
        password=MariaDB.password,
        read_timeout=1,
        ssl_disabled=True,
    )


def ask(cursor, statement="SELECT 1"):
    cursor.execute(statement)
    return cursor.fetchall()


@pytest.mark.parametrize("end", ["swallow", "fall_silent"])
def test_what_is_swallowed_is_never_answered(relay, cursor, end):
    assert ask(cursor) == ((1,),)
    getattr(relay, end)()
    with pytest.raises(pymysql.err.OperationalError, match="timed out"):
        ask(cursor)


def test_a_new_connection_is_swallowed_too(relay):
    relay.swallow()
    with pytest.raises(pymysql.err.OperationalError, match="timed out"):
        connect(relay)
    relay.pass_on()
    connect(relay).close()


def test_a_relay_that_refuses_keeps_the_connections_there_are(relay, cursor):
    relay.refuse()
    assert ask(cursor) == ((1,),)
    with pytest.raises(pymysql.err.OperationalError, match="refused"):
        connect(relay)
    relay.cut()
    with pytest.raises(pymysql.err.OperationalError, match="Lost"):
        ask(cursor)
    relay.pass_on()
    connect(relay).close()


def test_a_relay_that_drops_takes_connections_to_close_them(relay):
    relay.drop()
    with pytest.raises(pymysql.err.OperationalError, match="Lost"):
        connect(relay)
    assert relay.accepted == 1


@pytest.mark.parametrize("reached", [True, False])
def test_a_statement_is_lost_before_it_reaches_the_server_or_after_it(relay, cursor, mariadb, reached):
    name = f"relay_{'reached' if reached else 'lost'}"
    mariadb.execute(f"DROP DATABASE IF EXISTS {name}")
    relay.cut_at(lambda said: said[-1].startswith("CREATE"), reached=reached)
    assert ask(cursor) == ((1,),)
    with pytest.raises(pymysql.err.OperationalError, match="Lost"):
        ask(cursor, f"CREATE DATABASE {name}")
    with mariadb.connect() as past, past.cursor() as theirs:
        assert bool(ask(theirs, f"SHOW DATABASES LIKE '{name}'")) is reached
    mariadb.execute(f"DROP DATABASE IF EXISTS {name}")
    assert relay.cuts == 1


def test_a_wish_sees_the_statements_of_one_transaction(relay, cursor):
    seen = []
    relay.cut_at(lambda said: seen.append(list(said)))
    for statement in ("COMMIT", "SELECT 1", "ROLLBACK", "SELECT 2"):
        ask(cursor, statement)
    assert seen[1:] == [["SELECT 1"], ["SELECT 1", "ROLLBACK"], ["SELECT 2"]]
