"""Whether the database's schema fits the code: asked at each start, so without loading alembic."""

import logging
from pathlib import Path

from sqlalchemy import column, inspect, select, table

from core.database.database import Database
from core.errors import SchemaError

_log = logging.getLogger(__name__)
_VERSION = table("alembic_version", column("version_num"))


def is_behind(database: Database, root: Path) -> bool:
    """Tell whether a migration has yet to run on the database."""
    present, known = _present(database), _revisions(root)
    return present != max(known) and (present is None or present in known)


def check_schema(database: Database, root: Path) -> None:
    """Raise SchemaError for a schema behind the code; warn of one ahead of it.

    The previous release has to run on while the next one is rolled out, so ahead is no error.
    """
    if is_behind(database, root):
        message = "The database's schema is behind the code: run `python manage.py upgrade`, or `alembic upgrade head`."
        raise SchemaError(message)
    if (present := _present(database)) not in _revisions(root):
        _log.warning("the database's schema (%s) is newer than this code", present)


def _present(database: Database) -> str | None:
    with database.reading() as db:
        if not inspect(db.connection()).has_table(_VERSION.name):
            return None
        return db.scalar(select(_VERSION.c.version_num))


def _revisions(root: Path) -> set[str]:
    """Return the revisions this code knows: each file's name begins with its own, counted up."""
    return {path.name.partition("_")[0] for path in (root / "migrations" / "versions").glob("[0-9]*.py")}
