"""What the site's owner decides in the desk, each with what holds until somebody does."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Final
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
class NamedLink:
    """A link as the owner gives it: a path of the site or a full address."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class StoredPicture:
    """A picture in the storage, with its size in pixels."""

    name: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class SiteSettings:
    """The site as its readers know it."""

    title: str = "Bottlepost"
    description: str = ""
    #: Code of the interface's language.
    language: str = "en"
    timezone: str = "UTC"
    footer: str = ""
    #: Codes of the interface's languages that readers can choose from; none: the site speaks `language` alone.
    languages: tuple[str, ...] = ()
    posts_per_page: int = 10
    #: Slug of the page that /blog/ shows; the newest posts where it is empty.
    home_page: str = ""
    #: Whether lists show an excerpt of each post or all of it.
    list_text: str = "excerpt"
    #: What the menu names; empty: the tags, and the pages that say they belong there.
    menu: tuple[NamedLink, ...] = ()
    feed_size: int = 20
    #: How addresses are made of titles: see core.text.slugs.
    slug_style: str = "unicode"
    #: system, light or dark.
    color_scheme: str = "system"
    #: #RRGGBB; ours where it is empty.
    accent: str = ""
    #: Paragraphs of Chinese texts begin two letters in and follow without a gap.
    indent_paragraphs: bool = False
    #: Name of a folder in themes/; ours where it is empty.
    theme: str = ""
    own_css: str = ""
    #: Names in the storage; the icon is a square picture of 512 pixels.
    logo: StoredPicture | None = None
    icon: StoredPicture | None = None
    #: The owner's other addresses, linked with rel="me".
    social: tuple[NamedLink, ...] = ()
    #: What others may do with the texts; with an address it is a link.
    licence: str = ""
    licence_url: str = ""
    #: Filing numbers that sites in mainland China must show: of the ministry (ICP) and of the police.
    icp: str = ""
    police: str = ""
    #: <meta name content> that search engines know the owner by, and files at the root: name → content.
    verification: Mapping[str, str] = field(default_factory=dict)
    root_files: Mapping[str, str] = field(default_factory=dict)
    #: Address of the one script that counts visits, and what it wants to be told; none where it is empty.
    analytics_src: str = ""
    analytics_site: str = ""
    #: Whether search engines are told at once what changed (indexnow.org), and the key that proves whose site it is.
    indexnow: bool = False
    indexnow_key: str = ""
    #: False until the first administrator exists.
    set_up: bool = False

    @property
    def html_lang(self) -> str:
        """Return the language's BCP 47 tag."""
        return TAGS[self.language]

    @property
    def offered(self) -> tuple[str, ...]:
        """Return the codes of the languages that readers can choose from, the site's own among them; or none."""
        offered = tuple(code for code in TAGS if code in {self.language, *self.languages})
        return offered if len(offered) > 1 else ()

    @property
    def zone(self) -> ZoneInfo:
        """Return the time zone in which dates are shown."""
        return ZoneInfo(self.timezone)


_NAMES: Final = frozenset(each.name for each in fields(SiteSettings))
_LINKS: Final = frozenset({"menu", "social"})
#: The settings that hold a StoredPicture.
PICTURES: Final = ("logo", "icon")


class SiteSettingsService:
    """Read and change the site's settings."""

    def __init__(self, db: Session) -> None:
        """Work in the transaction of `db`."""
        self._db = db

    def get(self) -> SiteSettings:
        """Return the settings, with defaults for what nobody has decided yet."""
        rows = self._db.scalars(select(Setting))
        given = {row.name: _read(row.name, row.value) for row in rows if row.name in _NAMES}
        return SiteSettings(**given)

    def update(self, changes: Mapping[str, object]) -> SiteSettings:
        """Change some settings and return them all; raise KeyError for one that doesn't exist."""
        for name, value in changes.items():
            if name not in _NAMES:
                raise KeyError(name)
            self._db.merge(Setting(name=name, value=_written(value)))
        self._db.flush()  # so that get() and the generation see the change
        return self.get()


def _read(name: str, value: Any) -> Any:
    """Return a setting as SiteSettings has it, from what JSON keeps."""
    if name in _LINKS:
        return tuple(NamedLink(**link) for link in value)
    if name in PICTURES:
        return StoredPicture(**value) if value else None
    return tuple(value) if isinstance(value, list) else value


def _written(value: object) -> object:
    if isinstance(value, NamedLink | StoredPicture):
        return asdict(value)
    if isinstance(value, tuple):
        return [_written(each) for each in value]
    return dict(value) if isinstance(value, Mapping) else value


def differences(before: SiteSettings, after: SiteSettings) -> dict[str, list[object]]:
    """Return what changed, as name → [before, after], for the audit log."""
    old, new = asdict(before), asdict(after)
    return {name: [old[name], new[name]] for name in new if old[name] != new[name]}
