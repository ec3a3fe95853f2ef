"""Alembic as the operator's commands and the tests use it."""

from pathlib import Path

from alembic import command
from alembic.config import Config


def alembic_config(root: Path, database_url: str) -> Config:
    """Return alembic's configuration for the site in `root`."""
    config = Config(root / "alembic.ini")
    config.set_main_option("script_location", str(root / "migrations"))
    config.attributes["database_url"] = database_url
    return config


def migrate(root: Path, database_url: str, revision: str = "head") -> None:
    """Bring a database to a revision."""
    command.upgrade(alembic_config(root, database_url), revision)
