"""A whole small installation under observation: MariaDB that hangs up, memcached, the small host, and its visitors."""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, Final, Self
from urllib.request import urlopen

import pymysql

from tests.support.databases import upgrade
from tests.support.drill import Drill
from tests.support.journey import Person, add_writer, make_administrator
from tests.support.mariadb import MariaDBServer
from tests.support.relay import Relay
from tests.support.servers import MemcachedServer
from tests.support.small_host import SmallHost

#: Seconds after which this MariaDB hangs up on a connection that is silent.
WAIT_TIMEOUT: Final = 2
_DATABASE: Final = "small"
#: The site's own account there, so that its connections are told from those of the tests.
_USER: Final = "site"
_READERS: Final = ("/blog/", "/blog/feed.atom", "/auth/login")


class SmallSite:
    """The servers, the site before them and the drill, from `with` to its end; the faults are up to the caller."""

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            timeouts = (f"--wait-timeout={WAIT_TIMEOUT}", f"--interactive-timeout={WAIT_TIMEOUT}")
            self.mariadb = stack.enter_context(MariaDBServer(*timeouts))
            self.memcached = stack.enter_context(MemcachedServer())
            self.relay = stack.enter_context(Relay(self.mariadb.port))
            self._prepare()
            self._quiet: dict[str, QuietSite] = {}
            self.host = stack.enter_context(SmallHost(self._settings()))
            # A post of the administrator's, so that readers have something to read.
            author = Person(self.host.url)
            author.sign_in("root")
            paths = (*_READERS, author.write("Opening hours", "From nine to five."))
            drill = Drill(self.host.url, login="ada", paths=paths, log=lambda: self.host.log)
            self.drill = stack.enter_context(drill)
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *error: object) -> None:
        self._stack.close()

    def quiet(self, recycle: str = "") -> "QuietSite":
        """Return another process of the same site, which nobody visits; `recycle` is its DATABASE_POOL_RECYCLE."""
        if recycle not in self._quiet:
            self._quiet[recycle] = self._stack.enter_context(QuietSite(self, recycle))
        return self._quiet[recycle]

    def ask(self, statement: str) -> list[tuple[Any, ...]]:
        """Return the rows of a statement, asked past the site."""
        with self.mariadb.connect(_DATABASE) as connection, connection.cursor() as cursor:
            cursor.execute(statement)
            return list(cursor.fetchall())

    def connections(self, user: str = _USER) -> list[int]:
        """Return the ids of the site's connections."""
        rows = self.ask(f"SELECT id FROM information_schema.processlist WHERE user = '{user}'")
        return [row[0] for row in rows]

    def waiting(self) -> list[int]:
        """Return the ids of the site's connections that wait for a row."""
        # Not from innodb_trx, which whoever asks more often than ten times a second finds as it was.
        if self.ask("SHOW GLOBAL STATUS LIKE 'Innodb_row_lock_current_waits'")[0][1] == "0":
            return []
        rows = self.ask(
            "SELECT id FROM information_schema.processlist"
            f" WHERE user = '{_USER}' AND command = 'Query' AND info REGEXP '^(UPDATE|INSERT|DELETE)|FOR UPDATE'"
        )
        return [row[0] for row in rows]

    def end_connections(self, ids: list[int]) -> int:
        """Kill connections as an administrator would; return how many there still were."""
        ended = 0
        with self.mariadb.connect() as connection, connection.cursor() as cursor:
            for number in ids:
                try:
                    ended += bool(cursor.execute(f"KILL {number}") == 0)
                except pymysql.err.OperationalError:  # it had ended by itself
                    continue
        return ended

    @contextmanager
    def transaction(self) -> Iterator[pymysql.cursors.Cursor]:
        """Yield a cursor in a transaction of the test's own, rolled back at the end."""
        with self.mariadb.connect(_DATABASE) as connection, connection.cursor() as cursor:
            cursor.execute("SET SESSION wait_timeout = 600")
            connection.begin()
            yield cursor
            connection.rollback()

    @property
    def draft(self) -> int:
        """Return the number of the post that the writer is at."""
        return int(self.drill.writer.path.split("/")[3])

    def retries(self) -> int:
        """Return how many requests the site has run again after an error of the database."""
        with urlopen(f"{self.host.url}/metrics") as answer:
            text = answer.read().decode()
        return int(float(re.search(r"^bottlepost_database_retries_total (\S+)", text, re.MULTILINE)[1]))

    def lost(self) -> list[str]:
        """Return the sentences that were acknowledged and aren't in the database once each."""
        acknowledged = self.drill.writer.acknowledged.copy()
        (source,) = self.ask(f"SELECT source FROM posts WHERE id = {self.draft}")[0]
        return [sentence for sentence in acknowledged if source.count(sentence) != 1]

    def url(self, relay: Relay, user: str = _USER) -> str:
        """Return the DATABASE_URL of one of the site's accounts, through a relay."""
        return f"mysql://{user}:{self.mariadb.password}@{relay.host}:{relay.port}/{_DATABASE}"

    def admit(self, user: str) -> None:
        """Give the site an account of its own at MariaDB."""
        self.mariadb.execute(
            f"CREATE USER {user}@'%' IDENTIFIED BY '{self.mariadb.password}'",
            f"GRANT ALL ON {_DATABASE}.* TO {user}@'%'",
        )

    def _prepare(self) -> None:
        url = self.mariadb.create(_DATABASE)
        upgrade(url)
        make_administrator(url)
        for name in ("ada", "eve"):
            add_writer(url, name)
        self.admit(_USER)

    def _settings(self) -> dict[str, str]:
        return {
            "DATABASE_URL": self.url(self.relay),
            "MEMCACHED_SERVERS": self.memcached.address,
            "SECRET_KEY": "tests-sign-with-this-key-0123456789abcdef",
            "METRICS_ALLOW": "127.0.0.1",
            "LOG_FORMAT": "json",
        }


class QuietSite:
    """A process of the site for one writer alone, behind a relay of its own: a fault hits what it is meant for."""

    def __init__(self, site: SmallSite, recycle: str) -> None:
        self._site = site
        self._user = f"quiet{recycle}"
        site.admit(self._user)
        self.relay = Relay(site.mariadb.port)
        environ = {"DATABASE_POOL_RECYCLE": recycle} if recycle else {}
        self.host = SmallHost({}, beside=site.host, DATABASE_URL=site.url(self.relay, self._user), **environ)

    def __enter__(self) -> Self:
        self.relay.__enter__()
        self.host.__enter__()
        self.writer = Person(self.host.url)
        self.writer.sign_in("eve")
        return self

    def __exit__(self, *error: object) -> None:
        self.host.__exit__(*error)
        self.relay.__exit__(*error)

    def connections(self) -> list[int]:
        """Return the ids of this process's connections."""
        return self._site.connections(self._user)
