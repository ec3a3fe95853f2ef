"""The way to the database for the checks: asked as the site asks it, and no more once it fails."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Executable
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from core.checking.bounded import bounded
from core.database.database import Database
from core.database.failures import is_away
from core.database.schema import Fit, fit
from core.errors import SettingsError, Unavailable
from core.settings import Settings

T = TypeVar("T")
#: Seconds for the first contact, the name server's answer included.
PATIENCE = 4.0


class NotChecked(Exception):
    """A check can't be made; the text says why."""


class Hindrance(Enum):
    """What stands between the site and its database."""

    NO_DRIVER = auto()
    #: An SQLite file that the first start makes; no fault.
    NOT_MADE_YET = auto()
    AWAY = auto()
    REFUSED = auto()


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why the database can't be asked."""

    hindrance: Hindrance
    sentence: str


class DatabaseProbe:
    """The database of a site under examination."""

    def __init__(self, settings: Settings) -> None:
        """Contact nothing yet."""
        self._settings = settings
        self._database: Database | None = None
        self._met = False
        self._trouble: Trouble | None = None

    @property
    def is_server(self) -> bool:
        """Tell whether it is MySQL or MariaDB."""
        return not self._settings.embedded

    @property
    def host(self) -> str:
        """Return the server's host, "" for SQLite."""
        return make_url(self._settings.database_url).host or ""

    @property
    def trouble(self) -> Trouble | None:
        """Return why the database can't be asked; None if it can."""
        if not self._met:
            self._met = True
            self._meet()
        return self._trouble

    def ask(self, unit: Callable[[Session], T]) -> T:
        """Return what a unit reads; raise NotChecked if the database gives no answer."""
        if self.trouble is not None or self._database is None:
            raise NotChecked("the database can't be asked" if self._trouble is None else self._trouble.sentence)
        try:
            with self._database.reading() as db:
                return unit(db)
        except (DBAPIError, PoolTimeout, Unavailable) as error:
            if isinstance(error, DBAPIError) and not is_away(error):
                raise
            self._trouble = Trouble(Hindrance.AWAY, "The database stopped answering.")
            raise NotChecked(self._trouble.sentence) from error

    def rows(self, statement: Executable) -> Sequence[Any]:
        """Return the rows that a statement gives."""
        return self.ask(lambda db: db.execute(statement).all())

    def value(self, statement: Executable) -> Any:
        """Return the first value that a statement gives."""
        return self.ask(lambda db: db.execute(statement).scalar())

    def schema(self) -> Fit:
        """Return how the schema stands to the code's."""
        return self.ask(lambda db: fit(db, self._settings.root))

    def ask_of_its_tables(self, unit: Callable[[Session], T]) -> T:
        """Return what a unit reads from our tables; raise NotChecked where the schema has yet to come."""
        if self.schema() is Fit.BEHIND:
            raise NotChecked("The database's schema is behind the code.")
        return self.ask(unit)

    def close(self) -> None:
        """Close the connections."""
        if self._database is not None:
            self._database.dispose()

    def _meet(self) -> None:
        url = make_url(self._settings.database_url)
        if not self.is_server and not Path(url.database or "").exists():
            self._trouble = Trouble(Hindrance.NOT_MADE_YET, "The database is made at the first start.")
            return
        try:
            self._database = Database(self._settings)
        except SettingsError as error:
            self._trouble = Trouble(Hindrance.NO_DRIVER, f"{error.wrong}.")
            return
        try:
            bounded(self._database.ping, PATIENCE)
        except (PoolTimeout, TimeoutError):
            self._trouble = Trouble(Hindrance.AWAY, f"The database on {url.host} gives no answer.")
        except SettingsError as error:
            self._trouble = Trouble(Hindrance.REFUSED, f"{error.wrong}.")
        except DBAPIError as error:
            hindrance = Hindrance.AWAY if is_away(error) else Hindrance.REFUSED
            self._trouble = Trouble(hindrance, _sentence(hindrance, error, url.host or url.database or ""))


def _sentence(hindrance: Hindrance, error: DBAPIError, where: str) -> str:
    says = error.orig.args[-1] if error.orig is not None and error.orig.args else error.orig
    what = "can't be reached" if hindrance is Hindrance.AWAY else "doesn't let the site in"
    return f"The database on {where} {what}: {str(says).rstrip('.')}."
