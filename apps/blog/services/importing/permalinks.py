"""Where Jekyll shows a post: the permalink of a site's configuration, filled in."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Final
from urllib.parse import quote, urlsplit

#: Jekyll's own names for the usual ones.
_STYLES: Final = {
    "date": "/:categories/:year/:month/:day/:title:output_ext",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title:output_ext",
    "weekdate": "/:categories/:year/W:week/:short_day/:title:output_ext",
    "none": "/:categories/:title:output_ext",
}
_NAME = re.compile(r":([a-z_]+)")
_LONGEST: Final = 1000


def permalink(template: str, *, name: str, day: datetime | None, categories: Sequence[str], base: str = "") -> str:
    """Return the path at which Jekyll showed a post of that file name, on its own day; empty if it can't be told."""
    template = _STYLES.get(template or "date", template)
    values = {"title": name, "slug": name, "output_ext": ".html", "categories": "/".join(map(str.lower, categories))}
    values |= _parts_of(day) if day else {}
    names = sorted(values, key=len, reverse=True)
    # Jekyll reads the longest name it knows, so that `:day:title` and `:year_archive` both come apart rightly.
    path, found = re.subn(":(" + "|".join(names) + ")", lambda match: values[match[1]], template)
    if _NAME.search(path) or not (found or template.startswith("/")):
        return ""
    return address(f"{base}/{path}")


def address(text: str) -> str:
    """Return the path of an address as it would stand in a request; empty for none, or one too long to keep."""
    try:
        path = urlsplit(text if "://" in text else re.sub("/{2,}", "/", text)).path
    except ValueError:
        return ""
    path = quote("/" + path.lstrip("/"), safe="/%:@!$&'()*+,;=~-._") if path else ""
    return path if len(path) <= _LONGEST else ""


def _parts_of(day: datetime) -> dict[str, str]:
    year, week, weekday = day.isocalendar()
    return {
        "year": f"{day:%Y}",
        "short_year": f"{day:%y}",
        "month": f"{day:%m}",
        "i_month": str(day.month),
        "day": f"{day:%d}",
        "i_day": str(day.day),
        "y_day": f"{day:%j}",
        "hour": f"{day:%H}",
        "minute": f"{day:%M}",
        "second": f"{day:%S}",
        "w_year": str(year),
        "week": f"{week:02}",
        "w_day": str(weekday),
        "short_day": f"{day:%a}",
        "long_day": f"{day:%A}",
        "short_month": f"{day:%b}",
        "long_month": f"{day:%B}",
    }
