"""Dates as people write them into front matter."""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_NUMBERS = re.compile(
    r"(?P<year>\d{4})(?:[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})|年(?P<han_month>\d{1,2})月(?P<han_day>\d{1,2})日)"
    r"(?:(?:[Tt]|\s+)(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?)?"
    r"\s*(?P<zone>\S+)?",
)
_OFFSET = re.compile(r"([+-])(\d{1,2}):?(\d{2})?")
_SIGNS: Final = {"z": UTC, "utc": UTC, "gmt": UTC}
_WORDS = ("%d %B %Y", "%d %b %Y", "%B %d %Y", "%b %d %Y")
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b", re.IGNORECASE)
#: What every database can keep, with room for a change of zone.
_EARLIEST, _LATEST = datetime(1000, 1, 2, tzinfo=UTC), datetime(9998, 12, 31, tzinfo=UTC)


def parse_moment(text: str, zone: tzinfo) -> datetime | None:
    """Return the moment in UTC, None for what is no date; without a zone of its own it is one of `zone`.

    A date alone is its first moment.
    """
    text = text.strip()
    try:
        moment = _from_numbers(text, zone) or _from_words(text) or _from_mail(text)
        if moment is None:
            return None
        moment = (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return moment if _EARLIEST <= moment <= _LATEST else None


def zone_named(name: str) -> tzinfo | None:
    """Return the zone of an IANA name, None if there is no such zone."""
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _from_numbers(text: str, zone: tzinfo) -> datetime | None:
    found = _NUMBERS.fullmatch(text)
    if found is None:
        return None
    month, day = found["month"] or found["han_month"], found["day"] or found["han_day"]
    hour, minute, second = (int(found[name] or 0) for name in ("hour", "minute", "second"))
    named = _zone(found["zone"]) if found["zone"] else zone
    if named is None:
        return None
    return datetime(int(found["year"]), int(month), int(day), hour, minute, second, tzinfo=named)


def _zone(text: str) -> tzinfo | None:
    offset = _OFFSET.fullmatch(text)
    if offset is None:
        return _SIGNS.get(text.lower()) or zone_named(text)
    length = timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0))
    return timezone(-length if offset[1] == "-" else length)


def _from_words(text: str) -> datetime | None:
    plain = " ".join(_ORDINAL.sub("", text).replace(",", " ").split())
    for pattern in _WORDS:
        try:
            return datetime.strptime(plain, pattern)  # noqa: DTZ007 - the caller knows the zone
        except ValueError:
            continue
    return None


def _from_mail(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(text)
    except (TypeError, ValueError, IndexError):
        return None
