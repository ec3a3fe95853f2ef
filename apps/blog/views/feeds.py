"""Feeds: the newest posts, whole, for feed readers; and the page that explains them."""

from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any, Final
from urllib.parse import unquote

from apps.blog.models.term import CATEGORY, TAG
from apps.blog.services.reach.feed_subjects import AUTHOR, LANGUAGE, SITE, FeedSubject, FeedSubjectService
from apps.blog.services.reach.feeds import feed_entries, last_change
from apps.blog.services.terms.terms import TermService
from apps.blog.views.addresses import FullAddresses
from apps.blog.views.json_feed import json_feed
from apps.blog.views.reading import ReadingView
from core import clock
from core.errors import NotFound
from core.web.conditional import Validator
from core.web.response import Response
from core.web.route import route
from core.web.view import uses

#: Form of a feed → what it is called to programs.
TYPES: Final = {"atom": "application/atom+xml", "rss": "application/rss+xml", "json": "application/feed+json"}
#: The same for browsers, which show nothing but the source of what is called a feed, or save it to a file.
SHOWN: Final = {"atom": "application/xml", "rss": "application/xml", "json": "application/json"}
_VARY: Final = ("Vary", "Accept")
#: Kind of subject → the routes of its page and its feed, and how both call it in their addresses.
ROUTES: Final = {
    SITE: ("blog.home", "blog.feed", ""),
    TAG: ("blog.tag", "blog.tag_feed", "slug"),
    CATEGORY: ("blog.category", "blog.category_feed", "slug"),
    AUTHOR: ("blog.author", "blog.author_feed", "name"),
    LANGUAGE: ("blog.home", "blog.language_feed", "tag"),
}


class FeedViews(ReadingView):
    """Answer feed readers, most of which ask every few minutes for what they have."""

    subjects = uses(FeedSubjectService)
    terms = uses(TermService)

    @route.get("/feed.<form>", name="feed", public=())
    def of_site(self, form: str) -> Response:
        """Return the newest posts, or 304 to whom has them."""
        return self._answer(form, SITE, "")

    @route.get("/tags/<slug>/feed.<form>", name="tag_feed", public=())
    def of_tag(self, slug: str, form: str) -> Response:
        """Return the newest posts under a tag."""
        return self._answer(form, TAG, slug)

    @route.get("/categories/<slug>/feed.<form>", name="category_feed", public=())
    def of_category(self, slug: str, form: str) -> Response:
        """Return the newest posts in a category and those below it."""
        return self._answer(form, CATEGORY, slug)

    @route.get("/authors/<name>/feed.<form>", name="author_feed", public=())
    def of_author(self, name: str, form: str) -> Response:
        """Return the newest posts that somebody wrote, alone or with others."""
        return self._answer(form, AUTHOR, name)

    @route.get("/languages/<tag>/feed.<form>", name="language_feed", public=())
    def of_language(self, tag: str, form: str) -> Response:
        """Return the newest posts in a language."""
        return self._answer(form, LANGUAGE, tag)

    @route.get("/subscribe/", name="subscribe", public=())
    def subscribe(self) -> Response:
        """Explain feeds, and name those there are."""
        languages = self.kept.languages()
        categories = self.kept.get(("feed categories",), self.terms.list_categories)

        def shown(name: str, **args: str) -> str:
            return unquote(self.request.absolute_url(f"blog.{name}", **args))

        return self.render(
            "blog/feeds/subscribe.html",
            feeds={form: shown("feed", form=form) for form in TYPES},
            languages=languages if len(languages) > 1 else [],
            language_feeds={tag: shown("language_feed", tag=tag, form="atom") for tag in languages},
            categories=categories,
            category_feeds={term.slug: shown("category_feed", slug=term.slug, form="atom") for term in categories},
        )

    def _answer(self, form: str, kind: str, slug: str) -> Response:
        if form not in TYPES:
            raise NotFound
        subject = self.kept.get(("feed of", kind, slug), lambda: self.subjects.get(kind, slug))
        if subject.slug != slug:
            _, name, argument = ROUTES[kind]
            address = self.request.url_for(name, form=form, **{argument: subject.slug})
            return self.redirect(address, status=301)
        made: list[Response] = []

        def make() -> Validator:
            made.append(self._feed(form, subject))
            return Validator.of(str(made[0].body), clock.now())

        validator = self.kept.get(("feed", form, kind, slug), make)
        if validator.is_known(self.request):
            return Response(status=304, headers=[*validator.headers, _VARY])
        feed = made[0] if made else self._feed(form, subject)
        feed.headers += [*validator.headers, _VARY]
        if "text/html" in self.request.header("Accept"):
            feed.content_type = f"{SHOWN[form]}; charset=utf-8"
        return feed

    def _feed(self, form: str, subject: FeedSubject) -> Response:
        request = self.request
        site = request.settings
        shelf = subject.for_readers_of(site.html_lang)
        addresses = FullAddresses(request)
        entries = feed_entries(self.posts.list_for_feed(site.feed_size, shelf=shelf), addresses)
        page, feed, argument = ROUTES[subject.kind]
        about = {argument: subject.slug} if argument else {}
        own = request.absolute_url(feed, form=form, **about)
        # A language has no page of its own.
        home = request.absolute_url(page, **({} if subject.kind == LANGUAGE else about))
        context: dict[str, Any] = {
            "title": f"{subject.name} · {site.title}" if subject.name else site.title,
            "description": subject.description or site.description,
            "language": subject.slug if subject.kind == LANGUAGE else site.html_lang,
            "home": home,
            "feed": own,
            "icon": addresses.full(request.site.media.url(site.icon.name)) if site.icon else "",
            "updated": last_change(entries),
            "entries": entries,
        }
        if form == "json":
            return Response(json_feed(**context), content_type=TYPES[form])
        return self.xml(
            f"blog/feeds/{form}.xml",
            TYPES[form],
            id=own if subject.kind == LANGUAGE else home,
            rfc822=_rfc822,
            **context,
        )


def _rfc822(moment: datetime) -> str:
    """Return a moment as RSS writes it."""
    return format_datetime(moment.astimezone(UTC), usegmt=True)
