"""The operator's commands that belong to no sub-app: serve, work, upgrade; and what all commands share."""

import errno
import os
import signal
import socket
import sqlite3
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import click

from core import clock
from core.database.database import Database
from core.database.migrating import migrate
from core.database.schema import check_schema, is_behind
from core.database.usable import prepare_file
from core.job_address import address
from core.jobs import NOTHING_DONE, Worker
from core.log import configure, secrets_of
from core.sentences import one_sentence
from core.settings import Settings
from core.telling import tell

#: Seconds that requests in flight have when the server is told to stop.
GRACE = 8
#: Seconds in which new workers load the site, at SIGHUP, before the old ones are told to stop: each has its own socket,
#: and while there is none, nobody can connect.
OVERLAP = 10
#: What to do about a port or an address that can't be had.
_PORT_REMEDIES = {
    errno.EADDRINUSE: "stop what uses it, or set PORT to another one",
    errno.EACCES: "set PORT to one above 1023, and put a web server before it",
}


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
        return self.open_database()

    def open_database(self, *, warns: bool = True) -> Database:
        """Return the database; raise SchemaError if it is behind, and unless another process will, warn if ahead."""
        path = self.settings.database_file
        if path is not None and not path.exists():
            # Importing, or making a user, may be the first thing an operator does.
            bring_up_to_date(self)
        elif path is not None:
            prepare_file(path)
        database = Database(self.settings, patient=True)
        check_schema(database, self.root, warns=warns)
        return database


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
    # Before the upgrade, which isn't for whoever starts a second server by mistake.
    _refuse_taken_port(settings)
    if first_upgrade:
        bring_up_to_date(operator)
    # The server's processes warn of a schema ahead.
    operator.open_database(warns=False).dispose()
    tell(settings, f"Bottlepost serves {settings.site_url} (Ctrl-C ends it).")
    # The server takes this process's place: what a command has loaded would only lie in memory. It finds its packages
    # where we found ours, in site-packages/ perhaps.
    command = [sys.executable, "-m", "granian", *_granian_arguments(settings)]
    os.execve(command[0], command, {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)})  # noqa: S606 - no shell


@click.command()
@click.option("--once", is_flag=True, help="Run what is due and stop.")
@click.option("--url", is_flag=True, help="Print the address at which any cron may have the jobs run instead.")
@click.pass_obj
def work(operator: Operator, *, once: bool, url: bool) -> None:
    """Run the jobs: mails and whatever else waits for a worker."""
    settings = operator.settings
    if url:
        click.echo(address(settings))
        return
    configure(settings.log_format, secrets=secrets_of(settings))
    # A database that is away now is a mistake to be mended; one that goes away later is waited for.
    operator.database.dispose()
    worker = operator.make_worker(settings)
    if once:
        _tell_cron(worker.report(worker.run_all()))
    else:
        tell(settings, "The worker runs jobs as they come due (Ctrl-C ends it).")
        _work_until_told(worker)


def _tell_cron(report: str) -> None:
    """Print what was done, unless that is nothing: cron sends a mail with every word."""
    if report != NOTHING_DONE:
        click.echo(report)


def _work_until_told(worker: Worker) -> None:
    """Run jobs until a signal comes, and finish the one in hand."""
    signals = (signal.SIGTERM, signal.SIGINT)
    # Waited for instead of handled: a handler that runs inside the event's own lock would wait for itself.
    signal.pthread_sigmask(signal.SIG_BLOCK, signals)
    stop = threading.Event()
    thread = threading.Thread(target=worker.run_until, args=(stop,), name="jobs", daemon=True)
    thread.start()
    signal.sigwait(signals)
    # A second signal ends the job too; its lease runs out, and it is repeated.
    signal.pthread_sigmask(signal.SIG_UNBLOCK, signals)
    stop.set()
    thread.join()


@click.command()
@click.pass_obj
def upgrade(operator: Operator) -> None:
    """Bring the database to this release's schema; an SQLite database is copied first."""
    bring_up_to_date(operator)


def bring_up_to_date(operator: Operator) -> None:
    """Run the migrations that have yet to run, on SQLite after a copy."""
    settings = operator.settings
    path = settings.database_file
    is_new = path is not None and prepare_file(path)
    database = Database(settings, patient=True)
    has_to_run = is_behind(database, operator.root)
    database.dispose()
    if not has_to_run:
        return
    if path is not None and not is_new:
        tell(settings, f"The database is copied to {_copy(path)} first.")
    migrate(operator.root, settings.database_url, say=partial(tell, settings))
    tell(settings, "The database's schema is up to date.")


def _granian_arguments(settings: Settings) -> list[str]:
    options = {
        "--interface": "wsgi",
        "--host": settings.host,
        "--port": settings.port,
        "--workers": settings.workers,
        "--blocking-threads": settings.threads,
        "--workers-kill-timeout": GRACE,
        "--respawn-interval": OVERLAP,
        "--log-level": "warning",
        "--working-dir": settings.root,
    }
    named = [str(part) for pair in options.items() for part in pair]
    return ["apps.serving:application", *named, "--no-ws", "--respawn-failed-workers"]


def _copy(path: Path) -> Path:
    """Copy an SQLite database as it is at this moment, also while others write to it."""
    copy = path.with_name(f"{path.stem}-{clock.now():%Y%m%dT%H%M%S}.backup.db")
    copy.touch(mode=0o600)
    try:
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
    except sqlite3.Error as error:
        copy.unlink()
        message = f"The database can't be copied before its upgrade ({error}): make room in {copy.parent}."
        raise click.ClickException(message) from error
    return copy


def _refuse_taken_port(settings: Settings) -> None:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((settings.host, settings.port))
    except (OSError, UnicodeError) as error:
        said, number = getattr(error, "strerror", error), getattr(error, "errno", 0)
        where = f"Port {settings.port} on {settings.host} can't be used ({said})"
        remedy = _PORT_REMEDIES.get(number, "set HOST to an address of this machine, such as 127.0.0.1")
        raise click.ClickException(f"{where}: {remedy}.") from error
