"""Addresses that nothing answers as they are written: spelled otherwise, or from before a move."""

import re
from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import quote

from apps.blog.models.post import PAGE, POST
from apps.blog.models.term import CATEGORY, TAG
from apps.blog.services.reach.feed_subjects import AUTHOR, FeedSubjectService
from apps.blog.services.reach.old_addresses import OldAddressService
from apps.blog.views.own_files import owners_file
from core.errors import MethodNotAllowed, NotFound
from core.urls import has_no_host
from core.web.response import Response
from core.web.route import RouteMark, route
from core.web.view import View, uses

#: Where other programs keep their feeds and sitemaps, at the root or below the blog: what they are → what is here.
FEEDS: Final = {
    **dict.fromkeys(("feed", "rss", "rss.xml", "rss2.xml", "index.xml", "feed/rss", "feed/rss2", "feed.rss"), "rss"),
    **dict.fromkeys(("atom", "atom.xml", "feed.xml", "feed/atom", "feed.atom"), "atom"),
    **dict.fromkeys(("feed.json", "feed/json", "index.json"), "json"),
}
SITEMAPS: Final = frozenset({"sitemap_index.xml", "wp-sitemap.xml", "sitemap-index.xml", "sitemap.txt", "sitemap"})
#: What names a folder's own page.
_INDEX: Final = re.compile(r"/index\.(?:html?|php)\Z", re.IGNORECASE)
_TEXTS: Final = {"blog.post": POST, "blog.page": PAGE}
_SUBJECTS: Final = {
    **dict.fromkeys(("blog.tag", "blog.tag_feed"), TAG),
    **dict.fromkeys(("blog.category", "blog.category_feed"), CATEGORY),
    **dict.fromkeys(("blog.author", "blog.author_feed"), AUTHOR),
}


class MovedViews(View):
    """Answer where nothing else does: with a file of the owner's, or by leading on to what we know is meant."""

    subjects = uses(FeedSubjectService)
    old = uses(OldAddressService)

    # Last of all routes; what stands in the desk's and the accounts' parts of the site never leads anywhere else.
    @route.get("/<path:re:(?!(?:admin|auth|static|media)(?:/|$)).+>", name="moved", public=())
    def lead_on(self, path: str) -> Response:
        """Send to where it stands now, for good; 404 where there is no such thing."""
        if file := owners_file(self.request.settings, path):
            return file
        if self.request.site.root.match("POST", self.request.path):
            raise MethodNotAllowed(headers=[("Allow", "POST")])
        target = self._spelled_otherwise() or self._imported() or self._usual(path)
        if target is None:
            raise NotFound
        return self.redirect(target, status=301)

    def _spelled_otherwise(self) -> str | None:
        """Return the address of ours that was meant, with a slash too many or few, in capitals, or a file's."""
        for spelling in _spellings(self.request.path):
            found = self.request.site.root.find("GET", spelling)
            if found is None or not self._is_for_readers(found[0]):
                continue
            if target := self._existing(found[0].name, found[1], spelling):
                return target
        return None

    def _is_for_readers(self, mark: RouteMark) -> bool:
        is_ours = mark.name.partition(".")[0] in {"blog", "root"} and mark is not self.request.mark
        return is_ours and mark.public is not None and not mark.secret

    def _existing(self, name: str, args: Mapping[str, str], path: str) -> str | None:
        """Return the one address of what a route shows; None where it would show nothing."""
        if name in _TEXTS:
            slug = self.old.find_text(_TEXTS[name], args["slug"])
            return self.request.url_for(name, slug=slug) if slug else None
        if name in _SUBJECTS:
            argument = "name" if "name" in args else "slug"
            try:
                subject = self.subjects.get(_SUBJECTS[name], args[argument])
            except NotFound:
                return None
            return self.request.url_for(name, **{**args, argument: subject.slug})
        return quote(path)

    def _imported(self) -> str | None:
        place = self.old.find_imported(self.request.path)
        return self.request.url_for(f"blog.{place.kind}", slug=place.slug) if place else None

    def _usual(self, path: str) -> str | None:
        name = path.lower().rstrip("/").removeprefix("blog/")
        if form := FEEDS.get(name):
            return self.request.url_for("blog.feed", form=form)
        return self.request.url_for("root.sitemap") if name in SITEMAPS else None


def _spellings(path: str) -> Iterator[str]:
    bare = _INDEX.sub("/", path).rstrip("/")
    for spelling in (bare, f"{bare}/"):
        for each in (spelling, spelling.lower()):
            if each != path and has_no_host(each):
                yield each
