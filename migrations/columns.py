"""What migrations are written with: column types for both engines, and steps that may be repeated."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql


def key(length: int) -> sa.String:
    """Return a string that is compared byte by byte."""
    exact = mysql.VARCHAR(length, charset="utf8mb4", collation="utf8mb4_bin")
    return sa.String(length).with_variant(exact, "mysql", "mariadb")


def long_text() -> sa.Text:
    """Return a text of up to 16 MB."""
    return sa.Text().with_variant(mysql.MEDIUMTEXT(), "mysql", "mariadb")


def tokens() -> sa.Text:
    """Return a text of up to 16 MB, of ASCII words for a full-text index."""
    return sa.Text().with_variant(mysql.MEDIUMTEXT(charset="ascii", collation="ascii_bin"), "mysql", "mariadb")


def moment() -> sa.DateTime:
    """Return a moment in UTC with microseconds."""
    return sa.DateTime().with_variant(mysql.DATETIME(fsp=6), "mysql", "mariadb")


def big_id() -> sa.BigInteger:
    """Return the number of a row in a table that may grow large."""
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def table(name: str, *parts: sa.schema.SchemaItem) -> None:
    """Create a table unless a run that was cut off has done so: MySQL commits each step for itself."""
    if not sa.inspect(op.get_bind()).has_table(name):
        wanted = {"charset": "utf8mb4", "collate": "utf8mb4_unicode_520_ci", "engine": "InnoDB"}
        # SQLAlchemy takes them from the name of the URL's scheme alone.
        either = {f"{scheme}_{key}": value for scheme in ("mysql", "mariadb") for key, value in wanted.items()}
        op.create_table(name, *parts, **either)


def index(name: str, table_name: str, columns: list[str], *, unique: bool = False) -> None:
    """Create an index unless it is there."""
    if name not in {found["name"] for found in sa.inspect(op.get_bind()).get_indexes(table_name)}:
        op.create_index(name, table_name, columns, unique=unique)


def drop_index(name: str, table_name: str) -> None:
    """Drop an index unless it is gone."""
    if name in {found["name"] for found in sa.inspect(op.get_bind()).get_indexes(table_name)}:
        op.drop_index(name, table_name)


def foreign_key(name: str, table_name: str, column_name: str, parent: str) -> None:
    """Let a column name a row of `parent`, and be emptied with it, unless it does."""
    if name not in _foreign_keys(table_name):
        with op.batch_alter_table(table_name) as batch:
            batch.create_foreign_key(name, parent, [column_name], ["id"], ondelete="SET NULL")


def drop_foreign_key(name: str, table_name: str) -> None:
    """Drop it unless it is gone."""
    if name in _foreign_keys(table_name):
        with op.batch_alter_table(table_name) as batch:
            batch.drop_constraint(name, type_="foreignkey")


def _foreign_keys(table_name: str) -> set[str | None]:
    return {found["name"] for found in sa.inspect(op.get_bind()).get_foreign_keys(table_name)}


def column(table_name: str, added: sa.Column[Any]) -> None:
    """Add a column unless it is there."""
    if added.name not in _columns(table_name):
        op.add_column(table_name, added)


def drop_column(table_name: str, name: str) -> None:
    """Drop a column unless it is gone."""
    if name in _columns(table_name):
        op.drop_column(table_name, name)


def _columns(table_name: str) -> set[str]:
    return {found["name"] for found in sa.inspect(op.get_bind()).get_columns(table_name)}


def drop(*names: str) -> None:
    """Drop tables in this order; those that are gone already are as good."""
    for name in names:
        if sa.inspect(op.get_bind()).has_table(name):
            op.drop_table(name)
