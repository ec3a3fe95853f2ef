"""What can't start says why in one sentence and ends: every command, every fault an operator can mend."""

import json
import os
import socket
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from core.ending import STATUS
from tests.support.checkout import copy_project
from tests.support.modes import obeying_modes
from tests.support.ports import free_port

MANAGE, ALEMBIC = ("manage.py",), ("-m", "alembic")
SECRET = "hush-hush"
#: Test processes share one server.
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "gw0")


class Ground:
    """A project in a folder that can't be written, and around it what settings may name by mistake."""

    def __init__(self, folder, mariadb):
        self.folder = folder
        self.root = folder / "site"
        self.root.mkdir()
        copy_project(self.root)
        (self.root / "bottlepost.env").touch()
        for name in ("behind.db", "sealed/kept.db"):
            (folder / name).parent.mkdir(exist_ok=True)
            with sqlite3.connect(folder / name) as connection:
                connection.execute("CREATE TABLE old (id INTEGER)")
            connection.close()
        self.taken = socket.create_server(("127.0.0.1", 0))
        self._names = {"folder": folder, "taken": self.taken.getsockname()[1], "mariadb": mariadb.port}
        self._names["free"] = free_port()
        for sealed in (self.root, folder / "sealed"):
            sealed.chmod(0o555)

    def start(self, words, environ):
        """Run a command of the operator's, who isn't root, until it ends."""
        # 8000 may be somebody's on the machine that the tests run on.
        given = {"PORT": "{free}", **environ}
        given = {name: text.format_map(self._names) for name, text in given.items()}
        return subprocess.run(
            obeying_modes(sys.executable, *words),
            cwd=self.root,
            env={"PATH": os.environ["PATH"], "SECRET_KEY": "tests-sign-with-this-key-0123456789abcdef", **given},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def close(self):
        self.taken.close()
        for sealed in (self.root, self.folder / "sealed"):
            sealed.chmod(0o755)


@pytest.fixture(scope="module")
def ground(mariadb):
    """Return the ground that all rows of this module stand on."""
    mariadb.create(f"starts_{WORKER}")
    mariadb.execute(
        f"CREATE OR REPLACE USER reader_{WORKER}@'%' IDENTIFIED BY '{SECRET}'",
        f"GRANT SELECT ON starts_{WORKER}.* TO reader_{WORKER}@'%'",
    )
    # Not pytest's own folder, which is closed to all but its owner.
    with tempfile.TemporaryDirectory(prefix="bottlepost-starts-") as folder:
        made = Ground(Path(folder), mariadb)
        yield made
        made.close()


def sqlite(name):
    return {"DATABASE_URL": f"sqlite:///{{folder}}/{name}"}


def server(who, database=f"starts_{WORKER}", more="", port="{mariadb}"):
    return {"DATABASE_URL": f"mysql://{who}@127.0.0.1:{port}/{database}{more}"}


READER = f"reader_{WORKER}:{SECRET}"
AWAY = server("nobody", port="1")
#: Each command once, each kind of fault at least once; all the words there are stand in the tests of core.
ROWS = {
    "a setting that is wrong": (MANAGE, "serve", {"PORT": "many"}, "PORT"),
    "a setting that is missing": (MANAGE, "work", {"SECRET_KEY": "", **AWAY}, "SECRET_KEY"),
    "an argument that the driver doesn't know": (MANAGE, "upgrade", server(READER, more="?colour=red"), "(TypeError)"),
    "a password with an @ in it": (MANAGE, "serve", server(f"u:p@{SECRET}"), "%40"),
    "a password with an @ and a colon in it": (MANAGE, "work --once", server(f"u:p@x:{SECRET}"), "%40"),
    "a password with a slash in it, to alembic": (ALEMBIC, "check", server(f"u:12/{SECRET}"), "%2F"),
    "an argument of another kind": (MANAGE, "upgrade", server("u", more=f"?read_timeout={SECRET}"), "(ValueError)"),
    "a database in a folder that can't be written": (
        *(MANAGE, "import markdown ."),
        *(sqlite("sealed/kept.db"), "sealed can't be"),
    ),
    "a site's folder that can't be written": (MANAGE, "user create mei --role author", {}, "site/var"),
    "a schema behind the code": (MANAGE, "serve", sqlite("behind.db"), "manage.py upgrade"),
    "a server that is away": (MANAGE, "serve", AWAY, "can't be reached"),
    "a server that is away from alembic": (ALEMBIC, "check", AWAY, "can't be reached"),
    "a database there isn't": (MANAGE, "rerender", server(READER, database="none_such"), "doesn't let the site in"),
    "a user without rights": (ALEMBIC, "upgrade head", server(READER), "CREATE command denied"),
    "a port in use": (MANAGE, "serve --upgrade", {"PORT": "{taken}"}, "set PORT to another one"),
}


def assert_one_sentence(ended, holds, *, status=1):
    assert (ended.returncode, ended.stdout) == (status, "")
    (said,) = ended.stderr.splitlines()
    assert said.startswith("Error: ")
    assert said.endswith(".")
    assert holds in said
    assert SECRET not in said


@pytest.mark.parametrize("row", ROWS)
def test_a_bad_start_is_one_sentence(ground, row):
    program, words, environ, holds = ROWS[row]
    assert_one_sentence(ground.start([*program, *words.split()], environ), holds)


def test_a_settings_file_that_cannot_be_read_is_one_sentence(ground):
    path = ground.root / "bottlepost.env"
    path.chmod(0o000)
    assert_one_sentence(ground.start((*MANAGE, "user", "reset-link", "mei"), {}), "bottlepost.env can't be read")
    path.chmod(0o600)


def test_the_check_stops_at_a_settings_file_that_cannot_be_read(ground):
    path = ground.root / "bottlepost.env"
    path.chmod(0o000)
    ended = ground.start((*MANAGE, "check"), {"SECRET_KEY": ""})
    told = json.loads(ground.start((*MANAGE, "check", "--json", "--ignore", "settings-file"), {}).stdout)
    path.chmod(0o600)
    assert (ended.returncode, ended.stderr) == (1, "")
    assert "sudo -u" in ended.stdout
    assert [told["judged_as"], told["not_checked"]] == ["unknown", {}]
    assert [finding["id"] for finding in told["findings"]] == ["settings-file"]
    for misleading in ("trial site", "secret-missing", "Not checked"):
        assert misleading not in ended.stdout


def test_the_check_tells_a_closed_folder_from_a_database_that_is_yet_to_be_made(ground):
    folder = ground.folder / "closed"
    folder.mkdir()
    folder.chmod(0o000)
    told = json.loads(ground.start((*MANAGE, "check", "--json"), sqlite("closed/kept.db")).stdout)
    folder.chmod(0o755)
    (found,) = [finding for finding in told["findings"] if finding["id"] == "database-refused"]
    assert "(Permission denied)" in found["sentence"]
    assert not [reason for reason in told["not_checked"].values() if "it ended in" in reason]


def test_the_check_names_what_keeps_the_others_from_starting(ground):
    ended = ground.start((*MANAGE, "check"), server(f"{READER}-not"))
    assert (ended.returncode, ended.stderr) == (1, "")
    assert "error" in ended.stdout
    assert SECRET not in ended.stdout


def test_a_server_that_loads_the_site_is_told_too(ground):
    ended = ground.start(("-c", "import apps.wsgi"), server(READER, more="?colour=red"))
    assert_one_sentence(ended, "(TypeError)", status=STATUS)


def test_a_server_that_loads_the_site_logs_why_the_database_refuses_it(ground):
    ended = ground.start(("-c", "import apps.wsgi"), server(f"{READER}-not"))
    assert (ended.returncode, ended.stdout) == (0, "")
    assert "doesn't let the site in (Access denied" in ended.stderr
    assert "answered with 503" in ended.stderr
    assert SECRET not in ended.stderr
    ended = ground.start(("-c", "import apps.wsgi"), sqlite("sealed/kept.db"))
    assert "let the user of the site own file and folder" in ended.stderr


def test_nothing_was_written_where_nothing_may_be(ground):
    assert not (ground.root / "var").exists()
    assert sorted(path.name for path in (ground.folder / "sealed").iterdir()) == ["kept.db"]
