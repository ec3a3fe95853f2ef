"""How alembic reaches the database: one set of migrations for MySQL, MariaDB and SQLite."""

from functools import partial

from alembic import context
from alembic.util import CommandError
from sqlalchemy import Connection, create_engine, event, pool
from sqlalchemy.engine import URL, make_url

from apps.models import METADATA
from core.database.migrating import Say, is_modelled, run_alone
from core.database.usable import installed, prepare_file, understood
from core.errors import SchemaError
from core.sentences import one_sentence
from core.settings import Settings
from core.telling import tell

#: Set by manage.py, which speaks for itself; else the operator typed `alembic`.
_GIVEN = context.config.attributes.get("database_url")


def _url_of(settings: Settings) -> URL:
    """Return where the site's database is; a file that SQLite can't work with is refused."""
    with understood():
        url = installed(make_url(settings.database_url))
    if settings.database_file is not None:
        prepare_file(settings.database_file)
    return url


def _migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=METADATA,
        render_as_batch=True,
        compare_type=True,
        include_name=is_modelled,
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


def _run(url: URL, say: Say) -> None:
    with understood():
        engine = create_engine(url, poolclass=pool.NullPool)
    if engine.dialect.name == "sqlite":
        _prepare_sqlite(engine)
    with understood():
        engine.connect().close()
    if _changes():
        run_alone(engine, _migrate, say)
        return
    with engine.connect() as connection:
        _migrate(connection)


def _changes() -> bool:
    """Tell whether the command is one that changes the schema; to look at it nobody need wait."""
    try:
        context.get_revision_argument()
    except KeyError:
        return False
    return True


def _prepare_sqlite(engine: object) -> None:
    @event.listens_for(engine, "connect")
    def prepare(connection: object, _record: object) -> None:
        connection.isolation_level = None  # type: ignore[attr-defined]
        # Batch mode rebuilds tables, and dropping a parent would delete its children; inside a
        # transaction this pragma does nothing, so it comes before BEGIN.
        connection.execute("PRAGMA foreign_keys=OFF")  # type: ignore[attr-defined]
        # Milliseconds. Another run is one transaction, and all of them together may take a slow disk some seconds.
        connection.execute("PRAGMA busy_timeout=60000")  # type: ignore[attr-defined]

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _run_for_operator() -> None:
    """Run, and end in one sentence where a setting or the server is wrong."""
    with one_sentence():
        settings = Settings.load()
        try:
            _run(_url_of(settings), partial(tell, settings))
        except CommandError as error:
            if "locate revision" not in str(error):
                raise
            message = "The database's schema is newer than this code: take the newer release."
            raise SchemaError(message) from error


if _GIVEN:
    _run(make_url(str(_GIVEN)), context.config.attributes.get("say", print))
else:
    _run_for_operator()
