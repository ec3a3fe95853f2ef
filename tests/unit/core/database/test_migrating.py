"""Migrations that several nodes start at the same moment: one runs, the others wait and find it done."""

import sys
from contextlib import ExitStack
from subprocess import PIPE, STDOUT, Popen

import pytest
import sqlalchemy as sa

from apps.models import METADATA
from core.database.migrating import TURNS, one_at_a_time
from tests.support.checkout import copy_project
from tests.support.databases import open_database, settings_for
from tests.support.waiting import LIMIT, until

COMMANDS = {"manage.py": ["manage.py", "upgrade"], "alembic": ["-m", "alembic", "upgrade", "head"]}
#: How many statements wait for the lock, and the connection that holds it.
WAITING = sa.text(
    "SELECT COUNT(*) FROM information_schema.processlist"
    f" WHERE db = DATABASE() AND info LIKE 'INSERT IGNORE INTO {TURNS}%'"
)
HOLDER = sa.text(
    "SELECT p.id FROM information_schema.innodb_trx t JOIN information_schema.processlist p"
    " ON p.id = t.trx_mysql_thread_id WHERE p.db = DATABASE() AND p.command = 'Sleep'"
)


@pytest.fixture
def empty(empty_database_url):
    """Return a database without any table."""
    database = open_database(empty_database_url)
    yield database
    database.dispose()


@pytest.fixture
def node(empty_database_url, tmp_path):
    """Return a function that runs a command on a node of this database, in a process of its own."""
    root = copy_project(tmp_path)
    environ = {"DATABASE_URL": empty_database_url, "SECRET_KEY": settings_for(empty_database_url).secret_key}
    with ExitStack() as running:

        def start(*command):
            begun = Popen([sys.executable, *command], cwd=root, env=environ, stdout=PIPE, stderr=STDOUT, text=True)
            running.enter_context(begun)
            running.callback(begun.kill)
            return begun

        yield start


def waits(database):
    """Tell whether somebody waits for the lock."""
    with database.reading() as db:
        return bool(db.scalar(WAITING))


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_nodes_that_upgrade_at_once_all_end_well(empty, node, command):
    nodes = [node(*command) for _ in range(3)]
    said = [each.communicate(timeout=LIMIT)[0] for each in nodes]
    assert [each.returncode for each in nodes] == [0, 0, 0], said
    assert set(sa.inspect(empty.engine).get_table_names()) - {TURNS, "alembic_version"} == set(METADATA.tables)


@pytest.mark.engine("mariadb")
def test_who_only_looks_at_the_schema_waits_for_nobody(empty, node):
    with one_at_a_time(empty.engine):
        looking = node("-m", "alembic", "current")
        looking.communicate(timeout=LIMIT)
    assert looking.returncode == 0


@pytest.mark.engine("mariadb")
def test_the_lock_ends_with_whoever_held_it(empty, node):
    with one_at_a_time(empty.engine):
        waiting = node(*COMMANDS["manage.py"])
        until(lambda: waits(empty), "the wait for the lock")
        assert "users" not in sa.inspect(empty.engine).get_table_names()
        with empty.transaction() as db:
            db.execute(sa.text(f"KILL {db.scalar(HOLDER):d}"))
        said = waiting.communicate(timeout=LIMIT)[0]
    assert waiting.returncode == 0, said
