"""The sitemap as search engines read it: an index, and its parts."""

from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import Final
from urllib.parse import quote, urlsplit

from apps.blog.models.post import PAGE
from apps.blog.services.reach.sitemap import AUTHOR, CATEGORY, HOME, TAG, SitemapEntry, SitemapService
from apps.blog.views.addresses import FullAddresses
from apps.blog.views.reading import ReadingView
from core.errors import NotFound
from core.web.response import Response
from core.web.route import route
from core.web.view import uses

XML: Final = "application/xml; charset=utf-8"
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SPACE: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
_SPACES: Final = (
    f'xmlns="{_SPACE}" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1" '
    'xmlns:xhtml="http://www.w3.org/1999/xhtml"'
)
#: Addresses that are sent at once.
_CHUNK: Final = 200
_LONGEST: Final = 2048


class SitemapViews(ReadingView):
    """Tell search engines all addresses there are."""

    sitemap = uses(SitemapService)

    @route.get("/sitemap.xml", name="sitemap", public=("page",))
    def show(self) -> Response:
        """Return the sitemap; an index of its parts where it has more addresses than one part holds."""
        outline = self.kept.get(("sitemap",), self.sitemap.outline)
        part = self.request.query_number("page")
        if part is None or part > outline.parts:
            raise NotFound
        if outline.parts > 1 and "page" not in self.request.query:
            return Response(self._index(outline.parts), content_type=XML)
        return self.stream(_in_chunks(self._lines(self.sitemap.entries(part, outline))), XML)

    def _index(self, parts: int) -> str:
        addresses = (self.request.absolute_url("root.sitemap", page=part) for part in range(1, parts + 1))
        rows = "".join(f"<sitemap><loc>{escape(address)}</loc></sitemap>\n" for address in addresses)
        return f'{_HEAD}<sitemapindex xmlns="{_SPACE}">\n{rows}</sitemapindex>\n'

    def _lines(self, entries: Iterable[SitemapEntry]) -> Iterator[str]:
        addresses, instead = FullAddresses(self.request), self.request.settings.home_page
        lists = {AUTHOR, CATEGORY, TAG, *(() if instead else (HOME,))}
        yield f"{_HEAD}<urlset {_SPACES}>\n"
        for entry in entries:
            # The page that stands in the home page's place has that one's address.
            if entry.kind != PAGE or entry.slug != instead:
                place = _address(entry, addresses)
                tongues = self.request.in_each_language(place) if entry.kind in lists else {}
                yield _url(entry, place, addresses, tongues)
        yield "</urlset>\n"


def _url(entry: SitemapEntry, place: str, addresses: FullAddresses, tongues: Mapping[str, str]) -> str:
    parts = [f"<loc>{escape(place)}</loc>"]
    if entry.changed_at is not None:
        parts.append(f"<lastmod>{entry.changed_at.isoformat(timespec='seconds')}</lastmod>")
    same = {each.language: addresses.of(f"blog.{each.kind}", slug=each.slug) for each in entry.translations}
    for tag, there in {**same, **tongues}.items():
        parts.append(f'<xhtml:link rel="alternate" hreflang="{escape(tag)}" href="{escape(there)}"/>')
    pictures = (_picture(address, place, addresses) for address in entry.pictures)
    parts += [f"<image:image><image:loc>{escape(each)}</image:loc></image:image>" for each in pictures if each]
    return f"<url>{''.join(parts)}</url>\n"


def _address(entry: SitemapEntry, addresses: FullAddresses) -> str:
    if entry.kind == HOME:
        return addresses.of("blog.home")
    argument = "name" if entry.kind == AUTHOR else "slug"
    return addresses.of(f"blog.{entry.kind}", **{argument: entry.slug})


def _picture(address: str, page: str, addresses: FullAddresses) -> str:
    """Return a picture's full address; empty for one that no search engine can fetch."""
    full = quote(addresses.full(address, page), safe="/%:?&=#+,;@!$'()*[]~-._")
    fits = urlsplit(full).scheme in {"http", "https"} and len(full) < _LONGEST
    return full if fits else ""


def _in_chunks(lines: Iterable[str]) -> Iterator[bytes]:
    """Join what would be a packet each."""
    waiting: list[str] = []
    for line in lines:
        waiting.append(line)
        if len(waiting) == _CHUNK:
            yield "".join(waiting).encode()
            waiting = []
    yield "".join(waiting).encode()
