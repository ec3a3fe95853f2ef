"""What a check is, and what it finds."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from types import ModuleType

from core.checking.site import SiteUnderCheck


class Level(StrEnum):
    """How bad a finding is."""

    #: Unsafe or broken.
    ERROR = "error"
    #: Worth knowing.
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, and what to do about it: a sentence each."""

    sentence: str
    remedy: str

    @classmethod
    def of(cls, wrong: str, remedy: str) -> "Fault":
        """Make sentences of the two halves of one."""
        return cls(f"{wrong}.", f"{remedy[0].upper()}{remedy[1:]}.")


Look = Callable[[SiteUnderCheck], Iterable[Fault]]


@dataclass(frozen=True, slots=True)
class Check:
    """One look at the site, known by its id: a heading of docs/checks.md."""

    id: str
    level: Level
    look: Look
    #: True where it doesn't matter to a site that is tried out on one machine.
    real_only: bool = False
    #: True where it is about MySQL and MariaDB; SQLite passes it.
    server_only: bool = False

    def faults(self, site: SiteUnderCheck) -> Iterable[Fault]:
        """Look; raise NotChecked where that can't be."""
        return () if self.server_only and not site.database.is_server else self.look(site)


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault with the check that found it."""

    id: str
    level: Level
    sentence: str
    remedy: str


def error(id: str, *, real_only: bool = False, server_only: bool = False) -> Callable[[Look], Check]:
    """Make a check of a function that finds what is unsafe or broken."""
    return lambda look: Check(id, Level.ERROR, look, real_only, server_only)


def warning(id: str, *, real_only: bool = False, server_only: bool = False) -> Callable[[Look], Check]:
    """Make a check of a function that finds what is worth knowing."""
    return lambda look: Check(id, Level.WARNING, look, real_only, server_only)


def checks_of(module: ModuleType) -> tuple[Check, ...]:
    """Return the checks that a module makes, in its order."""
    return tuple(value for value in vars(module).values() if isinstance(value, Check))
