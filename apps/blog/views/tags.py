"""Tags and categories: what there is, and the posts under one of them."""

from apps.blog.models.term import CATEGORY, TAG
from apps.blog.services.terms.terms import TermService
from apps.blog.views.posts import ListingView
from core.errors import NotFound
from core.web.response import Response
from core.web.route import route
from core.web.view import uses


class TagViews(ListingView):
    """Show what posts are filed under."""

    terms = uses(TermService)

    @route.get("/tags/", name="tags", public=())
    def tags(self) -> Response:
        """Show all tags that stand on a published post."""
        return self.render("blog/tags/index.html", tags=self.kept.tags(), **self.shelves())

    @route.get("/tags/<slug>", name="tag", public=("page",))
    def tag(self, slug: str) -> Response:
        """Show the posts under a tag."""
        return self._posts_under(TAG, slug)

    @route.get("/categories/", name="categories", public=())
    def categories(self) -> Response:
        """Show the tree of categories that hold a published post."""
        return self.render("blog/categories/index.html", tree=self.kept.categories())

    @route.get("/categories/<slug>", name="category", public=("page",))
    def category(self, slug: str) -> Response:
        """Show the posts in a category and in what is below it."""
        return self._posts_under(CATEGORY, slug)

    def _posts_under(self, kind: str, slug: str) -> Response:
        term = self.terms.find(kind, slug) or self.terms.find_moved(kind, slug)
        if term is None:
            raise NotFound
        tree = self.kept.categories() if kind == CATEGORY else None
        node = tree.find(term.id) if tree is not None else None
        shelf = self.kept.shelf(terms=node.ids if node is not None else (term.id,))
        count = self.kept.count(shelf)
        # A term of drafts alone would tell what they are about.
        if not count:
            raise NotFound
        if term.slug != slug:
            return self.moved(f"blog.{kind}", slug=term.slug)
        page = self.listed(self.pager(count, f"blog.{kind}", slug=slug), shelf)
        return self.render(
            "blog/tags/show.html",
            kind=kind,
            term=term,
            count=count,
            above=node.above if node is not None else (),
            below=tree.below(node) if tree is not None and node is not None else (),
            **page,
        )
