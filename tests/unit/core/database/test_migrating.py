"""Migrations while others work: several nodes start them at the same moment, and readers and backups go on."""

import json
import signal
import sys
from contextlib import ExitStack, contextmanager
from subprocess import PIPE, STDOUT, Popen

import pytest
import sqlalchemy as sa

from apps.models import METADATA
from core.database.migrating import LOCK_TABLE, is_modelled, migration_lock, run_alone
from core.errors import SchemaError
from tests.support.checkout import copy_project
from tests.support.databases import open_database, settings_for, upgrade
from tests.support.waiting import LIMIT, until

COMMANDS = {"manage.py": ["manage.py", "upgrade"], "alembic": ["-m", "alembic", "upgrade", "head"]}
#: How many statements wait for the lock, and the connection that holds it.
WAITING = sa.text(
    "SELECT COUNT(*) FROM information_schema.processlist"
    f" WHERE db = DATABASE() AND info LIKE 'INSERT IGNORE INTO {LOCK_TABLE}%'"
)
HOLDER = sa.text(
    "SELECT p.id FROM information_schema.innodb_trx t JOIN information_schema.processlist p"
    " ON p.id = t.trx_mysql_thread_id WHERE p.db = DATABASE() AND p.command = 'Sleep'"
)
#: How many statements wait for a table that somebody reads.
QUEUED = sa.text(
    "SELECT COUNT(*) FROM information_schema.processlist"
    " WHERE db = DATABASE() AND state LIKE 'Waiting for table metadata lock%' AND info LIKE 'ALTER TABLE posts%'"
)
#: A migration of a release to come, which changes a table that readers need.
NEXT = """
import sqlalchemy as sa
from alembic import op
revision = "9001"
down_revision = "{head}"
def upgrade():
    op.add_column("posts", sa.Column("mood", sa.String(20), nullable=True))
"""


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

        def start(*command, **more):
            options = {"cwd": root, "env": environ | more, "stdout": PIPE, "stderr": STDOUT, "text": True}
            begun = Popen([sys.executable, *command], **options)
            running.enter_context(begun)
            running.callback(begun.kill)
            return begun

        start.versions = root / "migrations/versions"
        yield start


def waits(database, statement=WAITING):
    """Tell whether somebody waits for the lock."""
    with database.reading() as db:
        return bool(db.scalar(statement))


@contextmanager
def backup(database):
    """Read every table and stay in that transaction, as a dump does."""
    with database.engine.connect() as connection:
        for table in sa.inspect(connection).get_table_names():
            connection.execute(sa.text(f"SELECT * FROM {table}"))
        yield
        connection.rollback()


def columns_of_posts(database):
    return {column["name"] for column in sa.inspect(database.engine).get_columns("posts")}


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_nodes_that_upgrade_at_once_all_end_well(empty, node, command):
    nodes = [node(*command) for _ in range(3)]
    said = [each.communicate(timeout=LIMIT)[0] for each in nodes]
    assert [each.returncode for each in nodes] == [0, 0, 0], said
    made = {name for name in sa.inspect(empty.engine).get_table_names() if is_modelled(name, "table")}
    assert made - {"alembic_version"} == set(METADATA.tables)


@pytest.mark.engine("mariadb")
def test_who_only_looks_at_the_schema_waits_for_nobody(empty, node):
    with migration_lock(empty.engine, print):
        looking = node("-m", "alembic", "current")
        looking.communicate(timeout=LIMIT)
    assert looking.returncode == 0


@pytest.mark.engine("mariadb")
def test_the_lock_ends_with_whoever_held_it(empty, node):
    with migration_lock(empty.engine, print):
        waiting = node(*COMMANDS["manage.py"])
        until(lambda: waits(empty), "the wait for the lock")
        assert "users" not in sa.inspect(empty.engine).get_table_names()
        with empty.transaction() as db:
            db.execute(sa.text(f"KILL {db.scalar(HOLDER):d}"))
        said = waiting.communicate(timeout=LIMIT)[0]
    assert waiting.returncode == 0, said


def next_release(folder):
    """Add a migration to those of a folder."""
    head = max(path.name.partition("_")[0] for path in folder.glob("[0-9]*.py"))
    (folder / "9001_mood.py").write_text(NEXT.format(head=head))


@pytest.mark.engine("mariadb")
@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_readers_are_answered_while_a_backup_keeps_the_tables_from_being_changed(
    empty, empty_database_url, node, command
):
    upgrade(empty_database_url)
    next_release(node.versions)
    with backup(empty):
        changing = node(*command)
        until(lambda: waits(empty, QUEUED), "the wait for the table")
        # A reader who comes now stands behind that wait; one who isn't let through meets Unavailable.
        for _ in range(3):
            assert empty.run(lambda db: db.scalar(sa.text("SELECT COUNT(*) FROM posts"))) == 0
        until(lambda: not waits(empty, QUEUED), "the end of the wait for the table")
        until(lambda: waits(empty, QUEUED), "the next try")
    said = changing.communicate(timeout=LIMIT)[0]
    assert changing.returncode == 0, said
    assert said.count("A table is in use, by a backup perhaps: trying again for up to 10 minutes.\n") == 1
    assert "mood" in columns_of_posts(empty)


@pytest.mark.engine("mariadb")
def test_a_table_that_stays_in_use_ends_the_upgrade_in_one_sentence(empty, empty_database_url, monkeypatch):
    upgrade(empty_database_url)
    monkeypatch.setattr("core.database.migrating._PAUSE", 0.01)
    monkeypatch.setattr("core.database.migrating._TRIES", 2)
    said, change = [], sa.text("ALTER TABLE posts ADD COLUMN mood INT")
    with backup(empty), pytest.raises(SchemaError, match="run the upgrade again"):
        run_alone(empty.engine, lambda connection: connection.execute(change), said.append)
    assert len(said) == 1
    assert "mood" not in columns_of_posts(empty)


@pytest.mark.engine("mariadb")
def test_a_mistake_in_a_migration_is_not_tried_again(empty):
    said = []
    with pytest.raises(sa.exc.ProgrammingError):
        run_alone(
            empty.engine, lambda connection: connection.execute(sa.text("ALTER TABLE nowhere ADD x INT")), said.append
        )
    assert said == []


@pytest.mark.engine("mariadb")
@pytest.mark.parametrize("driver", ["mysql+pymysql", "mysql+mysqldb"])
def test_who_waits_for_another_upgrade_says_so_and_can_be_stopped(empty, empty_database_url, node, driver):
    url = empty_database_url.replace("mysql", driver, 1)
    with migration_lock(empty.engine, print):
        waiting = node(*COMMANDS["manage.py"], LOG_FORMAT="json", DATABASE_URL=url)
        assert json.loads(waiting.stdout.readline())["message"] == "Another upgrade is running; waiting for it."
        waiting.send_signal(signal.SIGINT)
        assert waiting.communicate(timeout=LIMIT)[0].strip() == "Aborted!"
    assert waiting.returncode == 1


@pytest.mark.engine("mariadb")
def test_alembic_says_as_well_that_it_waits_and_goes_on_afterwards(empty, node):
    with migration_lock(empty.engine, print):
        waiting = node(*COMMANDS["alembic"])
        assert waiting.stdout.readline() == "Another upgrade is running; waiting for it.\n"
        # The second wait begins where nobody is told any more.
        until(lambda: waits(empty), "the wait for the lock")
    said = waiting.communicate(timeout=LIMIT)[0]
    assert (waiting.returncode, "Another" in said) == (0, False), said
