"""One text at its address: for everybody, for some, or the door that it stands behind."""

from functools import cached_property
from typing import Any

from apps.blog.forms import UnlockForm
from apps.blog.models.post import PAGE, UNLISTED
from apps.blog.services.access.doors import DoorService
from apps.blog.services.access.unlocking import Keyring
from apps.blog.services.access.visibility import may_read
from apps.blog.services.reach.old_addresses import OldAddressService
from apps.blog.services.writing.rendering import contents_of
from apps.blog.views.reading import ReadingView, for_one_reader
from core.cookies import Cookie
from core.errors import Forbidden, NotFound
from core.web.response import Response
from core.web.view import uses


class TextView(ReadingView):
    """Answers with one text."""

    doors = uses(DoorService)
    old = uses(OldAddressService)

    def text_at(self, kind: str, slug: str, route: str) -> Response:
        """Show the post or page at an address; a former address and other spellings of it lead to its own."""
        post = self.posts.find_published(slug, kind=kind)
        if post is None:
            return self._not_for_all(kind, slug, route)
        if kind == PAGE and post.slug == self.request.settings.home_page:
            return self.moved("blog.home")
        if post.slug != slug:
            return self.moved(route, slug=post.slug)
        page = self.show_text(post)
        if post.visibility == UNLISTED:
            page.header("X-Robots-Tag", "noindex")
        return page

    def show_text(self, post: Any) -> Response:
        """Return the page of a text."""
        raise NotImplementedError

    def door(self, form: UnlockForm, post: Any, *, status: int = Forbidden.status) -> Response:
        """Return the page that stands in a text's place and says how to get to it, and not a word of it."""
        self.request.site.visits.leave_out(self.request)
        page = self.render(
            "blog/closed.html", status=status, form=form, kind=post.kind, slug=post.slug, visibility=post.visibility
        )
        return for_one_reader(page)

    @cached_property
    def unlock_cookie(self) -> Cookie:
        """Return the cookie of readers who knew a password."""
        return Cookie("unlocked", secure=self.request.site.settings.is_secure)

    @property
    def keyring(self) -> Keyring:
        """Return what this reader has opened."""
        sent = self.unlock_cookie.values(self.request.header("Cookie"))
        return Keyring(self.request.site.settings.secret_key, sent)

    def _not_for_all(self, kind: str, slug: str, route: str) -> Response:
        hidden = self.posts.find_hidden(self.request.user, slug, kind=kind)
        if hidden is not None:
            return self._show_to_some(hidden, is_own=True)
        found = self.doors.find(slug, kind=kind)
        if found is None:
            return self._former(kind, slug, route)
        if found.slug != slug:
            return self.moved(route, slug=found.slug)
        if may_read(self.request.user, found) or self.keyring.opens(found):
            return self._show_to_some(found, is_own=False)
        return self.door(UnlockForm(meta={"locale": self.request.locale}), found)

    def _former(self, kind: str, slug: str, route: str) -> Response:
        present = self.old.find_former(kind, slug)
        if present is None:
            raise NotFound
        return self.moved(route, slug=present)

    def _show_to_some(self, post: Any, *, is_own: bool) -> Response:
        """Show what others don't see, and let nobody on the way keep it."""
        context: dict[str, Any] = {"text": post, post.kind: post, "contents": contents_of(post.html)}
        context |= {"previous": None, "next": None, "is_own": is_own, "edit_url": self.edit_url(post)}
        self.request.site.visits.leave_out(self.request)
        return for_one_reader(self.render("blog/texts/hidden.html", **context))
