"""What the site's user may do in the database: all it needs, and little more."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from sqlalchemy import text
from sqlalchemy.engine import make_url

from core.checking.check import Fault, error, warning
from core.checking.site import SiteUnderCheck

#: For pages and jobs.
_TO_RUN: Final = ("SELECT", "INSERT", "UPDATE", "DELETE")
#: For `manage.py upgrade`.
_TO_UPGRADE: Final = ("CREATE", "ALTER", "DROP", "INDEX", "REFERENCES")
#: With these a hole in the site would be one in the server.
_POWERS: Final = frozenset({"ALL PRIVILEGES", "ALL", "SUPER", "FILE", "CREATE USER", "SYSTEM_USER", "SHUTDOWN"})
_GRANT: Final = re.compile(r"GRANT (?P<rights>.+?) ON (?P<schema>\*|`(?:[^`]|``)*`)\.(?:\*|`(?:[^`]|``)*`) TO ")
_COLUMNS: Final = re.compile(r"\s*\([^)]*\)")


@dataclass(frozen=True, slots=True)
class Grant:
    """Some rights, on one database or on all."""

    rights: frozenset[str]
    #: "*" for all databases.
    schema: str

    @classmethod
    def parse(cls, line: str) -> "Grant | None":
        """Read one line of SHOW GRANTS; None for those about roles and routines."""
        match = _GRANT.match(line)
        if match is None:
            return None
        rights = _COLUMNS.sub("", match["rights"]).upper().split(",")
        return cls(frozenset(right.strip() for right in rights), match["schema"].strip("`").replace("``", "`"))

    def covers(self, database: str) -> bool:
        """Tell whether the grant is about this database; its name may hold % and _ for others."""
        if self.schema == "*":
            return True
        pieces = re.findall(r"\\.|.", self.schema)
        wild = {"%": ".*", "_": "."}
        pattern = "".join(wild.get(piece) or re.escape(piece[-1]) for piece in pieces)
        return re.fullmatch(pattern, database, re.DOTALL) is not None

    def allows(self, right: str) -> bool:
        """Tell whether a right is among those granted."""
        return not self.rights.isdisjoint({right, "ALL", "ALL PRIVILEGES"})


@error("database-rights", server_only=True)
def too_few(site: SiteUnderCheck) -> Iterator[Fault]:
    """Find a user that can't read and write."""
    for missing in _missing(site, _TO_RUN):
        sentence = f"The site's user may not {missing} in its database: pages will fail."
        yield Fault(sentence, f"Run GRANT {missing} on that database for it.")


@warning("database-rights-upgrade", server_only=True)
def too_few_to_upgrade(site: SiteUnderCheck) -> Iterator[Fault]:
    """Find a user that can't bring the schema to the next release."""
    for missing in _missing(site, _TO_UPGRADE):
        sentence = f"The site's user may not {missing} in its database: `manage.py upgrade` will fail."
        yield Fault(sentence, "Grant it that, or run upgrades with the DATABASE_URL of a user that may.")


@error("database-superuser", real_only=True, server_only=True)
def too_mighty(site: SiteUnderCheck) -> Iterator[Fault]:
    """Find a user that may do everything on the server."""
    remedy = "Make a user for the site, with ALL PRIVILEGES on its database and nothing on *.*."
    if str(site.database.value(text("SELECT CURRENT_USER()"))).startswith("root@"):
        yield Fault("The site signs in to the database as root.", remedy)
    elif powers := _everywhere(site) & _POWERS:
        sentence = f"The site's user may do this in every database of the server: {', '.join(sorted(powers))}."
        yield Fault(sentence, remedy)


@warning("database-rights-excess", real_only=True, server_only=True)
def too_many(site: SiteUnderCheck) -> Iterator[Fault]:
    """Find a user with rights outside of the site's database."""
    rights = _everywhere(site)
    if rights and not rights & _POWERS:
        sentence = f"The site's user may do this in every database of the server: {', '.join(sorted(rights))}."
        yield Fault(sentence, "REVOKE it on *.*, and grant what is needed on the site's database.")


def _grants(site: SiteUnderCheck) -> list[Grant]:
    lines = [str(line) for (line,) in site.database.rows(text("SHOW GRANTS"))]
    return [grant for grant in map(Grant.parse, lines) if grant is not None]


def _missing(site: SiteUnderCheck, needed: Iterable[str]) -> Iterator[str]:
    """Yield the rights that are missing, as one list; nothing where none is."""
    database = make_url(site.settings.database_url).database or ""
    grants = [grant for grant in _grants(site) if grant.covers(database)]
    missing = [right for right in needed if not any(grant.allows(right) for grant in grants)]
    if missing:
        yield ", ".join(missing)


def _everywhere(site: SiteUnderCheck) -> frozenset[str]:
    rights = [grant.rights for grant in _grants(site) if grant.schema == "*"]
    return frozenset[str]().union(*rights) - {"USAGE"}
