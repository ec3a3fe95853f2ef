"""Alembic as the operator's commands and the tests use it, one run at a time, while readers go on."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from sqlalchemy import Column, Connection, Engine, Integer, MetaData, Table, insert, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.schema import CreateTable

from core.database.base import mysql_options
from core.database.failures import code_of
from core.errors import SchemaError

#: Beside alembic's own table, and like that one no model's; it stays. Its one row is locked by whoever migrates.
LOCK_TABLE: Final = "alembic_lock"
_TABLE: Final = Table(
    LOCK_TABLE,
    MetaData(),
    Column("id", Integer, primary_key=True, autoincrement=False),
    **mysql_options(engine="InnoDB"),
)
#: One run waits for another as long as that takes, in slices: a driver in C hears no Ctrl-C while it waits. For a day
#: the server doesn't take the one that has the lock for idle.
_PATIENCE: Final = text("SET SESSION innodb_lock_wait_timeout = 3, SESSION wait_timeout = 86400")
#: Who wants to change a table stands before all readers that come later, so no longer than these bear it.
_HASTE: Final = text("SET SESSION lock_wait_timeout = 1")
#: Seconds in which readers have the table for themselves; and how often it is tried, which is 10 minutes.
_PAUSE: Final = 5
_TRIES: Final = 100
#: 1205 lock wait, of a row or a table, and 1213 deadlock.
_HELD: Final = frozenset({1205, 1213})
_IN_USE: Final = "A table is in use, by a backup perhaps: trying again for up to 10 minutes."
_STILL_IN_USE: Final = "A table stays in use, by a backup perhaps: run the upgrade again when that is done."
#: Tells the operator how it goes.
Say = Callable[[str], None]


def is_modelled(name: str | None, kind: str, _parents: object = None) -> bool:
    """Tell whether a model declares a table or index: full-text ones differ by engine, and the lock is no model's."""
    return name is None or not (kind in {"table", "index"} and (name == LOCK_TABLE or "_fts" in name))


def alembic_config(root: Path, database_url: str) -> Config:
    """Return alembic's configuration for the site in `root`."""
    config = Config(root / "alembic.ini")
    config.set_main_option("script_location", str(root / "migrations"))
    config.attributes["database_url"] = database_url
    return config


def migrate(root: Path, database_url: str, *, say: Say) -> None:
    """Bring a database to the newest revision."""
    config = alembic_config(root, database_url)
    config.attributes["say"] = say
    command.upgrade(config, "head")


def run_alone(engine: Engine, change: Callable[[Connection], object], say: Say) -> None:
    """Run migrations while nobody else does; again while a table is in use, and raise SchemaError if it stays so.

    What has been done by then is no harm: each step of a migration may be repeated.
    """
    with migration_lock(engine, say):
        for attempt in range(_TRIES):
            try:
                return _run(engine, change)
            except DBAPIError as error:
                if code_of(error) not in _HELD:
                    raise
            if attempt == 0:
                say(_IN_USE)
            time.sleep(_PAUSE)
    raise SchemaError(_STILL_IN_USE)


def _run(engine: Engine, change: Callable[[Connection], object]) -> None:
    with engine.connect() as connection:
        if engine.dialect.name != "sqlite":
            connection.execute(_HASTE)
            connection.commit()
        change(connection)


@contextmanager
def migration_lock(engine: Engine, say: Say) -> Iterator[None]:
    """Wait for the run of another process or node to end, and let those that come later wait.

    MySQL commits each step of a migration by itself, so that two runs at once would meet in the middle. A row's lock
    ends with its process, however that ends. SQLite runs a migration in one transaction, which is a lock already.
    """
    if engine.dialect.name == "sqlite":
        yield
        return
    with engine.connect() as connection:
        connection.execute(_PATIENCE)
        connection.execute(CreateTable(_TABLE, if_not_exists=True))
        if not _locked(connection):
            say("Another upgrade is running; waiting for it.")
            while not _locked(connection):
                pass  # each look takes as long as the server lets us wait
        yield
        with suppress(DBAPIError):  # whoever ended this connection has given the lock back as well
            connection.rollback()


def _locked(connection: Connection) -> bool:
    """Lock the row, which is made if need be; return False where somebody else keeps it."""
    try:
        connection.execute(insert(_TABLE).prefix_with("IGNORE").values(id=1))
        connection.commit()
        connection.execute(select(_TABLE).with_for_update())
    except DBAPIError as error:
        if code_of(error) not in _HELD:
            raise
        connection.rollback()
        return False
    return True
