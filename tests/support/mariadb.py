"""A private MariaDB for the tests, and a way to one that another process started."""

import os
import shlex
from typing import Self

import pymysql

from tests.support.servers import Server, program
from tests.support.waiting import until


class MariaDB:
    """A MariaDB to talk to, whoever started it."""

    user = "bottlepost"
    password = "in-tests-only"

    def __init__(self, host: str, port: int) -> None:
        self.host = host
        self.port = port

    def connect(self, database: str | None = None) -> pymysql.Connection:
        """Return a connection of the test's own, past everything that Bottlepost does."""
        return pymysql.connect(
            host=self.host,
            port=self.port,
            user=self.user,
            password=self.password,
            database=database,
            autocommit=True,
            connect_timeout=2,
            ssl_disabled=True,
        )

    def execute(self, *statements: str) -> None:
        """Run statements past everything that Bottlepost does."""
        with self.connect() as connection, connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    def create(self, database: str) -> str:
        """Make an empty database in place of one of this name; return its DATABASE_URL."""
        self.execute(
            f"DROP DATABASE IF EXISTS `{database}`",
            f"CREATE DATABASE `{database}` CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci",
        )
        return self.url(database)

    def url(self, database: str, driver: str = "mysql") -> str:
        """Return the DATABASE_URL of a database; `driver` is what stands before ://."""
        return f"{driver}://{self.user}:{self.password}@{self.host}:{self.port}/{database}"

    def wait(self) -> Self:
        """Wait for the first answer of a server that another process starts."""
        until(self.answers, "the first answer of MariaDB")
        return self

    def answers(self) -> bool:
        """Tell whether the server can be talked to."""
        try:
            self.connect().close()
        except pymysql.err.OperationalError:
            return False
        return True


class MariaDBServer(Server, MariaDB):
    """A MariaDB with an empty data folder; more options for mariadbd may be given."""

    name = "mariadb"

    def __init__(self, *options: str) -> None:
        super().__init__()
        self.options = options

    def command(self) -> list[str]:
        data = self.folder / "data"
        install = [
            program("mariadb-install-db"),
            "--no-defaults",
            f"--datadir={data}",
            "--auth-root-authentication-method=normal",
            "--skip-test-db",
            "--skip-name-resolve",
            # A bare machine may not know its own name, and nothing of ours asks for it.
            "--force",
            *self._common(),
        ]
        serve = [program("mariadbd"), "--no-defaults", f"--datadir={data}", *self._serving(), *self._common()]
        (self.folder / "init.sql").write_text(
            f"CREATE USER IF NOT EXISTS {self.user}@'%' IDENTIFIED BY '{self.password}';\n"
            f"GRANT ALL ON *.* TO {self.user}@'%' WITH GRANT OPTION;\n",
            encoding="utf-8",
        )
        # One process for both, so that the caller needn't wait for the first to end.
        return ["sh", "-ec", f"[ -d {shlex.quote(str(data))} ] || {shlex.join(install)}; exec {shlex.join(serve)}"]

    def answers(self) -> bool:
        return MariaDB.answers(self)

    def _serving(self) -> list[str]:
        return [
            f"--bind-address={self.host}",
            f"--port={self.port}",
            f"--socket={self.folder}/socket",
            f"--pid-file={self.folder}/pid",
            f"--init-file={self.folder}/init.sql",
            "--skip-name-resolve",
            "--character-set-server=utf8mb4",
            "--collation-server=utf8mb4_unicode_520_ci",
            # What is lost when the machine loses power is lost with the test.
            "--innodb-flush-log-at-trx-commit=2",
            "--skip-log-bin",
            "--max-connections=300",
            *self.options,
        ]

    def _common(self) -> list[str]:
        options = [
            # A MariaDB that starts removes what it takes for left over from its temporary folder: never another's.
            f"--tmpdir={self.folder}",
            "--innodb-buffer-pool-size=64M",
            "--innodb-log-file-size=16M",
            # Tables are emptied between tests, which takes longer when each has a file.
            "--innodb-file-per-table=0",
            # Temporary folders on a machine of tests needn't survive it.
            "--innodb-flush-method=nosync",
            "--innodb-doublewrite=0",
        ]
        return [*options, "--user=root"] if os.geteuid() == 0 else options
