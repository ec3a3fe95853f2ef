"""What the checks look at: the settings, what was refused of them, and the servers they name."""

from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit

from core.checking.errors import NotChecked
from core.checking.probes.database import DatabaseProbe
from core.checking.probes.mail import MailOutcome, try_mail
from core.checking.probes.memcached import MemcachedReport, ask_memcached
from core.errors import SettingsError, SettingsUnread
from core.settings import Settings


class SiteUnderCheck:
    """A site under examination; each server is asked at its first use."""

    def __init__(self, settings: Settings, refused: Iterable[SettingsError] = (), *, as_real: bool = False) -> None:
        """Judge a trial site like a real one too, if `as_real`."""
        self.settings = settings
        self.refused = tuple(refused)
        # An address that can't be understood is nobody's trial.
        self.is_real = as_real or not settings.is_trial or self._refuses("SITE_URL")
        #: True where the settings are only the defaults.
        self.is_unread = any(isinstance(error, SettingsUnread) for error in self.refused)
        self._database = DatabaseProbe(settings)

    @property
    def root(self) -> Path:
        """Return the site's folder."""
        return self.settings.root

    @property
    def host(self) -> str:
        """Return the host of SITE_URL."""
        return urlsplit(self.settings.site_url).hostname or ""

    @property
    def database(self) -> DatabaseProbe:
        """Return the way to the database; raise NotChecked where DATABASE_URL says nothing."""
        if self._refuses("DATABASE_URL"):
            raise NotChecked("DATABASE_URL can't be understood")
        return self._database

    @cached_property
    def memcached(self) -> tuple[MemcachedReport, ...]:
        """Return what each memcached says of itself."""
        return tuple(ask_memcached(address) for address in self.settings.memcached_servers)

    @cached_property
    def mail(self) -> MailOutcome:
        """Return how far a mail would get."""
        return try_mail(self.settings)

    def close(self) -> None:
        """Close the connections."""
        self._database.close()

    def _refuses(self, setting: str) -> bool:
        return any(error.setting == setting for error in self.refused)
