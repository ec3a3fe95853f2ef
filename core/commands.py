"""The operator's commands that belong to no sub-app: serve, work, upgrade; and what all commands share."""

import os
import signal
import socket
import sqlite3
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import click
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, ProgrammingError

from core import clock
from core.database.database import Database
from core.database.failures import is_away
from core.database.migrating import migrate
from core.database.schema import check_schema, is_behind
from core.errors import AppError, SchemaError, SettingsError, Unavailable
from core.jobs import Worker
from core.settings import Settings

#: Seconds that requests in flight have when the server is told to stop.
GRACE = 8


@dataclass
class Operator:
    """Whoever types a command: with the site's settings and a patient database."""

    root: Path
    #: Returns a worker for this site's jobs; only apps.site knows all handlers.
    make_worker: Callable[[Settings], Worker]

    @cached_property
    def settings(self) -> Settings:
        """Return the settings; a wrong one ends the command with its sentence."""
        return Settings.load(self.root)

    @cached_property
    def database(self) -> Database:
        """Return the database, whose schema has been checked."""
        if (path := sqlite_path(self.settings)) is not None and not path.exists():
            # Importing, or making a user, may be the first thing an operator does.
            bring_up_to_date(self)
        database = Database(self.settings, patient=True)
        check_schema(database, self.root)
        return database


@contextmanager
def one_sentence() -> Iterator[None]:
    """Turn what an operator can mend into one sentence and exit status 1."""
    try:
        yield
    except (SettingsError, SchemaError) as error:
        raise click.ClickException(str(error)) from error
    except Unavailable as error:
        raise click.ClickException("The database can't be reached.") from error
    except AppError as error:
        raise click.ClickException(error.message.text % error.message.params) from error
    except DBAPIError as error:
        if isinstance(error, IntegrityError | DataError | ProgrammingError):
            raise  # a mistake of ours, which needs its traceback
        says = "can't be reached" if is_away(error) else "doesn't let the site in"
        raise click.ClickException(f"The database {says}: {error.orig}. Check DATABASE_URL.") from error


class OperatorGroup(click.Group):
    """A group whose commands end in one sentence where a setting or a server is wrong."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        with one_sentence():
            return super().invoke(ctx)


@click.command()
@click.option("--upgrade", "first_upgrade", is_flag=True, help="Bring the database to this release's schema first.")
@click.pass_obj
def serve(operator: Operator, *, first_upgrade: bool) -> None:
    """Serve the site on HOST and PORT, with a worker for its jobs."""
    settings = operator.settings
    if first_upgrade:
        bring_up_to_date(operator)
    operator.database.dispose()
    _refuse_taken_port(settings)
    click.echo(f"Bottlepost serves {settings.site_url} (Ctrl-C ends it).", err=True)
    # The server takes this process's place: what a command has loaded would only lie in memory.
    os.execv(sys.executable, [sys.executable, "-m", "granian", *_granian_arguments(settings)])  # noqa: S606 - no shell


@click.command()
@click.option("--once", is_flag=True, help="Run what is due and stop.")
@click.pass_obj
def work(operator: Operator, *, once: bool) -> None:
    """Run the jobs: mails and whatever else waits for a worker."""
    worker = operator.make_worker(operator.settings)
    if once:
        click.echo(f"{worker.run_all()} jobs done.")
        return
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    worker.run_until(stop)


@click.command()
@click.pass_obj
def upgrade(operator: Operator) -> None:
    """Bring the database to this release's schema; an SQLite database is copied first."""
    bring_up_to_date(operator)


def bring_up_to_date(operator: Operator) -> None:
    """Run the migrations that have yet to run, on SQLite after a copy."""
    settings = operator.settings
    database = Database(settings, patient=True)
    path = sqlite_path(settings)
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
    is_new = path is not None and not path.exists()
    if is_new and path is not None:
        path.touch(mode=0o600)  # for nobody else's eyes; SQLite gives its other files the same mode
    if not is_behind(database, operator.root):
        return
    if path is not None and not is_new:
        click.echo(f"The database is copied to {_copy(path)} first.", err=True)
    database.dispose()
    migrate(operator.root, settings.database_url)
    click.echo("The database's schema is up to date.", err=True)


def sqlite_path(settings: Settings) -> Path | None:
    """Return the file of the embedded database, None where there is a server."""
    return Path(make_url(settings.database_url).database or "") if settings.embedded else None


def _granian_arguments(settings: Settings) -> list[str]:
    options = {
        "--interface": "wsgi",
        "--host": settings.host,
        "--port": settings.port,
        "--workers": settings.workers,
        "--blocking-threads": settings.threads,
        "--workers-kill-timeout": GRACE,
        "--log-level": "warning",
        "--working-dir": settings.root,
    }
    named = [str(part) for pair in options.items() for part in pair]
    return ["apps.serving:application", *named, "--no-ws", "--respawn-failed-workers"]


def _copy(path: Path) -> Path:
    """Copy an SQLite database as it is at this moment, also while others write to it."""
    copy = path.with_name(f"{path.stem}-{clock.now():%Y%m%dT%H%M%S}.backup.db")
    copy.touch(mode=0o600)
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    return copy


def _refuse_taken_port(settings: Settings) -> None:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            where = f"Port {settings.port} on {settings.host}"
            message = f"{where} can't be used ({error.strerror}): set PORT to another one."
            raise click.ClickException(message) from error
