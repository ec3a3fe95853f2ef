"""The menu of the readers' pages: what the owner chose, else the tags and the pages that say they belong there."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final
from urllib.parse import quote

from apps.blog.services.reading.links import Link
from core.i18n import N_, Locale
from core.site_settings import SiteSettings

#: Links that fit beside the site's name.
MOST: Final = 5
_POSTS: Final = N_("Posts")
_TAGS: Final = N_("Tags")


@dataclass(frozen=True, slots=True)
class MenuItem:
    """One link of the menu."""

    label: str
    url: str
    #: BCP 47 tag of the label, where it is known.
    language: str = ""
    #: As aria-current has it: "page" for the page itself, "true" for what stands below it, else empty.
    current: str = ""


def menu_of(
    settings: SiteSettings, pages: Iterable[Link], *, url_for: Callable[..., str], locale: Locale, path: str
) -> tuple[MenuItem, ...]:
    """Return the menu as the page at `path` shows it."""
    items: Iterable[MenuItem] = (MenuItem(link.label, link.url) for link in settings.menu)
    if not settings.menu:
        items = islice(_by_itself(settings.home_page, pages, url_for, locale), MOST)
    home, here = url_for("blog.home"), quote(path)
    return tuple(replace(item, current=_current(item.url, here, home)) for item in items)


def _by_itself(
    home_page: str, pages: Iterable[Link], url_for: Callable[..., str], locale: Locale
) -> Iterator[MenuItem]:
    if home_page:
        yield MenuItem(locale.translate(_POSTS), url_for("blog.posts"))
    yield MenuItem(locale.translate(_TAGS), url_for("blog.tags"))
    for page in pages:
        if page.slug != home_page:  # the site's name leads there
            yield MenuItem(page.title, url_for("blog.page", slug=page.slug), page.language)


def _current(url: str, here: str, home: str) -> str:
    if url == here:
        return "page"
    return "true" if url.endswith("/") and url not in {"/", home} and here.startswith(url) else ""
