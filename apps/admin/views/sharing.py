"""Preview links: made in the editor for somebody without an account, and taken back there."""

from apps.admin.forms.posts import PreviewLinkForm
from apps.admin.views.editor import NUMBER, EditorView
from apps.blog.services.access.preview_links import DAYS
from apps.blog.services.writing.draft_checks import checked
from core.i18n import N_
from core.limits import WRITE
from core.web.response import Response
from core.web.route import route


class SharingViews(EditorView):
    """Give a text's preview away, and take it back."""

    @route.post(f"/posts/{NUMBER}/share", name="post_share", can="post.edit", limit=WRITE)
    @route.post(f"/pages/{NUMBER}/share", name="page_share", can="page.edit", limit=WRITE)
    def share(self, id: str) -> Response:
        """Save what was typed and show a new link, this once: of its token only a hash is kept."""
        post = self.post(id)
        form = self.sent_form(post)
        if not form.validate():
            return self.editor(form, post, status=422)
        draft = self.rendered(self.draft(form, post))
        # A live text that nobody touched needs no change beside it.
        if checked(draft) != self.drafts.of(post):
            self.publishing.save(post, draft, user=self.request.user, version=form.version.data)
        days = _days(self.request.form.get("days", ""))
        token = self.previews.issue(post, self.request.user, days=days)
        url = self.request.absolute_url("blog.preview", token=token)
        return self.render("admin/posts/shared.html", kind=self.kind, post=post, url=url, days=days)

    @route.post(f"/posts/{NUMBER}/unshare", name="post_unshare", can="post.edit", limit=WRITE)
    @route.post(f"/pages/{NUMBER}/unshare", name="page_unshare", can="page.edit", limit=WRITE)
    def unshare(self, id: str) -> Response:
        """Take a link back."""
        post = self.post(id)
        self.previews.revoke(post, self.form(PreviewLinkForm).link.data, user=self.request.user)
        return self.redirect(self.url_of("edit", post), flash=N_("That preview link no longer works."))


def _days(typed: str) -> int:
    return next((days for days in DAYS if str(days) == typed), DAYS[0])
