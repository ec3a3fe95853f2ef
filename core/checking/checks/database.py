"""Whether the database answers, and is the one that the site is made for."""

from collections.abc import Iterator
from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from core.checking import network
from core.checking.check import Fault, error, warning
from core.checking.probes.database import Away, NoDriver, Refused, Unreachable
from core.checking.site import SiteUnderCheck
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


def _unreachable(site: SiteUnderCheck, why: type[Unreachable]) -> Iterator[Fault]:
    found = site.database.unreachable
    if isinstance(found, why):
        yield Fault.of(found.wrong, found.remedy)


@error("database-driver")
def no_driver(site: SiteUnderCheck) -> Iterator[Fault]:
    """Find a DATABASE_URL whose driver isn't installed."""
    return _unreachable(site, NoDriver)


@error("database-away")
def away(site: SiteUnderCheck) -> Iterator[Fault]:
    """Find a database that gives no answer."""
    return _unreachable(site, Away)


@error("database-refused")
def refused(site: SiteUnderCheck) -> Iterator[Fault]:
    """Find a database that answers and doesn't let the site in."""
    return _unreachable(site, Refused)


@error("schema-behind")
def schema_behind(site: SiteUnderCheck) -> Iterator[Fault]:
    """Find a database that has yet to come to this release."""
    if site.database.schema() is Fit.BEHIND:
        yield Fault("The database's schema is behind the code: the site answers 503.", _UPGRADE)


@warning("schema-ahead")
def schema_ahead(site: SiteUnderCheck) -> Iterator[Fault]:
    """Find code that is older than the database."""
    if site.database.schema() is Fit.AHEAD:
        remedy = "Bring the code to that release too; while it is rolled out, this one goes on working."
        yield Fault("The database's schema is newer than this code.", remedy)


@error("database-version", server_only=True)
def too_old(site: SiteUnderCheck) -> Iterator[Fault]:
    """Find a server older than those the site is tried with."""
    name, version = site.database.ask(_version)
    if version < _OLDEST[name]:
        found, needed = (".".join(map(str, numbers)) for numbers in (version, _OLDEST[name]))
        yield Fault(f"The database is {name} {found}, and {needed} is the oldest that will do.", "Upgrade it.")


@error("database-engine", server_only=True)
def without_transactions(site: SiteUnderCheck) -> Iterator[Fault]:
    """Find tables that know no transactions, so that half of a change may stay."""
    if names := site.database.rows(_WRONG_ENGINE):
        shown = ", ".join(name for (name,) in names)
        sentence = f"These tables aren't InnoDB, so that a change in them can't be undone: {shown}."
        yield Fault(sentence, "Run `ALTER TABLE … ENGINE=InnoDB` for each.")


@error("database-charset", server_only=True)
def narrow_text(site: SiteUnderCheck) -> Iterator[Fault]:
    """Find tables that can't hold every character."""
    if names := site.database.rows(_WRONG_CHARSET):
        sentence = f"These tables can't hold emoji and rare Han characters: {', '.join(name for (name,) in names)}."
        remedy = "Run `ALTER TABLE … CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci` for each."
        yield Fault(sentence, remedy)


@error("database-read-only", server_only=True)
def read_only(site: SiteUnderCheck) -> Iterator[Fault]:
    """Find a server that takes no changes: a replica, or one that was switched so."""
    if site.database.value(text("SELECT @@GLOBAL.read_only")):
        sentence = "The database is read-only: nobody can sign in, write or publish."
        yield Fault(sentence, "Let DATABASE_URL name the server that takes changes, not a replica of it.")


@error("database-packet", server_only=True)
def small_packets(site: SiteUnderCheck) -> Iterator[Fault]:
    """Find a server that refuses the longest texts."""
    most = int(site.database.value(text("SELECT @@max_allowed_packet")))
    if most < PACKET:
        sentence = f"The database takes {most:,} bytes at a time: the longest texts can't be saved."
        yield Fault(sentence, "Set max_allowed_packet to 16M or more.")


@warning("database-timeout", server_only=True)
def hangs_up_early(site: SiteUnderCheck) -> Iterator[Fault]:
    """Find a server that hangs up on connections the site still counts on."""
    seconds = int(site.database.value(text("SELECT @@wait_timeout")))
    recycle = site.settings.database_pool_recycle
    if recycle >= seconds:
        sentence = f"The database hangs up after {seconds} s of silence, and DATABASE_POOL_RECYCLE is {recycle}."
        yield Fault(sentence, f"Set DATABASE_POOL_RECYCLE to {max(1, seconds // 3)}.")


@warning("database-connections", server_only=True)
def few_connections(site: SiteUnderCheck) -> Iterator[Fault]:
    """Find a server that allows fewer connections than the site may open."""
    statement = text("SELECT @@max_connections, @@max_user_connections")
    limits = [int(number) for number in site.database.rows(statement)[0] if int(number)]
    # The pool opens two more than there are threads when all are busy.
    needed = site.settings.workers * (site.settings.threads + 2)
    if min(limits) < needed:
        sentence = f"The database allows {min(limits)} connections, and this site alone may open {needed}."
        yield Fault(sentence, "Allow more (max_connections, max_user_connections), or lower WORKERS or THREADS.")


@warning("database-durability", real_only=True, server_only=True)
def may_forget(site: SiteUnderCheck) -> Iterator[Fault]:
    """Find a server that may lose the last second when the machine loses power."""
    if int(site.database.value(text("SELECT @@GLOBAL.innodb_flush_log_at_trx_commit"))) != 1:
        sentence = "A power cut may take the last second of what the site said it had saved."
        yield Fault(sentence, "Set innodb_flush_log_at_trx_commit to 1.")


@error("database-clear", real_only=True, server_only=True)
def over_the_internet(site: SiteUnderCheck) -> Iterator[Fault]:
    """Find a database that is asked over the internet for all to read."""
    if not network.is_public(site.database.host):
        return
    rows = site.database.rows(text("SHOW SESSION STATUS LIKE 'Ssl_cipher'"))
    if not any(cipher for _, cipher in rows):
        sentence = f"The database on {site.database.host} is asked over the internet, and nothing is encrypted."
        yield Fault(sentence, "Reach it over a private network, or add ?ssl_ca=/path/of/its/ca.pem to DATABASE_URL.")


def _version(db: Session) -> tuple[str, tuple[int, ...]]:
    dialect = db.connection().dialect
    name = "MariaDB" if getattr(dialect, "is_mariadb", False) else "MySQL"
    numbers = [part for part in dialect.server_version_info or () if isinstance(part, int)]
    return name, tuple(numbers[:2])
