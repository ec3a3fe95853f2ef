"""How alembic reaches the database: one set of migrations for MySQL, MariaDB and SQLite."""

from alembic import context
from sqlalchemy import Connection, create_engine, event, pool

from apps.models import METADATA
from core.settings import Settings


def _database_url() -> str:
    given = context.config.attributes.get("database_url")
    return str(given) if given else Settings.load().database_url


def _is_ours(name: str | None, kind: str, _parents: object) -> bool:
    """Leave out SQLite's full-text tables, which come with shadow tables no model knows."""
    return not (kind == "table" and name is not None and "_fts" in name)


def _migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=METADATA,
        render_as_batch=True,
        compare_type=True,
        include_name=_is_ours,
        # On SQLite all is one transaction, so that a migration that fails leaves nothing behind.
        transactional_ddl=connection.dialect.name == "sqlite",
    )
    with context.begin_transaction():
        context.run_migrations()
        if connection.dialect.name == "sqlite":
            _refuse_orphans(connection)


def _refuse_orphans(connection: Connection) -> None:
    if broken := connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall():
        message = f"the migration would leave {len(broken)} rows without their parents"
        raise RuntimeError(message)


def _run() -> None:
    engine = create_engine(_database_url(), poolclass=pool.NullPool)
    if engine.dialect.name == "sqlite":
        _prepare_sqlite(engine)
    with engine.connect() as connection:
        _migrate(connection)


def _prepare_sqlite(engine: object) -> None:
    @event.listens_for(engine, "connect")
    def prepare(connection: object, _record: object) -> None:
        connection.isolation_level = None  # type: ignore[attr-defined]
        # Batch mode rebuilds tables, and dropping a parent would delete its children; inside a
        # transaction this pragma does nothing, so it comes before BEGIN.
        connection.execute("PRAGMA foreign_keys=OFF")  # type: ignore[attr-defined]

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


_run()
