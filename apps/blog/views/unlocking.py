"""Opening a text with its password."""

from typing import Final

from apps.auth.services.passwords import verify_password
from apps.blog.forms import UnlockForm
from apps.blog.models.post import PAGE, POST
from apps.blog.services.access.unlocking import LIFETIME
from apps.blog.views.texts import TextView
from core.errors import Unprocessable
from core.i18n import N_
from core.limits import UNLOCK
from core.web.response import Response
from core.web.route import route

_WRONG: Final = N_("That is not the password of this text.")


class UnlockViews(TextView):
    """Give readers who know the password a cookie for that text alone."""

    @route.post("/posts/<slug>/unlock", name="post_unlock", public=(), cacheable=False, limit=UNLOCK)
    def unlock_post(self, slug: str) -> Response:
        """Open a post."""
        return self._unlock(POST, slug)

    @route.post("/pages/<slug>/unlock", name="page_unlock", public=(), cacheable=False, limit=UNLOCK)
    def unlock_page(self, slug: str) -> Response:
        """Open a page."""
        return self._unlock(PAGE, slug)

    @route.get("/posts/<slug>/unlock", name="post_door", public=())
    def door_of_post(self, slug: str) -> Response:
        """Lead to the post: whoever asks for this page comes from an answer to the form, in some way or other."""
        return self.redirect_to("blog.post", slug=slug)

    @route.get("/pages/<slug>/unlock", name="page_door", public=())
    def door_of_page(self, slug: str) -> Response:
        """Lead to the page, likewise."""
        return self.redirect_to("blog.page", slug=slug)

    def _unlock(self, kind: str, slug: str) -> Response:
        post = self.doors.get_locked(slug, kind=kind)
        number, password_hash, present = post.id, post.password_hash or "", post.slug
        form = self.form(UnlockForm)
        if form.validate():
            with self.request.outside_transaction():
                fits = verify_password(password_hash, str(form.password.data))
            if fits:
                value = self.keyring.with_key(number, password_hash)
                self.request.cookies.append(self.unlock_cookie.header(value, int(LIFETIME.total_seconds())))
                return self.redirect_to(f"blog.{kind}", slug=present)
            form.refuse("password", _WRONG)
        return self.door(form, self.doors.get_locked(slug, kind=kind), status=Unprocessable.status)
