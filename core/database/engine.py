"""How the engine is built for each server: driver arguments and what each new connection is told."""

import threading
import time
import weakref
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, ExceptionContext, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

from core.database.breaker import Breaker
from core.database.failures import CROWDED, CUT, TIMED_OUT, driver_code, is_timeout
from core.database.pool import ProcessPool
from core.database.usable import installed, understood
from core.errors import Unavailable
from core.settings import Settings

#: Seconds a web process waits for the server; commands and migrations may take their time.
WEB_TIMEOUT = 2
PATIENT_TIMEOUT = 3600
#: Seconds after which a router on the way may have forgotten a connection that nobody used.
FORGOTTEN_AFTER = 60
#: Seconds SQLite waits for another writer: below the time after which a visitor gives up.
BUSY_TIMEOUT = 5
#: The engine's execution option of a request that only reads.
READS_ONLY = "reads_only"
_ASKED_AT = "asked_at"


def build_engine(settings: Settings, breaker: Breaker, *, patient: bool = False, guard_reads: bool = False) -> Engine:
    """Return the engine; nothing connects before its first use.

    `guard_reads` lets the database itself refuse a write in a transaction that should only read.
    """
    url = installed(make_url(settings.database_url))
    options: dict[str, Any] = {
        # What people write, and the hashes of what they know, would stand in the logs with the error.
        "hide_parameters": True,
        "pool_pre_ping": True,
        "pool_use_lifo": True,
        "poolclass": ProcessPool,
        "pool_size": settings.threads,
        "max_overflow": 2,
        "pool_timeout": WEB_TIMEOUT,
    }
    if url.get_backend_name() == "sqlite":
        engine = create_engine(url, connect_args={"timeout": BUSY_TIMEOUT, "check_same_thread": False}, **options)
        _configure_sqlite(engine, guard_reads=guard_reads)
    else:
        options |= {"pool_recycle": settings.database_pool_recycle, "isolation_level": "READ COMMITTED"}
        with understood():
            engine = create_engine(_with_charset(url), connect_args=_mysql_arguments(url, patient=patient), **options)
        _configure_mysql(engine, guard_reads=guard_reads)
        if url.get_driver_name() == "mysqldb":
            _mark_timeouts(engine, _read_timeout(patient=patient))
    _feed_breaker(engine, breaker, patient=patient)
    return engine


def _read_timeout(*, patient: bool) -> int:
    return PATIENT_TIMEOUT if patient else WEB_TIMEOUT


def _with_charset(url: URL) -> URL:
    return url.update_query_dict({"charset": "utf8mb4"})


def _mysql_arguments(url: URL, *, patient: bool) -> dict[str, Any]:
    timeout = _read_timeout(patient=patient)
    # Below the read timeout, so that a wait for a row, or for a table that a migration holds, ends as 1205 (run again)
    # and not as a lost connection.
    wait = 50 if patient else 1
    waits = f"innodb_lock_wait_timeout={wait}, lock_wait_timeout={wait}"
    arguments: dict[str, Any] = {
        "connect_timeout": WEB_TIMEOUT,
        "read_timeout": timeout,
        "write_timeout": timeout,
        "init_command": f"SET SESSION {waits}, time_zone='+00:00', sql_mode='TRADITIONAL'",
    }
    if url.get_driver_name() == "pymysql" and not any(name.startswith("ssl") for name in url.query):
        # PyMySQL builds a TLS context for every connection otherwise, which takes 40 times as long as connecting.
        arguments["ssl_disabled"] = True
    return arguments


def _configure_mysql(engine: Engine, *, guard_reads: bool) -> None:
    if not guard_reads:
        return

    @event.listens_for(engine, "begin")
    def refuse_writes(connection: Connection) -> None:
        if connection.get_execution_options().get(READS_ONLY):
            connection.exec_driver_sql("SET TRANSACTION READ ONLY")


def _mark_timeouts(engine: Engine, seconds: float) -> None:
    """Mark the errors that came after a read timeout: mysqlclient says "lost connection" in both cases."""

    @event.listens_for(engine, "before_cursor_execute")
    def ask(connection: Connection, *_: object) -> None:
        connection.info[_ASKED_AT] = time.monotonic()

    @event.listens_for(engine, "handle_error")
    def mark(context: ExceptionContext) -> None:
        asked_at = context.connection.info.get(_ASKED_AT) if context.connection is not None else None
        if asked_at is not None and context.is_disconnect and time.monotonic() - asked_at >= seconds:
            setattr(context.original_exception, TIMED_OUT, True)


def _configure_sqlite(engine: Engine, *, guard_reads: bool) -> None:
    @event.listens_for(engine, "connect")
    def prepare(connection: Any, record: ConnectionPoolEntry) -> None:  # noqa: ARG001 - SQLAlchemy's signature
        # The driver's own transactions leave SELECTs outside and lose updates; ours begin explicitly.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "foreign_keys=ON", "synchronous=FULL"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        reads_only = connection.get_execution_options().get(READS_ONLY, False)
        if guard_reads:
            connection.exec_driver_sql(f"PRAGMA query_only={int(reads_only)}")
        # A transaction that reads first and writes later is refused at once when another wrote in between.
        connection.exec_driver_sql("BEGIN" if reads_only else "BEGIN IMMEDIATE")


def _connect(dialect: Any, args: list[Any], params: dict[str, Any], needs_tls: threading.Event) -> Any:
    if needs_tls.is_set():
        params.pop("ssl_disabled", None)
    try:
        with understood():
            return dialect.connect(*args, **params)
    except RuntimeError:
        # PyMySQL without the package cryptography: MySQL 8's own way to sign in takes a password over TLS alone.
        if not params.pop("ssl_disabled", False):
            raise
        needs_tls.set()
        return dialect.connect(*args, **params)


def _connect_again(
    connect: Callable[[], Any], breaker: Breaker, error_class: type[Exception], *, may_repeat: bool = True
) -> Any:
    """Connect, once more if the connection broke at once: it may have been an administrator's KILL."""
    began = time.monotonic()
    try:
        return connect()
    except error_class as error:
        waited, code = time.monotonic() - began, driver_code(error)
        broke_at_once = code in CUT and waited < WEB_TIMEOUT / 2
        if not (broke_at_once and may_repeat):
            if code not in CROWDED:
                breaker.failed(waited)
            raise
    return _connect_again(connect, breaker, error_class, may_repeat=False)


def _feed_breaker(engine: Engine, breaker: Breaker, *, patient: bool) -> None:
    needs_tls = threading.Event()
    # Mappers remember the dialect, which hears of errors: it must not keep the whole engine with it.
    pool = weakref.proxy(engine)

    @event.listens_for(engine, "do_connect")
    def connect(dialect: Any, record: ConnectionPoolEntry, args: list[Any], params: dict[str, Any]) -> Any:  # noqa: ARG001
        return _connect_again(lambda: _connect(dialect, args, params, needs_tls), breaker, dialect.dbapi.Error)

    @event.listens_for(engine, "checkout")
    def reached(connection: Any, record: ConnectionPoolEntry, proxy: PoolProxiedConnection) -> None:  # noqa: ARG001
        breaker.succeeded()

    @event.listens_for(engine, "after_cursor_execute")
    def answered(*_: object) -> None:
        breaker.succeeded()

    @event.listens_for(engine, "handle_error")
    def silent(context: ExceptionContext) -> None:
        error = context.sqlalchemy_exception
        if not isinstance(error, DBAPIError) or not is_timeout(error):
            return
        breaker.failed(_read_timeout(patient=patient))
        if context.is_pre_ping and breaker.is_open and breaker.answered_within(FORGOTTEN_AFTER):
            # It was in use a moment ago, so it isn't this connection alone: a new one would be as long in coming. The
            # others go too, or each would be found silent by somebody else.
            pool.dispose()
            raise Unavailable
