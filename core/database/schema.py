"""Whether the database's schema fits the code."""

import logging
from pathlib import Path

from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from core.database.database import Database
from core.errors import SchemaError

_log = logging.getLogger(__name__)


def alembic_config(root: Path, database_url: str) -> Config:
    """Return alembic's configuration for the site in `root`."""
    config = Config(root / "alembic.ini")
    config.set_main_option("script_location", str(root / "migrations"))
    config.attributes["database_url"] = database_url
    return config


def pending(database: Database, root: Path) -> bool:
    """Tell whether a migration has yet to run; raise SchemaError only through check_schema."""
    return _present(database) != _head(root) and not _is_ahead(_present(database), root)


def check_schema(database: Database, root: Path) -> None:
    """Raise SchemaError for a schema behind the code; warn of one ahead of it.

    The previous release has to run on while the next one is rolled out, so ahead is no error.
    """
    present = _present(database)
    if present == _head(root):
        return
    if _is_ahead(present, root):
        _log.warning("the database's schema (%s) is newer than this code", present)
        return
    message = "The database's schema is behind the code: run `alembic upgrade head`."
    raise SchemaError(message)


def _present(database: Database) -> str | None:
    with database.reading() as db:
        return MigrationContext.configure(db.connection()).get_current_revision()


def _head(root: Path) -> str | None:
    return ScriptDirectory(str(root / "migrations")).get_current_head()


def _is_ahead(present: str | None, root: Path) -> bool:
    known = {script.revision for script in ScriptDirectory(str(root / "migrations")).walk_revisions()}
    return present is not None and present not in known
