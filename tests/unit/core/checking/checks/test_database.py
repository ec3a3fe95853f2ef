"""Whether the database answers and is the right one: asked of real servers, one of them set up badly."""

import socket
import sqlite3
import sys

import pytest

from core.checking import network
from core.checking.running import run_checks
from core.checking.site import SiteUnderCheck
from core.settings import Settings
from tests.support.checking import BY_ID, REAL
from tests.support.databases import upgrade
from tests.support.ports import free_port

ALL = "ALL ON {own}"


@pytest.fixture
def careless(careless_mariadb):
    """Return the DATABASE_URL of a server that is set up badly."""
    return careless_mariadb.url("site")


@pytest.fixture
def careful(careful_mariadb):
    """Return the DATABASE_URL of a server that is set up well."""
    return careful_mariadb.url("site")


def test_database_driver(look, monkeypatch):
    monkeypatch.setitem(sys.modules, "MySQLdb", None)  # as where nobody installed mysqlclient
    (said,) = look("database-driver", DATABASE_URL="mysql+mysqldb://u:hush@127.0.0.1:1/d")
    assert "mysqldb" in said
    assert "hush" not in said
    assert not look("database-driver")


def test_database_away(look, careful):
    (said,) = look("database-away", DATABASE_URL=f"mysql://u:hush@127.0.0.1:{free_port()}/d")
    assert "can't be reached" in said
    assert "hush" not in said
    assert not look("database-away", DATABASE_URL=careful)


def test_database_away_where_it_swallows_all(look, monkeypatch):
    monkeypatch.setattr("core.checking.probes.database.PATIENCE", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        (said,) = look("database-away", DATABASE_URL=f"mysql://u:p@127.0.0.1:{silent.getsockname()[1]}/d")
    assert "no answer" in said


@pytest.mark.parametrize("who", ["nobody:hush@127.0.0.1:{port}/site", "bottlepost:in-tests-only@127.0.0.1:{port}/none"])
def test_database_refused(look, careful, careful_mariadb, who):
    (said,) = look("database-refused", DATABASE_URL=f"mysql://{who.format(port=careful_mariadb.port)}")
    assert "doesn't let the site in" in said
    assert "hush" not in said
    assert not look("database-refused", DATABASE_URL=careful)


def test_database_refused_where_the_driver_does_not_take_it(look, careful):
    (said,) = look("database-refused", DATABASE_URL=f"{careful}?nonsense=1")
    assert "doesn't take DATABASE_URL (TypeError)" in said


def test_database_refused_where_the_file_is_none(look, root):
    (root / "var/bottlepost.db").write_text("this is not a database at all, whatever its name says" * 20)
    (said,) = look("database-refused")
    assert "not a database" in said


def test_what_needs_the_database_is_not_checked_without_it(look):
    assert not look("schema-behind", DATABASE_URL="postgres://x/y", not_made=["schema-behind"])
    away = f"mysql://u:p@127.0.0.1:{free_port()}/d"
    assert not look("schema-behind", DATABASE_URL=away, not_made=["schema-behind"])


def test_a_database_that_stops_answering_is_asked_no_more(root, careless_mariadb, careless):
    site = SiteUnderCheck(*Settings.examine(root, {**REAL, "DATABASE_URL": careless}))
    assert not run_checks(site, [BY_ID["database-driver"], BY_ID["database-away"]]).findings
    careless_mariadb.pause()
    try:
        report = run_checks(site, [BY_ID["database-version"], BY_ID["database-packet"], BY_ID["database-away"]])
    finally:
        careless_mariadb.resume()
        site.close()
    assert set(report.not_made.values()) == {"The database stopped answering."}
    assert [finding.id for finding in report.findings] == ["database-away"]


@pytest.mark.parametrize("kind", ["sqlite", "mariadb"])
def test_schema_behind(look, migrated, kind):
    url = migrated.empty_url(kind, "checked")
    if kind == "sqlite":
        sqlite3.connect(url.removeprefix("sqlite:///")).close()
    (said,) = look("schema-behind", DATABASE_URL=url)
    assert "manage.py upgrade" in said


def test_schema_behind_by_one(look, tmp_path):
    url = f"sqlite:///{tmp_path}/old.db"
    upgrade(url, "0001")
    assert look("schema-behind", DATABASE_URL=url)
    upgrade(url)
    assert not look("schema-behind", DATABASE_URL=url)


def test_schema_ahead(look, database_user, mariadb):
    url = database_user(ALL)
    name = url.rpartition("/")[2]
    mariadb.execute(f"CREATE TABLE `{name}`.alembic_version (version_num VARCHAR(32) PRIMARY KEY)")
    mariadb.execute(f"INSERT INTO `{name}`.alembic_version VALUES ('9999')")
    assert look("schema-ahead", DATABASE_URL=url)
    assert not look("schema-behind", DATABASE_URL=url)
    mariadb.execute(f"DELETE FROM `{name}`.alembic_version")
    assert not look("schema-ahead", DATABASE_URL=url)


def test_database_version(look, careless, careful):
    (said,) = look("database-version", DATABASE_URL=careless)
    assert "MariaDB 10.5" in said
    assert not look("database-version", DATABASE_URL=careful)
    assert not look("database-version")


def test_database_engine(look, database_user, mariadb):
    url = database_user(ALL)
    assert not look("database-engine", DATABASE_URL=url)
    mariadb.execute(f"CREATE TABLE `{url.rpartition('/')[2]}`.old (id INT) ENGINE=MyISAM")
    (said,) = look("database-engine", DATABASE_URL=url)
    assert ": old." in said


def test_database_charset(look, database_user, mariadb):
    url = database_user(ALL)
    assert not look("database-charset", DATABASE_URL=url)
    mariadb.execute(f"CREATE TABLE `{url.rpartition('/')[2]}`.old (name TEXT) CHARACTER SET utf8mb3")
    (said,) = look("database-charset", DATABASE_URL=url)
    assert ": old." in said


def test_database_read_only(look, careless, careful):
    assert look("database-read-only", DATABASE_URL=careless)
    assert not look("database-read-only", DATABASE_URL=careful)


def test_database_packet(look, careless, careful):
    (said,) = look("database-packet", DATABASE_URL=careless)
    assert "1,048,576 bytes" in said
    assert not look("database-packet", DATABASE_URL=careful)


def test_database_timeout(look, careless):
    (said,) = look("database-timeout", DATABASE_URL=careless)
    assert "DATABASE_POOL_RECYCLE to 6" in said
    assert not look("database-timeout", DATABASE_URL=careless, DATABASE_POOL_RECYCLE="6")


def test_database_connections(look, careless, careful):
    (said,) = look("database-connections", DATABASE_URL=careless, WORKERS="2", THREADS="4")
    assert "this site alone may open 12" in said
    assert not look("database-connections", DATABASE_URL=careful, WORKERS="2", THREADS="4")


def test_database_connections_of_one_user(look, database_user, mariadb):
    url = database_user(ALL)
    assert not look("database-connections", DATABASE_URL=url)
    mariadb.execute(f"ALTER USER {url.rpartition('/')[2]}@'%' WITH MAX_USER_CONNECTIONS 3")
    (said,) = look("database-connections", DATABASE_URL=url)
    assert "allows 3 connections" in said


def test_database_durability(look, careless, careful):
    assert look("database-durability", DATABASE_URL=careless)
    assert not look("database-durability", DATABASE_URL=careful)


def test_database_clear(look, careful, certificate, monkeypatch):
    assert not look("database-clear", DATABASE_URL=careful)
    monkeypatch.setattr(network, "is_public", lambda host: host == "127.0.0.1")  # what a name server says
    (said,) = look("database-clear", DATABASE_URL=careful)
    assert "nothing is encrypted" in said
    assert not look("database-clear", DATABASE_URL=f"{careful}?ssl_ca={certificate}")
