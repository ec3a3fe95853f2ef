"""What is done with a text that is there: shown to readers, taken back, thrown away, brought back."""

from apps.admin.forms.posts import PostForm
from apps.admin.views.editor import NUMBER, EditorView
from core import clock
from core.i18n import N_
from core.limits import WRITE
from core.web.response import Response
from core.web.route import route


class ActViews(EditorView):
    """Act on one post or page; the acts that readers notice save first what was typed beside the button."""

    @route.post(f"/posts/{NUMBER}/publish", name="post_publish", can="post.publish", limit=WRITE)
    @route.post(f"/pages/{NUMBER}/publish", name="page_publish", can="page.edit", limit=WRITE)
    def publish(self, id: str) -> Response:
        """Save and show it to readers, now or at the moment that was typed."""
        post = self.post(id)
        form = self.checked_form(post)
        if form.errors:
            return self.editor(form, post, status=422)
        # A plan that was taken out of its field means now.
        at = clock.now() if post.state == "scheduled" and form.published_at.data is None else None
        self.save_typed(post, form)
        return self.show_to_readers(post, at=at)

    @route.post(f"/posts/{NUMBER}/update", name="post_update", can="post.publish", limit=WRITE)
    @route.post(f"/pages/{NUMBER}/update", name="page_update", can="page.edit", limit=WRITE)
    def update(self, id: str) -> Response:
        """Save and let readers see the change."""
        post = self.post(id)
        form = self.checked_form(post)
        if form.errors:
            return self.editor(form, post, status=422)
        self.save_typed(post, form)
        self.publishing.update_live(post, user=self.request.user, version=post.version, correction=form.correction.data)
        return self.redirect(self.url_of("edit", post), flash=self.news(post))

    @route.post(f"/posts/{NUMBER}/discard", name="post_discard", can="post.edit", limit=WRITE)
    @route.post(f"/pages/{NUMBER}/discard", name="page_discard", can="page.edit", limit=WRITE)
    def discard(self, id: str) -> Response:
        """Forget the change that readers haven't seen."""
        post = self.post(id)
        self.publishing.discard(post, user=self.request.user, version=self._version())
        return self.redirect(self.url_of("edit", post), flash=N_("Here is again what readers see."))

    @route.post(f"/posts/{NUMBER}/withdraw", name="post_withdraw", can="post.publish", limit=WRITE)
    @route.post(f"/pages/{NUMBER}/withdraw", name="page_withdraw", can="page.edit", limit=WRITE)
    def withdraw(self, id: str) -> Response:
        """Take it back from readers."""
        post = self.post(id)
        if post.change is not None:
            self.rendered(self.drafts.of(post))
        self.publishing.withdraw(post, user=self.request.user, version=self._version())
        return self.redirect(self.url_of("edit", post), flash=N_("It is a draft again; readers don't see it any more."))

    @route.post(f"/posts/{NUMBER}/delete", name="post_delete", can="post.delete", limit=WRITE)
    @route.post(f"/pages/{NUMBER}/delete", name="page_delete", can="page.edit", limit=WRITE)
    def delete(self, id: str) -> Response:
        """Put it into the trash; the list that follows offers to undo it."""
        post = self.post(id)
        self.publishing.delete(post, user=self.request.user, version=self._version())
        return self.redirect_to(f"admin.{self.kind}s", deleted=post.id)

    @route.post(f"/posts/{NUMBER}/restore", name="post_restore", can="post.delete", limit=WRITE)
    @route.post(f"/pages/{NUMBER}/restore", name="page_restore", can="page.edit", limit=WRITE)
    def restore(self, id: str) -> Response:
        """Bring it back from the trash as it was."""
        post = self.post(id, deleted=True)
        self.publishing.restore(post, user=self.request.user)
        title = post.title or N_("Untitled")
        return self.redirect_to(f"admin.{self.kind}s", flash=N_("“%(title)s” is back.", title=title))

    def _version(self) -> int:
        version: int = self.form(PostForm).version.data
        return version
