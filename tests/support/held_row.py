"""A row of MariaDB that a test holds, so that the site's save of it waits inside its transaction."""

from typing import Self

from tests.support.mariadb import MariaDB

# Not from innodb_trx, which whoever asks more often than ten times a second finds as it was.
_WAITING = (
    "SELECT COUNT(*) FROM information_schema.processlist"
    " WHERE db = DATABASE() AND (info LIKE 'UPDATE posts %' OR info LIKE '% FOR UPDATE')"
)


class HeldPost:
    """The row of a post, held from `with` to its end or to let_go()."""

    def __init__(self, mariadb: MariaDB, database: str, title: str) -> None:
        self._connection = mariadb.connect(database)
        self._connection.begin()
        self._cursor = self._connection.cursor()
        self._cursor.execute("SELECT id FROM posts WHERE title = %s FOR UPDATE", (title,))
        self.id = self._cursor.fetchone()[0]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._connection.close()

    def is_waited_for(self) -> bool:
        """Tell whether somebody is at changing a post: as long as the row is ours, that is to wait for it."""
        self._cursor.execute(_WAITING)
        return self._cursor.fetchone()[0] > 0

    def let_go(self) -> None:
        """Let whoever waits go on."""
        self._connection.rollback()
