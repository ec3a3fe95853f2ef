"""What every model inherits: the metadata with its naming rules, and the column types both engines share."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, DateTime, Integer, MetaData, String, Text
from sqlalchemy.dialects import mysql
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator, TypeEngine

#: Constraint names that batch mode and `alembic check` rely on (alembic's documentation, "The Importance of Naming
#: Constraints").
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
#: Text: accents and case fold for people, emoji stay distinct. Keys: compared byte by byte.
TEXT_COLLATION = "utf8mb4_unicode_520_ci"
KEY_COLLATION = "utf8mb4_bin"
#: The dialects of the one engine: SQLAlchemy names them after the URL's scheme.
MYSQL = ("mysql", "mariadb")


def mysql_options(**options: str) -> dict[str, Any]:
    """Return what a table asks of MySQL and MariaDB: SQLAlchemy gives a mariadb:// URL nothing that is named mysql_."""
    return {f"{engine}_{name}": value for engine in MYSQL for name, value in options.items()}


class Base(DeclarativeBase):
    """The root of all models."""

    metadata = MetaData(naming_convention=NAMING)
    __table_args__: Any = mysql_options(charset="utf8mb4", collate=TEXT_COLLATION, engine="InnoDB")
    #: True where a change is seen by readers: a flush of such a row sets a new generation.
    seen_by_readers = False


class UTCDateTime(TypeDecorator[datetime]):
    """An aware moment in UTC; DATETIME(6) on MySQL, which drops microseconds silently otherwise."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return the engine's own type."""
        if dialect.name in MYSQL:
            return dialect.type_descriptor(mysql.DATETIME(fsp=6))
        return dialect.type_descriptor(DateTime())

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Return the naive UTC moment that is stored; raise ValueError for a naive one."""
        if value is None:
            return None
        if value.tzinfo is None:
            message = "a moment without a zone can't be stored"
            raise ValueError(message)
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Return the stored moment as an aware one."""
        return value.replace(tzinfo=UTC) if value is not None else None


def key(length: int) -> String:
    """Return a string type that is compared exactly, on every engine."""
    exact = mysql.VARCHAR(length, charset="utf8mb4", collation=KEY_COLLATION)
    return String(length).with_variant(exact, *MYSQL)


def big_id() -> BigInteger:
    """Return the number of a row in a table that may grow large; SQLite counts up in INTEGER alone."""
    return BigInteger().with_variant(Integer, "sqlite")


def long_text() -> Text:
    """Return a text type for 16 MB: MySQL's TEXT ends at 21,000 Chinese characters."""
    return Text().with_variant(mysql.MEDIUMTEXT(), *MYSQL)
