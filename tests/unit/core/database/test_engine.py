"""The engine: its connections, and both drivers for MariaDB."""

import ctypes
import gc
import os
import weakref

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from core.errors import Unavailable
from core.site_settings import Setting
from tests.support.databases import open_database


@pytest.mark.engine("mariadb")
@pytest.mark.parametrize("fork", [os.fork, ctypes.PyDLL(None).fork], ids=["by Python", "by a server in C"])
def test_no_connection_is_used_over_a_fork(database, fork):
    with database.transaction() as db:
        ours = db.scalar(text("SELECT CONNECTION_ID()"))
    reader, writer = os.pipe()
    if (child := fork()) == 0:
        with database.transaction() as db:
            os.write(writer, str(db.scalar(text("SELECT CONNECTION_ID()"))).encode())
        database.dispose()
        os._exit(0)
    theirs = int(os.read(reader, 20))
    os.waitpid(child, 0)
    assert theirs != ours
    with database.transaction() as db:
        assert db.scalar(text("SELECT CONNECTION_ID()")) == ours


@pytest.mark.engine("mariadb")
def test_a_server_that_takes_passwords_over_tls_alone_is_asked_with_tls(database, monkeypatch):
    asked = []
    connect = database.engine.dialect.connect

    def connect_like_mysql_8(*args, **params):
        asked.append(params.get("ssl_disabled", False))
        if asked[-1]:
            raise RuntimeError("'cryptography' package is required for caching_sha2_password")  # PyMySQL's own words
        return connect(*args, **params)

    monkeypatch.setattr(database.engine.dialect, "connect", connect_like_mysql_8)
    for _ in range(2):
        database.ping()
        database.engine.dispose()
    assert asked == [True, False, False]


@pytest.mark.engine("mariadb")
@pytest.mark.parametrize("driver", ["mysql", "mysql+mysqldb"])
def test_either_driver_keeps_text_and_knows_a_silent_server_from_a_lost_connection(database_url, driver):
    either = open_database(database_url.replace("mysql", driver, 1))
    with either.transaction() as db:
        db.add(Setting(name="x", value="汉字😀"))
    with either.reading() as db:
        assert db.scalar(select(Setting.value)) == "汉字😀"
    tries = []

    def killed(db):
        tries.append(1)
        number = db.scalar(text("SELECT CONNECTION_ID()"))
        if len(tries) == 1:
            with either.transaction() as other:
                other.execute(text(f"KILL {number}"))
        return db.scalar(text("SELECT 1"))

    assert (either.run(killed), len(tries)) == (1, 2)
    with pytest.raises(Unavailable):
        either.run(lambda db: (tries.append(1), db.scalar(text("SELECT SLEEP(4)"))))
    assert len(tries) == 3  # asked once: another wait would be as long
    assert either.breaker.is_open
    either.dispose()


def test_what_was_written_stands_in_no_error(database):
    with pytest.raises(DBAPIError) as raised, database.transaction() as db:
        db.execute(text("UPDATE nothing SET value = :value"), {"value": "a-secret"})
    assert "a-secret" not in str(raised.value)


def test_an_engine_that_nobody_uses_any_more_is_forgotten(database_url):
    database = open_database(database_url)
    with database.transaction() as db:
        db.add(Setting(name="title", value="Shore"))
    database.dispose()
    engine = weakref.ref(database.engine)
    del database, db
    gc.collect()
    assert engine() is None
