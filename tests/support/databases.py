"""Databases of the newest schema for the tests of one process: migrated once, then copied or emptied."""

import shutil
from collections.abc import Callable
from pathlib import Path

from alembic import command
from sqlalchemy import Connection, Engine, MetaData, text

from core.database.database import Database
from core.database.schema import alembic_config
from core.settings import Settings
from tests.support.mariadb import MariaDB
from tests.support.source import ROOT

ENGINES = ("sqlite", "mariadb")


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
    """Puts a database back to what the migrations left in it."""

    def __init__(self, engine: Engine) -> None:
        """Remember the rows that are there now."""
        self._engine = engine
        self._metadata = MetaData()
        self._metadata.reflect(engine)
        with engine.begin() as connection:
            self._rows = {
                table: [dict(row) for row in connection.execute(table.select()).mappings()]
                for table in self._metadata.tables.values()
            }

    def restore(self) -> None:
        """Delete every row and write back those that were there."""
        with self._engine.begin() as connection:
            # Rows go in the order of the tables' names, so children may outlive their parents for a moment.
            connection.execute(text("SET FOREIGN_KEY_CHECKS=0"))
            for table, rows in self._rows.items():
                self._refill(connection, table, rows)
            connection.execute(text("SET FOREIGN_KEY_CHECKS=1"))

    @staticmethod
    def _refill(connection: Connection, table: object, rows: list[dict]) -> None:
        connection.execute(table.delete())
        if rows:
            connection.execute(table.insert(), rows)


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
