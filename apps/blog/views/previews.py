"""Previews for people without an account: a text as it stands in the editor, by a link that ends."""

from typing import Any

from apps.blog.services.access.preview_links import PreviewLinkService
from apps.blog.services.writing.drafts import DraftService
from apps.blog.services.writing.preview import Preview
from apps.blog.views.reading import ReadingView, for_one_reader
from core.web.response import Response
from core.web.route import route
from core.web.view import uses


class PreviewViews(ReadingView):
    """Show what isn't published yet to whoever was sent a link."""

    drafts = uses(DraftService)
    links = uses(PreviewLinkService)

    @route.get("/preview/<token>", name="preview", public=(), cacheable=False, secret=True)
    def show(self, token: str) -> Response:
        """Show the text; 404 for a link that no longer works."""
        post, until = self.links.get(token)
        shown = Preview(post, self.drafts.of(post))
        context: dict[str, Any] = {"text": shown, post.kind: shown, "contents": shown.contents}
        context |= {"previous": None, "next": None, "until": until}
        return for_one_reader(self.render("blog/texts/preview.html", **context))
