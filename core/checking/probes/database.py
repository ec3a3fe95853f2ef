"""The way to the database for the checks: asked as the site asks it, and no more once it fails."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from sqlalchemy import Executable
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from core.checking.errors import NotChecked
from core.checking.timeout import with_timeout
from core.database.database import Database
from core.database.failures import is_away
from core.database.schema import Fit, fit
from core.errors import SettingsError, Unavailable
from core.sentences import database_fault
from core.settings import Settings

T = TypeVar("T")
#: Seconds for the first contact, the name server's answer included.
PATIENCE = 4.0
_OWN: Final = "run this as the user of the site, or let the one it runs as enter the folder"
_START: Final = "start it, or mend host and port in DATABASE_URL"


@dataclass(frozen=True, slots=True)
class Unreachable:
    """Why the database can't be asked, and what to do about it: the halves of a sentence."""

    wrong: str
    remedy: str


class NoDriver(Unreachable):
    """Its driver isn't installed."""


class NotMadeYet(Unreachable):
    """It is an SQLite file that the first start makes; no fault."""


class Away(Unreachable):
    """It gives no answer."""


class Refused(Unreachable):
    """It answers, and doesn't let the site in."""


class DatabaseProbe:
    """The database of a site under examination."""

    def __init__(self, settings: Settings) -> None:
        """Contact nothing yet."""
        self._settings = settings
        self._database: Database | None = None
        self._met = False
        self._unreachable: Unreachable | None = None

    @property
    def is_server(self) -> bool:
        """Tell whether it is MySQL or MariaDB."""
        return not self._settings.embedded

    @property
    def host(self) -> str:
        """Return the server's host, "" for SQLite."""
        return make_url(self._settings.database_url).host or ""

    @property
    def unreachable(self) -> Unreachable | None:
        """Return why the database can't be asked; None if it can."""
        if not self._met:
            self._met = True
            self._meet()
        return self._unreachable

    def ask(self, unit: Callable[[Session], T]) -> T:
        """Return what a unit reads; raise NotChecked if the database gives no answer."""
        if self.unreachable is not None or self._database is None:
            raise NotChecked(f"{self.unreachable.wrong}." if self.unreachable else "the database can't be asked")
        try:
            with self._database.reading() as db:
                return unit(db)
        except (DBAPIError, PoolTimeout, Unavailable) as error:
            if isinstance(error, DBAPIError) and not is_away(error):
                raise
            self._unreachable = Away("The database stopped answering", _START)
            raise NotChecked(f"{self._unreachable.wrong}.") from error

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
        file = self._settings.database_file
        try:
            is_made = file is None or file.exists()
        except OSError as error:
            self._unreachable = Refused(f"The database {file} can't be reached ({error.strerror})", _OWN)
            return
        if not is_made:
            self._unreachable = NotMadeYet("The database is made at the first start", "start the site")
            return
        try:
            self._database = Database(self._settings)
        except SettingsError as error:
            self._unreachable = NoDriver(error.wrong, error.remedy)
            return
        try:
            with_timeout(self._database.ping, PATIENCE)
        except (PoolTimeout, TimeoutError):
            self._unreachable = Away(f"The database on {self.host} gives no answer", _START)
        except SettingsError as error:
            self._unreachable = Refused(error.wrong, error.remedy)
        except DBAPIError as error:
            self._unreachable = (Away if is_away(error) else Refused)(*database_fault(error))
