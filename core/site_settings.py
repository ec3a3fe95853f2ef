"""What the site's owner decides in the desk: title, description, language, time zone, footer."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

from sqlalchemy import JSON, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.database.base import Base, key
from core.i18n import TAGS

#: The time zones that can be chosen, by their IANA name.
TIME_ZONES: Final = tuple(sorted(name for name in available_timezones() if "/" in name or name == "UTC"))


class Setting(Base):
    """One decision, by its name."""

    __tablename__ = "settings"
    seen_by_readers = True

    name: Mapped[str] = mapped_column(key(64), primary_key=True)
    value: Mapped[object] = mapped_column(JSON)


@dataclass(frozen=True, slots=True)
class SiteSettings:
    """The site as its readers know it."""

    title: str = "Bottlepost"
    description: str = ""
    #: Code of the interface's language.
    language: str = "en"
    timezone: str = "UTC"
    footer: str = ""
    #: False until the first administrator exists.
    set_up: bool = False

    @property
    def html_lang(self) -> str:
        """Return the language's BCP 47 tag."""
        return TAGS[self.language]

    @property
    def zone(self) -> ZoneInfo:
        """Return the time zone in which dates are shown."""
        return ZoneInfo(self.timezone)


_NAMES: Final = frozenset(field.name for field in fields(SiteSettings))


class SiteSettingsService:
    """Read and change the site's settings."""

    def __init__(self, db: Session) -> None:
        """Work in the transaction of `db`."""
        self._db = db

    def get(self) -> SiteSettings:
        """Return the settings, with defaults for what nobody has decided yet."""
        rows = self._db.scalars(select(Setting))
        given = {row.name: row.value for row in rows if row.name in _NAMES}
        return SiteSettings(**given)  # type: ignore[arg-type]

    def update(self, changes: Mapping[str, object]) -> SiteSettings:
        """Change some settings and return them all; raise KeyError for one that doesn't exist."""
        for name, value in changes.items():
            if name not in _NAMES:
                raise KeyError(name)
            self._db.merge(Setting(name=name, value=value))
        self._db.flush()  # so that get() and the generation see the change
        return self.get()


def differences(before: SiteSettings, after: SiteSettings) -> dict[str, list[object]]:
    """Return what changed, as name → [before, after], for the audit log."""
    old, new = asdict(before), asdict(after)
    return {name: [old[name], new[name]] for name in new if old[name] != new[name]}
