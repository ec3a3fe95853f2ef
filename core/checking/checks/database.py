"""Whether the database answers, and is the one that the site is made for."""

from collections.abc import Iterator
from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from core.checking import network
from core.checking.check import Check, Fault, error, warning
from core.checking.probes.database import Hindrance
from core.checking.subject import Subject
from core.database.schema import Fit

_OLDEST: Final = {"MySQL": (8, 0), "MariaDB": (10, 6)}
#: Bytes of the largest statement: a text of 300,000 Chinese characters with its HTML, as a revision and as words.
PACKET: Final = 8 * 2**20
_UPGRADE: Final = "Run `python manage.py upgrade`."
_WRONG_ENGINE: Final = text(
    "SELECT table_name FROM information_schema.tables "
    "WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE' AND engine <> 'InnoDB'"
)
_WRONG_CHARSET: Final = text(
    "SELECT table_name FROM information_schema.tables "
    "WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE' AND table_collation NOT LIKE 'utf8mb4%'"
)


def _hindered(subject: Subject, hindrance: Hindrance, remedy: str) -> Iterator[Fault]:
    trouble = subject.database.trouble
    if trouble is not None and trouble.hindrance is hindrance:
        yield Fault(trouble.sentence, remedy)


@error("database-driver")
def no_driver(subject: Subject) -> Iterator[Fault]:
    """Find a DATABASE_URL whose driver isn't installed."""
    return _hindered(subject, Hindrance.NO_DRIVER, "Let it begin with mysql:// alone, or install that driver.")


@error("database-away")
def away(subject: Subject) -> Iterator[Fault]:
    """Find a database that gives no answer."""
    return _hindered(subject, Hindrance.AWAY, "Start it, or mend host and port in DATABASE_URL.")


@error("database-refused")
def refused(subject: Subject) -> Iterator[Fault]:
    """Find a database that answers and doesn't let the site in."""
    remedy = "Compare user, password and name in DATABASE_URL with what the server has."
    return _hindered(subject, Hindrance.REFUSED, remedy)


@error("schema-behind")
def schema_behind(subject: Subject) -> Iterator[Fault]:
    """Find a database that has yet to come to this release."""
    if subject.database.schema() is Fit.BEHIND:
        yield Fault("The database's schema is behind the code: the site answers 503.", _UPGRADE)


@warning("schema-ahead")
def schema_ahead(subject: Subject) -> Iterator[Fault]:
    """Find code that is older than the database."""
    if subject.database.schema() is Fit.AHEAD:
        cure = "Bring the code to that release too; while it is rolled out, this one goes on working."
        yield Fault("The database's schema is newer than this code.", cure)


@error("database-version")
def too_old(subject: Subject) -> Iterator[Fault]:
    """Find a server older than those the site is tried with."""
    if not subject.database.is_server:
        return
    name, version = subject.database.ask(_version)
    if version < _OLDEST[name]:
        found, needed = (".".join(map(str, numbers)) for numbers in (version, _OLDEST[name]))
        yield Fault(f"The database is {name} {found}, and {needed} is the oldest that will do.", "Upgrade it.")


@error("database-engine")
def without_transactions(subject: Subject) -> Iterator[Fault]:
    """Find tables that know no transactions, so that half of a change may stay."""
    if subject.database.is_server and (names := subject.database.rows(_WRONG_ENGINE)):
        shown = ", ".join(name for (name,) in names)
        sentence = f"These tables aren't InnoDB, so that a change in them can't be undone: {shown}."
        yield Fault(sentence, "Run `ALTER TABLE … ENGINE=InnoDB` for each.")


@error("database-charset")
def narrow_text(subject: Subject) -> Iterator[Fault]:
    """Find tables that can't hold every character."""
    if subject.database.is_server and (names := subject.database.rows(_WRONG_CHARSET)):
        sentence = f"These tables can't hold emoji and rare Han characters: {', '.join(name for (name,) in names)}."
        cure = "Run `ALTER TABLE … CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci` for each."
        yield Fault(sentence, cure)


@error("database-read-only")
def read_only(subject: Subject) -> Iterator[Fault]:
    """Find a server that takes no changes: a replica, or one that was switched so."""
    if subject.database.is_server and subject.database.value(text("SELECT @@GLOBAL.read_only")):
        sentence = "The database is read-only: nobody can sign in, write or publish."
        yield Fault(sentence, "Let DATABASE_URL name the server that takes changes, not a replica of it.")


@error("database-packet")
def small_packets(subject: Subject) -> Iterator[Fault]:
    """Find a server that refuses the longest texts."""
    if not subject.database.is_server:
        return
    most = int(subject.database.value(text("SELECT @@max_allowed_packet")))
    if most < PACKET:
        sentence = f"The database takes {most:,} bytes at a time: the longest texts can't be saved."
        yield Fault(sentence, "Set max_allowed_packet to 16M or more.")


@warning("database-timeout")
def hangs_up_early(subject: Subject) -> Iterator[Fault]:
    """Find a server that hangs up on connections the site still counts on."""
    if not subject.database.is_server:
        return
    seconds = int(subject.database.value(text("SELECT @@wait_timeout")))
    recycle = subject.settings.database_pool_recycle
    if recycle >= seconds:
        sentence = f"The database hangs up after {seconds} s of silence, and DATABASE_POOL_RECYCLE is {recycle}."
        yield Fault(sentence, f"Set DATABASE_POOL_RECYCLE to {max(1, seconds // 3)}.")


@warning("database-connections")
def few_connections(subject: Subject) -> Iterator[Fault]:
    """Find a server that allows fewer connections than the site may open."""
    if not subject.database.is_server:
        return
    statement = text("SELECT @@max_connections, @@max_user_connections")
    limits = [int(number) for number in subject.database.rows(statement)[0] if int(number)]
    # The pool opens two more than there are threads when all are busy.
    needed = subject.settings.workers * (subject.settings.threads + 2)
    if min(limits) < needed:
        sentence = f"The database allows {min(limits)} connections, and this site alone may open {needed}."
        yield Fault(sentence, "Allow more (max_connections, max_user_connections), or lower WORKERS or THREADS.")


@warning("database-durability", real_only=True)
def may_forget(subject: Subject) -> Iterator[Fault]:
    """Find a server that may lose the last second when the machine loses power."""
    if not subject.database.is_server:
        return
    if int(subject.database.value(text("SELECT @@GLOBAL.innodb_flush_log_at_trx_commit"))) != 1:
        sentence = "A power cut may take the last second of what the site said it had saved."
        yield Fault(sentence, "Set innodb_flush_log_at_trx_commit to 1.")


@error("database-clear", real_only=True)
def over_the_internet(subject: Subject) -> Iterator[Fault]:
    """Find a database that is asked over the internet for all to read."""
    if not subject.database.is_server or not network.is_public(subject.database.host):
        return
    rows = subject.database.rows(text("SHOW SESSION STATUS LIKE 'Ssl_cipher'"))
    if not any(cipher for _, cipher in rows):
        sentence = f"The database on {subject.database.host} is asked over the internet, and nothing is encrypted."
        yield Fault(sentence, "Reach it over a private network, or add ?ssl_ca=/path/of/its/ca.pem to DATABASE_URL.")


def _version(db: Session) -> tuple[str, tuple[int, ...]]:
    dialect = db.connection().dialect
    name = "MariaDB" if getattr(dialect, "is_mariadb", False) else "MySQL"
    numbers = [part for part in dialect.server_version_info or () if isinstance(part, int)]
    return name, tuple(numbers[:2])


CHECKS: tuple[Check, ...] = (
    no_driver,
    away,
    refused,
    schema_behind,
    schema_ahead,
    too_old,
    without_transactions,
    narrow_text,
    read_only,
    small_packets,
    hangs_up_early,
    few_connections,
    may_forget,
    over_the_internet,
)
