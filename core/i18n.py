"""Languages: sentences made without a reader, the catalogues, and dates as people say them."""

import datetime as dt
import gettext as gettext_module
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import tzinfo
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from babel import Locale as BabelLocale
from babel.core import get_global, negotiate_locale
from babel.dates import format_date, format_skeleton, format_time, get_timezone_name
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from core import clock
from core.languages import language

#: The interface's languages: locale code → the language's own name.
LANGUAGES: Final[Mapping[str, str]] = {"en": "English", "zh_CN": "简体中文"}
#: Locale code → BCP 47 tag, as it stands in lang="" and with a post.
TAGS: Final[Mapping[str, str]] = {"en": "en", "zh_CN": "zh-Hans"}
DOMAIN: Final = "bottlepost"


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence that waits for its reader: an English text and what is filled into it."""

    text: str
    params: Mapping[str, object] = field(default_factory=dict)


def N_(text: str, **params: object) -> Message:  # noqa: N802 - gettext's own name, which the extractor looks for
    """Mark a sentence for translation at the edge, in the reader's language."""
    return Message(text, params)


def load_catalogue(folder: Path, code: str) -> gettext_module.NullTranslations:
    """Return the catalogue of a language, compiled in memory where no newer .mo stands beside the .po.

    A read-only host and a fresh clone have no .mo; English is the source and needs none.
    """
    po = folder / code / "LC_MESSAGES" / f"{DOMAIN}.po"
    mo = po.with_suffix(".mo")
    if mo.exists() and (not po.exists() or mo.stat().st_mtime >= po.stat().st_mtime):
        with mo.open("rb") as file:
            return gettext_module.GNUTranslations(file)
    if not po.exists():
        return gettext_module.NullTranslations()
    with po.open("rb") as file:
        catalogue = read_po(file, locale=code)
    buffer = io.BytesIO()
    write_mo(buffer, catalogue)
    buffer.seek(0)
    return gettext_module.GNUTranslations(buffer)


#: Days from today → how a moment on that day is said.
_NEAR: Final = {-1: N_("yesterday %(time)s"), 0: N_("today %(time)s"), 1: N_("tomorrow %(time)s")}
#: CLDR's codes for an unknown region and for the world, which Babel would name zones like Etc/GMT+8 after.
_NO_COUNTRY: Final = ("ZZ", "001")
#: How an Englishman writes what Babel orders as an American does.
_ENGLISH: Final = {"y": "y", "MMMM": "LLLL", "MMMMd": "d MMMM", "yMMMM": "MMMM y"}


class Locale:
    """One language of the interface together with a time zone: how this reader is spoken to."""

    def __init__(self, code: str, catalogue: gettext_module.NullTranslations, zone: tzinfo | None = None) -> None:
        """Keep the language's catalogue; times are shown in `zone`, UTC by default."""
        self.code = code
        self.html_lang = TAGS[code]
        self._babel = BabelLocale.parse(code)
        self._catalogue = catalogue
        self._zone = zone or ZoneInfo("UTC")

    def in_zone(self, zone: tzinfo) -> "Locale":
        """Return the same language with another time zone."""
        return Locale(self.code, self._catalogue, zone)

    @property
    def zone(self) -> tzinfo:
        """Return the zone whose clocks this reader goes by."""
        return self._zone

    @property
    def zone_name(self) -> str:
        """Return what people call that zone: China Time or 中国时间."""
        name = str(self._zone)
        country = get_global("zone_territories").get(get_global("zone_aliases").get(name, name), _NO_COUNTRY[0])
        return name if country in _NO_COUNTRY else get_timezone_name(self._zone, locale=self._babel)

    def gettext(self, text: str) -> str:
        """Return `text` in this language, or as it is when the catalogue lacks it."""
        return self._catalogue.gettext(text)

    def ngettext(self, one: str, many: str, count: int) -> str:
        """Return the form that fits `count`."""
        return self._catalogue.ngettext(one, many, count)

    def translate(self, message: Message | str) -> str:
        """Return a sentence in this language with its parameters filled in."""
        if isinstance(message, str):
            return self.gettext(message)
        text = self.gettext(message.text)
        if not message.params:
            return text
        return text % {name: self._fill(value) for name, value in message.params.items()}

    def _fill(self, value: object) -> object:
        return self.translate(value) if isinstance(value, Message) else value

    def date(self, moment: dt.datetime) -> str:
        """Return the day as people write it: 12 March 2026 or 2026年3月12日."""
        pattern = "d MMMM y" if self.code == "en" else "long"
        return format_date(moment.astimezone(self._zone), pattern, locale=self._babel)

    def datetime(self, moment: dt.datetime) -> str:
        """Return day and minute in the locale's zone."""
        local = moment.astimezone(self._zone)
        return f"{self.date(moment)} {format_time(local, 'HH:mm', tzinfo=self._zone, locale=self._babel)}"

    def day(self, moment: dt.datetime) -> str:
        """Return the day without its year, for what stands under one: 12 March or 3月12日."""
        return self._fields("MMMMd", moment.astimezone(self._zone).date())

    def month(self, month: int, year: int | None = None) -> str:
        """Return the name of a month, with its year if one is given: March 2026 or 2026年3月."""
        return self._fields("MMMM" if year is None else "yMMMM", dt.date(year or 2000, month, 1))

    def year(self, year: int) -> str:
        """Return a year as it stands alone: 2026 or 2026年."""
        return self._fields("y", dt.date(year, 1, 1))

    def _fields(self, fields: str, day: dt.date) -> str:
        if self.code == "en":
            return format_date(day, _ENGLISH[fields], locale=self._babel)
        return format_skeleton(fields, day, locale=self._babel)

    def near(self, moment: dt.datetime) -> str:
        """Return the moment as people say it beside others: today 17:37, tomorrow 09:00, else the day alone."""
        local = moment.astimezone(self._zone)
        days = (local.date() - clock.now().astimezone(self._zone).date()).days
        if days not in _NEAR:
            return self.date(moment)
        return self.translate(Message(_NEAR[days].text, {"time": f"{local:%H:%M}"}))

    def iso(self, moment: dt.datetime) -> str:
        """Return the moment for <time datetime="">, with the locale's offset."""
        return moment.astimezone(self._zone).isoformat(timespec="seconds")

    def number(self, number: float) -> str:
        """Return a number with this language's grouping."""
        return format_decimal(number, locale=self._babel)

    def language_name(self, tag: str) -> str:
        """Return what a language calls itself, in one word: what stands beside a text that is in it."""
        return language(tag).short


class Translations:
    """All languages of the interface, read once."""

    def __init__(self, folder: Path) -> None:
        """Read every catalogue under `folder`."""
        self._locales = {code: Locale(code, load_catalogue(folder, code)) for code in LANGUAGES}

    def get(self, code: str, zone: tzinfo | None = None) -> Locale:
        """Return the locale of a language we have; English for any other."""
        locale = self._locales.get(code) or self._locales["en"]
        return locale.in_zone(zone) if zone else locale


def negotiate(accept_language: str, default: str, among: Iterable[str] = tuple(LANGUAGES)) -> str:
    """Return the language, of ours or of those in question, that an Accept-Language header likes best.

    It is `default` if none is liked. A single BCP 47 tag or code is such a header too.
    """
    wanted: list[tuple[float, str]] = []
    for part in accept_language[:400].split(","):
        tag, _, weight = part.strip().partition(";q=")
        wanted.append((_quality(weight), tag.strip().replace("-", "_")))
    ordered = [tag for quality, tag in sorted(wanted, key=lambda pair: -pair[0]) if quality > 0]
    ordered = ["zh_CN" if tag.lower().partition("_")[0] == "zh" else tag for tag in ordered]
    return negotiate_locale(ordered, list(among)) or default


def _quality(weight: str) -> float:
    try:
        return float(weight) if weight else 1.0
    except ValueError:
        return 0.0
