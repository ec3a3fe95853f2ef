"""The desk's lists of posts and pages, and where the desk begins."""

from functools import partial

from apps.admin.services.desk import PAGE, POST, DeskService, Wanted, is_state
from apps.blog.services.writing.publishing import PublishingService
from core.errors import AppError, NotFound
from core.permissions import can
from core.web.pagination import Pager
from core.web.response import Response
from core.web.route import route
from core.web.view import View, uses

PAGE_SIZE = 50
#: Characters of a title that are looked for.
_LONGEST_SEARCH = 100
#: Digits of a number that every engine's key can have.
_DIGITS = 18


class PostListViews(View):
    """Show what somebody can work on."""

    desk = uses(DeskService)
    publishing = uses(PublishingService)

    @route.get("/", name="home", can="desk.view")
    def home(self) -> Response:
        """Lead to the posts; somebody new, who has nothing but one draft, into that draft."""
        only = self.desk.find_only_draft(self.request.user)
        return self.redirect_to("admin.posts") if only is None else self.redirect_to("admin.post_edit", id=only)

    @route.get("/posts/", name="posts", can="post.list")
    def posts(self) -> Response:
        """Show the posts: one's own, or everybody's to those who may edit them."""
        return self._index(POST)

    @route.get("/pages/", name="pages", can="page.edit")
    def pages(self) -> Response:
        """Show the pages."""
        return self._index(PAGE)

    def _index(self, kind: str) -> Response:
        query = self.request.query
        state, text = query.get("state", ""), query.get("q", "").strip()[:_LONGEST_SEARCH]
        if not is_state(state):
            raise NotFound
        wanted = Wanted(self.request.user, kind, state, text)
        address = partial(self.request.url_for, f"admin.{kind}s", state=state or None, q=text or None)
        filters = self.desk.filters(wanted)
        total = self.desk.count(wanted) if text else next(each.count for each in filters if each.state == state)
        page = self.request.query_number("page")
        pager = Pager.of(page, total, PAGE_SIZE, lambda number: address(page=_unless_first(number)))
        return self.render(
            "admin/posts/index.html",
            posts=self.desk.list_posts(wanted, page=pager.page, size=PAGE_SIZE),
            filters=filters,
            state=state,
            text=text,
            kind=kind,
            pager=pager,
            deleted=self._just_deleted(kind),
            # What readers see of a contributor's is theirs no more to change.
            may_edit=partial(can, self.request.user, "page.edit" if kind == PAGE else "post.edit"),
        )

    def _just_deleted(self, kind: str) -> object:
        """Return what was deleted a moment ago, for the offer to undo it; None where there is nothing to offer."""
        id = self.request.query.get("deleted", "")
        if not (id.isascii() and id.isdigit() and len(id) <= _DIGITS):
            return None
        capability = "page.edit" if kind == PAGE else "post.delete"
        try:
            return self.publishing.get_for(self.request.user, int(id), capability, kind=kind, deleted=True)
        except AppError:
            return None


def _unless_first(page: int) -> int | None:
    return page if page > 1 else None
