"""What the readers' views have in common: what is kept for all, pagers, and the way to a present address."""

from functools import cached_property
from typing import Any, Final

from apps.blog.models.post import PAGE
from apps.blog.services.reading.kept import Kept
from apps.blog.services.reading.menu import menu_of
from apps.blog.services.reading.posts import PostService
from apps.blog.views.pictures import own_cover, site_icon
from core.permissions import can
from core.web.pagination import Pager
from core.web.response import Response
from core.web.view import View, uses

_ALONE: Final = ("Cache-Control", "private, no-store")


class ReadingView(View):
    """Answers readers."""

    posts = uses(PostService)

    @cached_property
    def kept(self) -> Kept:
        """Return what is the same for all readers of this language."""
        request = self.request
        return Kept(request.db, request.site.generation, request.locale.html_lang)

    def render(self, template: str, *, status: int = 200, **context: object) -> Response:
        """Return a page with the site's menu; one for somebody signed in is kept by nobody on the way."""
        request = self.request
        menu = menu_of(
            request.settings, self.kept.menu(), url_for=request.url_for, locale=request.locale, path=request.path
        )
        # What stands for a list where it is linked, unless it has something of its own.
        shared = {"menu": menu, "list_picture": site_icon(request)}
        page = super().render(template, status=status, **{**shared, **context})
        if request.user is not None:
            page.headers.append(_ALONE)
        return page

    def pager(self, total: int, name: str, /, *, size: int | None = None, **args: object) -> Pager:
        """Return the pager for the page that was asked for; raise NotFound for one there isn't."""

        def url(number: int) -> str:
            return self.request.url_for(name, **args, page=number if number > 1 else None)

        return Pager.of(self.request.query_number("page"), total, size or self.page_size, url)

    def shelves(self) -> dict[str, bool]:
        """Return what else readers can go by than tags and dates, as pages say it that lead there."""
        return {"has_categories": bool(self.kept.categories().tops), "has_series": bool(self.kept.all_series())}

    @property
    def page_size(self) -> int:
        """Return how many posts a page of a list has."""
        return self.request.settings.posts_per_page

    def moved(self, name: str, /, **args: object) -> Response:
        """Lead on to the one address of something, for good; a page of a list that was asked for stays asked for."""
        mark = self.request.mark
        page = self.request.query_number("page") if mark is not None and "page" in (mark.public or ()) else 1
        args |= {"page": page} if page is not None and page > 1 else {}
        return self.redirect(self.request.url_for(name, **args), status=301)

    def show_page(self, page: Any) -> Response:
        """Return a published page."""
        return self.render(
            "blog/pages/show.html",
            page=page,
            picture=own_cover(self.request, page),
            translations=self.kept.partners(page),
            edit_url=self.edit_url(page),
        )

    def edit_url(self, post: Any) -> str | None:
        """Return where the reader edits a text; None for who may not."""
        user = self.request.user
        capability = "page.edit" if post.kind == PAGE else "post.edit"
        if user is None or not can(user, capability, post):
            return None
        return self.request.url_for(f"admin.{post.kind}_edit", id=post.id)


def for_one_reader(page: Response) -> Response:
    """Return a page that nobody on the way keeps and no search engine lists."""
    if _ALONE not in page.headers:
        page.headers.append(_ALONE)
    page.header("X-Robots-Tag", "noindex")
    return page
