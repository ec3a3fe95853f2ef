"""Feeds: the newest posts, whole, for feed readers."""

from apps.blog.services.feeds import FEED_SIZE, feed_entries, last_change
from apps.blog.views.reading import ReadingView
from core import clock
from core.web.conditional import Validator
from core.web.response import Response
from core.web.route import route


class FeedViews(ReadingView):
    """Answer feed readers, most of which ask every few minutes for what they have."""

    @route.get("/feed.atom", name="feed", public=())
    def atom(self) -> Response:
        """Return the feed as Atom, or 304 to whom has it."""
        made: list[Response] = []

        def make() -> Validator:
            made.append(self._feed())
            return Validator.of(str(made[0].body), clock.now())

        validator = self.kept.get(("feed.atom",), make)
        if validator.is_known(self.request):
            return Response(status=304, headers=validator.headers)
        feed = made[0] if made else self._feed()
        feed.headers += validator.headers
        return feed

    def _feed(self) -> Response:
        request = self.request
        entries = feed_entries(
            self.posts.list_for_feed(FEED_SIZE), lambda slug: request.absolute_url("blog.post", slug=slug)
        )
        return self.xml(
            "blog/feeds/atom.xml",
            "application/atom+xml",
            entries=entries,
            updated=last_change(entries),
            home=request.absolute_url("blog.home"),
            feed=request.absolute_url("blog.feed"),
        )
