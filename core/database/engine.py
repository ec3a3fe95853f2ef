"""How the engine is built for each server: driver arguments, pool and what each new connection is told."""

import os
import threading
import time
import weakref
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, ExceptionContext, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

from core.database.breaker import Breaker
from core.database.failures import TIMED_OUT, is_timeout
from core.settings import Settings

#: Seconds a web process waits for the server; commands and migrations may take their time.
WEB_TIMEOUT = 2
PATIENT_TIMEOUT = 3600
#: Seconds SQLite waits for another writer: below the time after which a visitor gives up.
BUSY_TIMEOUT = 5
#: The engine's execution option of a request that only reads.
READS_ONLY = "reads_only"
_ASKED_AT = "asked_at"


def build_engine(settings: Settings, breaker: Breaker, *, patient: bool = False, guard_reads: bool = False) -> Engine:
    """Return the engine; nothing connects before its first use.

    `guard_reads` lets the database itself refuse a write in a transaction that should only read.
    """
    url = make_url(settings.database_url)
    options: dict[str, Any] = {
        "pool_pre_ping": True,
        "pool_use_lifo": True,
        "pool_size": settings.threads,
        "max_overflow": 2,
        "pool_timeout": WEB_TIMEOUT,
    }
    if url.get_backend_name() == "sqlite":
        engine = create_engine(url, connect_args={"timeout": BUSY_TIMEOUT, "check_same_thread": False}, **options)
        _configure_sqlite(engine, guard_reads=guard_reads)
    else:
        options |= {"pool_recycle": settings.database_pool_recycle, "isolation_level": "READ COMMITTED"}
        engine = create_engine(_with_charset(url), connect_args=_mysql_arguments(url, patient=patient), **options)
        _configure_mysql(engine, guard_reads=guard_reads)
        if url.get_driver_name() == "mysqldb":
            _tell_silence(engine, _silence(patient=patient))
    _refuse_forked_connections(engine)
    _feed_breaker(engine, breaker)
    return engine


def _silence(*, patient: bool) -> int:
    return PATIENT_TIMEOUT if patient else WEB_TIMEOUT


def _with_charset(url: URL) -> URL:
    return url.update_query_dict({"charset": "utf8mb4"})


def _mysql_arguments(url: URL, *, patient: bool) -> dict[str, Any]:
    silence = _silence(patient=patient)
    # Below the read timeout, so that a lock wait ends as 1205 (run again) and not as a lost connection.
    wait = 50 if patient else 1
    arguments: dict[str, Any] = {
        "connect_timeout": WEB_TIMEOUT,
        "read_timeout": silence,
        "write_timeout": silence,
        "init_command": f"SET SESSION innodb_lock_wait_timeout={wait}, time_zone='+00:00', sql_mode='TRADITIONAL'",
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


def _tell_silence(engine: Engine, seconds: float) -> None:
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


def _refuse_forked_connections(engine: Engine) -> None:
    """Never let two processes talk over one socket: a server may fork after the first use."""
    known = weakref.ref(engine)

    def leave_to_the_parent() -> None:
        if (copied := known()) is not None:
            copied.dispose(close=False)

    os.register_at_fork(after_in_child=leave_to_the_parent)


def _connect(dialect: Any, args: list[Any], params: dict[str, Any], needs_tls: threading.Event) -> Any:
    if needs_tls.is_set():
        params.pop("ssl_disabled", None)
    try:
        return dialect.connect(*args, **params)
    except RuntimeError:
        # PyMySQL without the package cryptography: MySQL 8's own way to sign in takes a password over TLS alone.
        if not params.pop("ssl_disabled", False):
            raise
        needs_tls.set()
        return dialect.connect(*args, **params)


def _feed_breaker(engine: Engine, breaker: Breaker) -> None:
    needs_tls = threading.Event()

    @event.listens_for(engine, "do_connect")
    def connect(dialect: Any, record: ConnectionPoolEntry, args: list[Any], params: dict[str, Any]) -> Any:  # noqa: ARG001
        try:
            return _connect(dialect, args, params, needs_tls)
        except dialect.dbapi.Error:
            breaker.failed()
            raise

    @event.listens_for(engine, "checkout")
    def answered(connection: Any, record: ConnectionPoolEntry, proxy: PoolProxiedConnection) -> None:  # noqa: ARG001
        breaker.succeeded()

    @event.listens_for(engine, "handle_error")
    def silent(context: ExceptionContext) -> None:
        error = context.sqlalchemy_exception
        if isinstance(error, DBAPIError) and is_timeout(error):
            breaker.failed()
