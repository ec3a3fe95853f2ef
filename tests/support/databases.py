"""Databases of the newest schema for the tests of one process: migrated once, then copied or emptied."""

import shutil
from collections.abc import Callable
from pathlib import Path

from alembic import command
from sqlalchemy import MetaData, text

from core.database.database import Database
from core.database.migrating import alembic_config
from core.settings import Settings
from tests.support.mariadb import MariaDB
from tests.support.source import ROOT

ENGINES = ("sqlite", "mariadb")
#: Tables that have given out an id. To truncate one is slow, so the others are emptied by DELETE.
_COUNTED = text("SELECT table_name FROM information_schema.tables WHERE table_schema=DATABASE() AND auto_increment > 1")


class MigratedDatabases:
    """What `alembic upgrade head` makes, once for each engine and test process."""

    def __init__(self, folder: Path, worker: str, mariadb: Callable[[], MariaDB]) -> None:
        self._folder = folder
        self._worker = worker
        self._mariadb = mariadb
        self._urls: dict[str, str] = {}

    def url(self, engine: str) -> str:
        """Return the DATABASE_URL that the tests of this process share."""
        if engine not in self._urls:
            self._urls[engine] = self.empty_url(engine)
            upgrade(self._urls[engine])
        return self._urls[engine]

    def empty_url(self, engine: str, name: str = "test") -> str:
        """Return the DATABASE_URL of a new database without any table."""
        if engine == "mariadb":
            return self._mariadb().create(f"{name}_{self._worker}")
        path = self._folder / f"{name}.db"
        path.unlink(missing_ok=True)
        return sqlite_url(path)

    def copy(self, folder: Path) -> str:
        """Return the DATABASE_URL of a copy of the SQLite database as the migrations leave it."""
        template = self._folder / "template.db"
        if not template.exists():
            upgrade(sqlite_url(template))
        return sqlite_url(Path(shutil.copyfile(template, folder / "bottlepost.db")))


class Emptier:
    """Puts a MariaDB database back to what the migrations left in it, down to the ids that come next."""

    def __init__(self, url: str) -> None:
        """Remember the rows that are there now."""
        self._database = Database(settings_for(url), patient=True)
        metadata = MetaData()
        metadata.reflect(self._database.engine)
        with self._database.engine.begin() as connection:
            self._rows = {
                table: [dict(row) for row in connection.execute(table.select()).mappings()]
                for table in metadata.tables.values()
            }

    def restore(self) -> None:
        """Delete every row and write back those that were there."""
        with self._database.engine.begin() as connection:
            # Rows go in the order of the tables' names, so children may outlive their parents for a moment.
            # A connection that a test forgot to close fails the next statements instead of halting them for a day.
            connection.execute(text("SET foreign_key_checks=0, lock_wait_timeout=20"))
            counted = set(connection.scalars(_COUNTED))
            for table, rows in self._rows.items():
                connection.execute(text(f"TRUNCATE `{table.name}`") if table.name in counted else table.delete())
                if rows:
                    connection.execute(table.insert(), rows)
            connection.execute(text("SET foreign_key_checks=1"))

    def close(self) -> None:
        """Close the connections."""
        self._database.dispose()


def sqlite_url(path: Path) -> str:
    """Return the DATABASE_URL of an SQLite file."""
    return f"sqlite:///{path}"


def upgrade(url: str, revision: str = "head") -> None:
    """Run the migrations on the database of a DATABASE_URL."""
    command.upgrade(alembic_config(ROOT, settings_for(url).database_url), revision)


def settings_for(url: str, root: Path = ROOT) -> Settings:
    """Return settings that differ from the defaults in the database only."""
    return Settings.load(root, {"DATABASE_URL": url, "SECRET_KEY": "tests-sign-with-this-key-0123456789abcdef"})


def open_database(url: str) -> Database:
    """Return the site's own way to the database of a DATABASE_URL, with reading transactions guarded."""
    return Database(settings_for(url), guard_reads=True)
