"""Tags and categories: the index of tags, and the posts under one term."""

from apps.blog.models.term import CATEGORY, TAG
from apps.blog.services.terms import TermService
from apps.blog.views.reading import ReadingView
from core.errors import NotFound
from core.web.response import Response
from core.web.route import route
from core.web.view import uses


class TagViews(ReadingView):
    """Show what posts are filed under."""

    terms = uses(TermService)

    @route.get("/tags/", name="tags", public=())
    def index(self) -> Response:
        """Show all tags that stand on a published post."""
        return self.render("blog/tags/index.html", tags=self.kept.tags())

    @route.get("/tags/<slug>", name="tag", public=("page",))
    def tag(self, slug: str) -> Response:
        """Show the posts under a tag."""
        return self._posts_under(TAG, slug)

    @route.get("/categories/<slug>", name="category", public=("page",))
    def category(self, slug: str) -> Response:
        """Show the posts in a category."""
        return self._posts_under(CATEGORY, slug)

    def _posts_under(self, kind: str, slug: str) -> Response:
        term = self.terms.find(kind, slug) or self.terms.find_moved(kind, slug)
        count = self.kept.count_of(term.id) if term is not None else 0
        # A term of drafts alone would tell what they are about.
        if term is None or not count:
            raise NotFound
        if term.slug != slug:
            return self.moved(f"blog.{kind}", term.slug)
        pager = self.pager(count, f"blog.{kind}", slug=slug)
        return self.render(
            "blog/tags/show.html",
            kind=kind,
            term=term,
            count=count,
            posts=self.posts.list_published(pager.page, term_id=term.id),
            pager=pager,
            show_authors=self.kept.has_several_authors(),
        )
