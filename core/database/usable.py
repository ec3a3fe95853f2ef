"""Whether DATABASE_URL can be used at all: its driver is there, what it says is understood, its file can be written."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy.engine import URL

from core.errors import Refusal, SettingsError

_OWN: Final = "let the user of the site own it, or set DATABASE_URL"
_BEGINS: Final = b"SQLite format 3\0"


def installed(url: URL) -> URL:
    """Return the URL; raise SettingsError if its driver isn't installed."""
    try:
        url.get_dialect().import_dbapi()
    except ImportError as error:
        wrong = f"The driver {url.get_driver_name()} in DATABASE_URL can't be loaded ({error})"
        raise unusable(wrong, "install mysqlclient, or leave the driver out") from error
    return url


def prepare_file(path: Path) -> bool:
    """See to it that SQLite can work with a file; return whether it had to be made.

    Raises SettingsError for what SQLite refuses in words that name neither file nor reason. To be called before this
    process opens the database: closing a file gives up the locks that SQLite holds on it.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        is_new = not path.exists()
        if is_new:
            path.touch(mode=0o600)  # for nobody else's eyes; SQLite gives its other files the same mode
        with path.open("rb+") as file:
            head = file.read(len(_BEGINS))
    except OSError as error:
        raise unusable(f"The database {path} can't be read and written ({error.strerror})", _OWN) from error
    if not os.access(path.parent, os.W_OK):
        wrong = f"The folder {path.parent} can't be written, and SQLite keeps files beside the database"
        raise unusable(wrong, _OWN)
    if head not in (b"", _BEGINS):
        raise unusable(f"{path} is no SQLite database", "name another file in DATABASE_URL")
    return is_new


def unusable(wrong: str, remedy: str) -> SettingsError:
    """Return the error that says so."""
    return SettingsError(Refusal.WRONG, wrong, remedy, setting="DATABASE_URL")


@contextmanager
def understood() -> Iterator[None]:
    """Raise SettingsError for a password, or an argument, that the driver can't take, and repeat nothing of it."""
    try:
        yield
    except (TypeError, ValueError, OSError) as error:
        wrong = f"The driver doesn't take DATABASE_URL ({type(error).__name__})"
        raise unusable(wrong, "mend its password or its arguments") from error
