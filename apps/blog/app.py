"""The public site: posts, pages, tags and feeds, and what stands at the root."""

from collections.abc import Mapping
from http import HTTPStatus

from apps.blog.services.kept import Kept, last_newest
from apps.blog.views.feeds import FeedViews
from apps.blog.views.pages import PageViews
from apps.blog.views.posts import PostViews
from apps.blog.views.root import RootViews
from apps.blog.views.tags import TagViews
from core.errors import AppError
from core.web.request import AnonymousRequest, Request
from core.web.subapp import SubApp


class BlogApp(SubApp):
    """What readers read."""

    name = "blog"
    prefix = "/blog/"
    views = (PostViews, PageViews, TagViews, FeedViews)

    def error_context(self, request: AnonymousRequest, error: AppError) -> Mapping[str, object]:
        """Return the menu, and the newest posts for whoever finds nothing."""
        is_missing = error.status == HTTPStatus.NOT_FOUND
        generation = self.site.generation
        if not isinstance(request, Request):
            return {"newest": last_newest(generation)} if is_missing else {}
        kept = Kept(request.db, generation)
        return {"menu": kept.menu(), "newest": kept.newest() if is_missing else ()}


class RootApp(SubApp):
    """The few addresses that machines expect at the root."""

    name = "root"
    prefix = "/"
    views = (RootViews,)
