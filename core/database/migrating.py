"""Alembic as the operator's commands and the tests use it, one run at a time."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from sqlalchemy import Column, Engine, Integer, MetaData, Table, insert, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.schema import CreateTable

#: Beside alembic's own table, and like that one no model's. Its one row is locked by whoever migrates.
TURNS: Final = "alembic_turns"
_TURNS: Final = Table(
    TURNS, MetaData(), Column("id", Integer, primary_key=True, autoincrement=False), mysql_engine="InnoDB"
)
#: One run waits for another for a day, and for as long the server doesn't take the one that has the lock for idle.
_PATIENCE: Final = text("SET SESSION innodb_lock_wait_timeout = 86400, SESSION wait_timeout = 86400")


def alembic_config(root: Path, database_url: str) -> Config:
    """Return alembic's configuration for the site in `root`."""
    config = Config(root / "alembic.ini")
    config.set_main_option("script_location", str(root / "migrations"))
    config.attributes["database_url"] = database_url
    return config


def migrate(root: Path, database_url: str, revision: str = "head") -> None:
    """Bring a database to a revision."""
    command.upgrade(alembic_config(root, database_url), revision)


@contextmanager
def one_at_a_time(engine: Engine) -> Iterator[None]:
    """Wait for the run of another process or node to end, and let those that come later wait.

    MySQL commits each step of a migration by itself, so that two runs at once would meet in the middle. A row's lock
    ends with its process, however that ends. SQLite runs a migration in one transaction, which is a lock already.
    """
    if engine.dialect.name == "sqlite":
        yield
        return
    with engine.connect() as connection:
        connection.execute(_PATIENCE)
        connection.execute(CreateTable(_TURNS, if_not_exists=True))
        connection.execute(insert(_TURNS).prefix_with("IGNORE").values(id=1))
        connection.commit()
        connection.execute(select(_TURNS).with_for_update())
        yield
        with suppress(DBAPIError):  # whoever ended this connection has given the lock back as well
            connection.rollback()
