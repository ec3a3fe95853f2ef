"""What stands at the root of the site: the way to the blog, and what search engines look for."""

from collections.abc import Callable, Iterable, Iterator
from html import escape
from typing import Final

from apps.blog.services.sitemap import SitemapEntry, SitemapService
from core.errors import NotFound
from core.web.response import Response
from core.web.route import route
from core.web.view import View, uses

XML: Final = "application/xml; charset=utf-8"
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SPACE: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
#: Addresses that are sent at once.
_CHUNK: Final = 500


class RootViews(View):
    """Answer at the root."""

    sitemap = uses(SitemapService)

    @route.get("/", name="home", public=())
    def home(self) -> Response:
        """Lead to the blog."""
        return self.redirect(self.request.url_for("blog.home"), status=302)

    @route.get("/robots.txt", name="robots", public=())
    def robots(self) -> Response:
        """Tell crawlers what is not for them, and where the sitemap is."""
        private = [f"Disallow: {self.request.url_for(name)}" for name in ("admin.home", "auth.account")]
        lines = ["User-agent: *", *private, "", f"Sitemap: {self.request.absolute_url('root.sitemap')}", ""]
        return self.text("\n".join(lines))

    @route.get("/sitemap.xml", name="sitemap", public=("page",))
    def show_sitemap(self) -> Response:
        """Return the sitemap; an index of its parts where it has more addresses than one file may hold."""
        pages = self.sitemap.pages()
        page = self.request.query_number("page")
        if page is None or page > pages:
            raise NotFound
        if pages > 1 and "page" not in self.request.query:
            return Response(self._index(pages), content_type=XML)
        return self.stream(_in_chunks(_urlset(self.sitemap.entries(page), self._address)), XML)

    def _index(self, pages: int) -> str:
        parts = (self.request.absolute_url("root.sitemap", page=page) for page in range(1, pages + 1))
        rows = "".join(f"<sitemap><loc>{escape(part)}</loc></sitemap>\n" for part in parts)
        return f'{_HEAD}<sitemapindex xmlns="{_SPACE}">\n{rows}</sitemapindex>\n'

    def _address(self, entry: SitemapEntry) -> str:
        return self.request.absolute_url(f"blog.{entry.kind}", slug=entry.slug)


def _urlset(entries: Iterable[SitemapEntry], address: Callable[[SitemapEntry], str]) -> Iterator[str]:
    yield f'{_HEAD}<urlset xmlns="{_SPACE}">\n'
    for entry in entries:
        changed = entry.changed_at.isoformat(timespec="seconds")
        yield f"<url><loc>{escape(address(entry))}</loc><lastmod>{changed}</lastmod></url>\n"
    yield "</urlset>\n"


def _in_chunks(lines: Iterable[str]) -> Iterator[bytes]:
    """Join what would be a packet each."""
    waiting: list[str] = []
    for line in lines:
        waiting.append(line)
        if len(waiting) == _CHUNK:
            yield "".join(waiting).encode()
            waiting = []
    yield "".join(waiting).encode()
