"""What the readers' views have in common: what is kept for all, pagers, and where an address leads to."""

from functools import cached_property
from typing import Any

from apps.blog.services.kept import Kept
from apps.blog.services.posts import PAGE_SIZE, PostService
from apps.blog.services.rendering import contents_of
from core.errors import NotFound
from core.web.pagination import Pager
from core.web.response import Response
from core.web.view import View, uses


class ReadingView(View):
    """Answers readers."""

    posts = uses(PostService)

    @cached_property
    def kept(self) -> Kept:
        """Return what is the same for all readers."""
        return Kept(self.request.db, self.request.site.generation)

    def render(self, template: str, *, status: int = 200, **context: object) -> Response:
        """Return a page with the site's menu."""
        return super().render(template, status=status, menu=self.kept.menu(), **context)

    def pager(self, total: int, name: str, **args: object) -> Pager:
        """Return the pager for the page that was asked for; raise NotFound for one there isn't."""

        def url(number: int) -> str:
            return self.request.url_for(name, **args, page=number if number > 1 else None)

        return Pager.of(self.request.query_number("page"), total, PAGE_SIZE, url)

    def moved(self, name: str, slug: str) -> Response:
        """Lead on to the one address of something, for good."""
        return self.redirect(self.request.url_for(name, slug=slug), status=301)

    def text_at(self, kind: str, slug: str, route: str) -> Response:
        """Show the post or page at an address; a former address and other spellings of it lead to its own."""
        post = self.posts.find_published(slug, kind=kind)
        if post is not None:
            return self.show_text(post) if post.slug == slug else self.moved(route, post.slug)
        hidden = self.posts.find_hidden(self.request.user, slug, kind=kind)
        if hidden is not None:
            return self._show_hidden(hidden)
        present = self.posts.find_redirect(kind, slug)
        if present is None:
            raise NotFound
        return self.moved(route, present)

    def show_text(self, post: Any) -> Response:
        """Return the page of a text."""
        raise NotImplementedError

    def _show_hidden(self, post: Any) -> Response:
        """Show what others don't see, and let nobody on the way keep it."""
        context = {post.kind: post, "contents": contents_of(post.html), "previous": None, "next": None}
        page = self.render(f"blog/{post.kind}s/hidden.html", **context)
        page.header("Cache-Control", "private, no-store")
        return page
