"""Errors that an operator can mend are one sentence, mistakes of ours are none."""

import pymysql
import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError, ProgrammingError, TimeoutError as PoolTimeout

from core.errors import BadRequest, NotFound, OutcomeUnknown, Refusal, SchemaError, SettingsError, Unavailable
from core.i18n import N_
from core.sentences import sentence_for


def of_mysql(code, words="the words of the driver"):
    return OperationalError("SELECT 1", {}, pymysql.err.OperationalError(code, words))


def test_settings_and_schema_speak_for_themselves():
    assert sentence_for(SettingsError(Refusal.WRONG, "PORT is 0", "it must be more")) == "PORT is 0: it must be more."
    assert sentence_for(SchemaError("It is behind.")) == "It is behind."


def test_what_a_visitor_would_be_told_has_its_parameters_filled_in():
    assert sentence_for(NotFound(N_("There is no %(name)s.", name="Mei"))) == "There is no Mei."
    assert sentence_for(BadRequest()) == BadRequest.default.text
    assert sentence_for(OutcomeUnknown()) == OutcomeUnknown.default.text


@pytest.mark.parametrize(
    ("code", "holds"),
    [
        (1045, "doesn't let the site in (the words of the driver): check user, password"),
        (1142, "give that user all rights"),
        (1114, "make room"),
        (1205, "held by another process"),
        (1290, "takes no changes"),
        (2003, "can't be reached (the words of the driver): see that it runs"),
        (1040, "can't be reached"),
        (1153, "The database refuses (the words of the driver): check DATABASE_URL."),
    ],
)
def test_what_a_server_says_is_told_with_its_remedy(code, holds):
    assert holds in sentence_for(of_mysql(code))


def test_a_server_that_is_away_is_told_with_its_reason_where_there_is_one():
    for error in (Unavailable(), PoolTimeout()):
        assert sentence_for(error) == "The database can't be reached: see that it runs, and check DATABASE_URL."
    away = Unavailable()
    away.__cause__ = of_mysql(2013, "Lost connection\nto the server.")
    assert "(Lost connection to the server)" in sentence_for(away)


def test_what_a_server_says_moves_no_cursor_and_forges_no_line():
    said = sentence_for(of_mysql(1045, "Access \x1b]0;owned\x07 中\nERROR forged\u202e"))
    assert said.startswith(r"The database doesn't let the site in (Access \x1b]0;owned\x07 中 ERROR forged\u202e): ")


@pytest.mark.parametrize(
    "error",
    [
        LookupError("x"),
        of_mysql(1054),
        ProgrammingError("x", {}, pymysql.err.ProgrammingError(1146, "no table")),
        IntegrityError("x", {}, pymysql.err.IntegrityError(1062, "twice")),
        ConnectionResetError("a socket has no file name"),
    ],
)
def test_mistakes_of_ours_keep_their_tracebacks(error):
    assert sentence_for(error) is None


def test_a_file_is_named(tmp_path):
    with pytest.raises(OSError, match="No such file") as raised:
        (tmp_path / "missing").read_text()
    assert sentence_for(raised.value).startswith(f"{tmp_path}/missing can't be used (No such file or directory): ")


@pytest.fixture
def fails(tmp_path):
    """Return what runs statements on an SQLite database and returns the error of the last."""
    path = tmp_path / "site.db"

    def run(*statements, options=""):
        engine = sa.create_engine(f"sqlite:///file:{path}?uri=true{options}")
        with engine.connect() as connection:
            for statement in statements[:-1]:
                connection.exec_driver_sql(statement)
            with pytest.raises(DBAPIError) as raised:
                connection.exec_driver_sql(statements[-1])
        engine.dispose()
        return raised.value

    run.path = path
    return run


def test_a_full_disk_is_told(fails):
    error = fails("PRAGMA max_page_count=2", "CREATE TABLE a (x)", "CREATE TABLE b (x)")
    assert sentence_for(error) == "The database has no room left (database or disk is full): make room on its disk."


def test_a_file_that_may_not_be_changed_is_told(fails):
    fails("CREATE TABLE a (x)", "SELECT b")
    assert "can't be written (attempt to write a readonly" in sentence_for(
        fails("CREATE TABLE b (x)", options="&mode=ro")
    )


def test_a_damaged_file_is_told(fails):
    fails("PRAGMA page_size=512", "CREATE TABLE a (x)", "CREATE INDEX i ON a (x)", "SELECT b")
    whole = fails.path.read_bytes()
    fails.path.write_bytes(whole[:512] + b"\x00" * (len(whole) - 512))
    assert "is damaged" in sentence_for(fails("INSERT INTO a VALUES (1)"))


def test_what_is_no_database_is_told(fails):
    fails.path.write_text("no database " * 100)
    assert "isn't one of SQLite (file is not a database)" in sentence_for(fails("SELECT * FROM a"))


def test_bad_sql_is_ours(fails):
    for statement in ("SELECT * FROM nothing", "SELECTED"):
        assert sentence_for(fails(statement)) is None
