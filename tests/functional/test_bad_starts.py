"""What can't start says why in one sentence and ends: every command, every fault an operator can mend."""

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
#: A folder in place of a module: what `import MySQLdb` finds where mysqlclient isn't installed.
NO_MYSQLCLIENT = "raise ModuleNotFoundError(\"No module named 'MySQLdb'\", name='MySQLdb')\n"


class Ground:
    """A project in a folder that can't be written, and around it what settings may name by mistake."""

    def __init__(self, folder, mariadb):
        self.folder = folder
        self.root = folder / "site"
        self.root.mkdir()
        copy_project(self.root)
        (self.root / "bottlepost.env").touch()
        (folder / "notes.db").write_text("Notes about the site, and no database.")
        for name in ("behind.db", "unreadable.db", "sealed/kept.db"):
            (folder / name).parent.mkdir(exist_ok=True)
            with sqlite3.connect(folder / name) as connection:
                connection.execute("CREATE TABLE old (id INTEGER)")
            connection.close()
        (folder / "unreadable.db").chmod(0o000)
        (folder / "blog/_posts").mkdir(parents=True)
        (folder / "drivers").mkdir()
        (folder / "drivers/MySQLdb.py").write_text(NO_MYSQLCLIENT)
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


def server(who, database=f"starts_{WORKER}", more="", scheme="mysql", port="{mariadb}"):
    return {"DATABASE_URL": f"{scheme}://{who}@127.0.0.1:{port}/{database}{more}"}


READER = f"reader_{WORKER}:{SECRET}"
AWAY = server("nobody", port="1")
ROWS = {
    "a setting that is wrong": (MANAGE, "serve", {"PORT": "many"}, "PORT"),
    "a setting that is missing": (MANAGE, "work", {"SECRET_KEY": "", **AWAY}, "SECRET_KEY"),
    "a driver that isn't installed": (
        MANAGE,
        "work --once",
        {"PYTHONPATH": "{folder}/drivers", **server("a", scheme="mysql+mysqldb")},
        "install mysqlclient",
    ),
    "an argument that the driver doesn't know": (MANAGE, "upgrade", server(READER, more="?colour=red"), "'colour'"),
    "an argument that is no number": (ALEMBIC, "current", server(READER, more="?connect_timeout=soon"), "'soon'"),
    "a file that is no database": (MANAGE, "serve --upgrade", sqlite("notes.db"), "notes.db is no SQLite database"),
    "a folder for a database": (MANAGE, "user setup-link", sqlite("sealed"), "Is a directory"),
    "a database that can't be read": (ALEMBIC, "upgrade head", sqlite("unreadable.db"), "unreadable.db"),
    "a database in a folder that can't be written": (MANAGE, "serve", sqlite("sealed/kept.db"), "sealed can't be"),
    "a site's folder that can't be written": (MANAGE, "user create mei --role author", {}, "site/var"),
    "the same without a secret": (MANAGE, "serve --upgrade", {"SECRET_KEY": ""}, "SECRET_KEY is missing and can't"),
    "a schema behind the code": (MANAGE, "serve", sqlite("behind.db"), "manage.py upgrade"),
    "a schema behind the worker": (MANAGE, "work", server(READER), "manage.py upgrade"),
    "a schema behind an import": (MANAGE, "import markdown .", sqlite("behind.db"), "alembic upgrade head"),
    "a server that is away": (MANAGE, "serve", AWAY, "can't be reached"),
    "a server that is away from alembic": (ALEMBIC, "check", AWAY, "can't be reached"),
    "a server of no such name": (
        *(MANAGE, "import jekyll ../blog"),
        {"DATABASE_URL": "mysql://a@no-host.invalid/x"},
        "no-host.invalid",
    ),
    "a password that is wrong": (MANAGE, "user set-role mei admin", server(f"{READER}-not"), "Access denied"),
    "a database there isn't": (MANAGE, "rerender", server(READER, database="none_such"), "doesn't let the site in"),
    "a user without rights": (ALEMBIC, "upgrade head", server(READER), "CREATE command denied"),
    "a port in use": (MANAGE, "serve --upgrade", {"PORT": "{taken}"}, "set PORT to another one"),
    "another machine's address": (
        *(MANAGE, "serve"),
        {"HOST": "192.0.2.7", "SITE_URL": "http://127.0.0.1:8000"},
        "set HOST",
    ),
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


@pytest.mark.parametrize("environ", [{"PORT": "many"}, server(f"{READER}-not")])
def test_the_check_names_what_keeps_the_others_from_starting(ground, environ):
    ended = ground.start((*MANAGE, "check"), environ)
    assert (ended.returncode, ended.stderr) == (1, "")
    assert "error" in ended.stdout
    assert SECRET not in ended.stdout


@pytest.mark.parametrize(
    ("environ", "holds"),
    [({"PORT": "many"}, "PORT"), (server(READER, more="?colour=red"), "'colour'")],
)
def test_a_server_that_loads_the_site_is_told_too(ground, environ, holds):
    assert_one_sentence(ground.start(("-c", "import apps.wsgi"), environ), holds, status=STATUS)


def test_nothing_was_written_where_nothing_may_be(ground):
    assert not (ground.root / "var").exists()
    assert sorted(path.name for path in (ground.folder / "sealed").iterdir()) == ["kept.db"]
