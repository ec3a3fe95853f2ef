"""The operator's commands: what goes wrong is one sentence, and an upgrade copies first."""

import errno
import json
import logging
import sqlite3

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from apps.auth.models import User
from core.database.database import Database
from core.job_address import address
from core.mail import send_later
from core.settings import Settings
from manage import manage
from tests.support.databases import upgrade

KEY = "tests-sign-with-this-key-0123456789abcdef"


@pytest.fixture
def run(settings, monkeypatch):
    """Return a function that types a command in a site of its own."""
    root = settings().root

    def type_command(*words, **environ):
        for name, value in {"SECRET_KEY": KEY, **environ}.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr("manage.ROOT", root)
        return CliRunner().invoke(manage, words)

    type_command.root = root
    handlers, level = list(logging.root.handlers), logging.root.level
    yield type_command
    # A command logs to the stderr that it was given, which is closed by now.
    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)


def complaint(result):
    assert result.exit_code == 1
    assert result.output.count("\n") == 1
    return result.output


def test_a_file_that_is_no_database_is_told_in_a_sentence(run, tmp_path):
    (tmp_path / "x.db").write_text("this is not a database at all, whatever its name says" * 20)
    said = complaint(run("upgrade", DATABASE_URL=f"sqlite:///{tmp_path}/x.db"))
    assert "DATABASE_URL" in said


@pytest.mark.parametrize("who", ["nobody:secret-password@127.0.0.1:{port}/x", "root@127.0.0.1:{port}/there_is_none"])
def test_a_database_that_lets_nobody_in_is_told_in_a_sentence(run, mariadb, who):
    said = complaint(run("user", "setup-link", DATABASE_URL=f"mysql://{who.format(port=mariadb.port)}"))
    assert "DATABASE_URL" in said
    assert "secret-password" not in said


def test_a_database_that_is_away_is_told_in_a_sentence(run):
    assert "can't be reached" in complaint(run("work", "--once", DATABASE_URL="mysql://nobody@127.0.0.1:1/x"))


def test_a_schema_behind_is_told_with_its_remedy(run, tmp_path):
    sqlite3.connect(tmp_path / "x.db").close()
    said = complaint(run("user", "setup-link", DATABASE_URL=f"sqlite:///{tmp_path}/x.db"))
    assert "manage.py upgrade" in said


def test_the_first_command_makes_the_embedded_database(run):
    result = run("user", "create", "mei", "--role", "author")
    assert result.exit_code == 0, result.output
    assert (run.root / "var/bottlepost.db").stat().st_mode & 0o077 == 0
    database = Database(Settings.load(run.root, {}))
    with database.reading() as db:
        assert db.scalar(select(User.name)) == "mei"
    database.dispose()


def test_an_upgrade_copies_an_embedded_database_first(run, tmp_path):
    upgrade(f"sqlite:///{tmp_path}/x.db", "0001")
    with sqlite3.connect(tmp_path / "x.db") as connection:
        connection.execute("INSERT INTO settings (name, value) VALUES ('kept', '1')")
    connection.close()
    result = run("upgrade", DATABASE_URL=f"sqlite:///{tmp_path}/x.db")
    assert result.exit_code == 0, result.output
    (copy,) = tmp_path.glob("*.backup.db")
    with sqlite3.connect(copy) as connection:
        assert connection.execute("SELECT name FROM settings").fetchall() == [("kept",)]
    connection.close()
    assert copy.stat().st_mode & 0o077 == 0
    assert run("upgrade", DATABASE_URL=f"sqlite:///{tmp_path}/x.db").output == ""


def test_work_prints_the_address_for_a_cron_without_asking_the_database(run):
    away = {"DATABASE_URL": "mysql://nobody@127.0.0.1:1/x", "SITE_URL": "https://example.org"}
    result = run("work", "--url", **away)
    assert result.exit_code == 0
    assert result.output == address(Settings.load(run.root, {**away, "SECRET_KEY": KEY})) + "\n"
    assert result.output.startswith("https://example.org/admin/jobs/run/")


def test_work_once_runs_what_is_due_and_says_how_much_that_was(run):
    run("upgrade")
    database = Database(Settings.load(run.root, {}))
    with database.transaction() as db:
        send_later(db, to="reader@example.org", subject="s", text="t")
    database.dispose()
    assert run("work", "--once").stdout == "1 job done.\n"
    assert len(list((run.root / "var/mail").iterdir())) == 1


def test_a_copy_that_finds_no_room_is_taken_away_again(run, tmp_path, monkeypatch):
    upgrade(f"sqlite:///{tmp_path}/x.db", "0001")
    monkeypatch.setattr("core.commands.sqlite3.connect", raising(sqlite3.OperationalError("database or disk is full")))
    said = complaint(run("upgrade", DATABASE_URL=f"sqlite:///{tmp_path}/x.db"))
    assert "can't be copied before its upgrade (database or disk is full)" in said
    assert not list(tmp_path.glob("*.backup.db"))


def test_a_port_for_root_alone_is_told(run, monkeypatch):
    refused = PermissionError(errno.EACCES, "Permission denied")
    monkeypatch.setattr("core.commands.socket.socket.bind", raising(refused))
    assert "set PORT to one above 1023" in complaint(run("serve", PORT="80"))


def test_an_address_of_another_machine_is_told(run):
    said = complaint(run("serve", HOST="192.0.2.7", SITE_URL="http://127.0.0.1:8000"))
    assert "set HOST to an address of this machine" in said


def test_machines_that_read_the_log_are_told_in_their_way(run):
    (line,) = run("upgrade", LOG_FORMAT="json").stderr.splitlines()
    assert json.loads(line)["message"] == "The database's schema is up to date."


def raising(error):
    def call(*_args, **_options):
        raise error

    return call
