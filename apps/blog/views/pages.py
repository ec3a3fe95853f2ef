"""Pages: texts that stand outside the stream of posts."""

from typing import Any

from apps.blog.models.post import PAGE
from apps.blog.views.texts import TextView
from core.web.response import Response
from core.web.route import route


class PageViews(TextView):
    """Show a page."""

    @route.get("/pages/<slug>", name="page", public=())
    def show(self, slug: str) -> Response:
        """Show one page; 404 unless this person may see it."""
        return self.text_at(PAGE, slug, "blog.page")

    def show_text(self, post: Any) -> Response:
        """Return a published page."""
        return self.show_page(post)
