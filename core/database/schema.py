"""Whether the database's schema fits the code: asked at each start, so without loading alembic."""

import logging
from enum import Enum, auto
from pathlib import Path

from sqlalchemy import column, inspect, select, table
from sqlalchemy.orm import Session

from core.database.database import Database
from core.errors import SchemaError

_log = logging.getLogger(__name__)
_VERSION = table("alembic_version", column("version_num"))


class Fit(Enum):
    """How the database's schema stands to the code's."""

    SAME = auto()
    #: A migration has yet to run.
    BEHIND = auto()
    #: A newer release has been there.
    AHEAD = auto()


def fit(db: Session, root: Path) -> Fit:
    """Compare the database's schema with the code's."""
    present, known = _present(db), _revisions(root)
    if present == max(known):
        return Fit.SAME
    return Fit.BEHIND if present is None or present in known else Fit.AHEAD


def is_behind(database: Database, root: Path) -> bool:
    """Tell whether a migration has yet to run on the database."""
    with database.reading() as db:
        return fit(db, root) is Fit.BEHIND


def check_schema(database: Database, root: Path, *, warns: bool = True) -> None:
    """Raise SchemaError for a schema behind the code; warn of one ahead of it, unless another process will.

    The previous release has to run on while the next one is rolled out, so ahead is no error.
    """
    with database.reading() as db:
        found, present = fit(db, root), _present(db)
    if found is Fit.BEHIND:
        message = "The database's schema is behind the code: run `python manage.py upgrade`, or `alembic upgrade head`."
        raise SchemaError(message)
    if found is Fit.AHEAD and warns:
        _log.warning("the database's schema (%s) is newer than this code", present)


def _present(db: Session) -> str | None:
    if not inspect(db.connection()).has_table(_VERSION.name):
        return None
    return db.scalar(select(_VERSION.c.version_num))


def _revisions(root: Path) -> set[str]:
    """Return the revisions this code knows: each file's name begins with its own, counted up."""
    return {path.name.partition("_")[0] for path in (root / "migrations" / "versions").glob("[0-9]*.py")}
