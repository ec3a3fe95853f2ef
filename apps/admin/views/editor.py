"""What the views around the editor have in common: the form, its pages, and that nothing typed is lost."""

from datetime import datetime
from typing import Any, Final

from apps.admin.forms import PostForm
from apps.admin.services.desk import PAGE, POST
from apps.admin.services.differences import compare
from apps.blog.services.publishing import EditConflict, PostDraft, PublishingService, draft_of
from apps.blog.services.rendering import render_draft
from core.errors import AppError, BadRequest, Forbidden
from core.i18n import N_, Message
from core.permissions import can
from core.web.response import Response
from core.web.view import View, uses

#: A post's number in an address: more digits than any engine's key has none.
NUMBER: Final = "<id:re:[1-9][0-9]{0,17}>"
#: The fields of the form that a draft has under the same name.
_SHARED: Final = ("title", "slug", "source", "summary", "tags", "categories", "language")
#: kind → verb → the capability it asks for.
_CAPABILITIES: Final = {
    POST: {"publish": "post.publish", "withdraw": "post.publish", "delete": "post.delete", "discard": "post.edit"},
    PAGE: dict.fromkeys(("publish", "withdraw", "delete", "discard"), "page.edit"),
}
_ALL_OF_THEM: Final = frozenset({*_SHARED, "published_at"})
_IN_THE_OPEN: Final = frozenset({"title", "source"})


class EditorView(View):
    """Shows the editor, filled with what is saved or with what was sent; for posts and pages alike."""

    publishing = uses(PublishingService)

    @property
    def kind(self) -> str:
        """Return what the address is about."""
        return PAGE if self.request.path.startswith(self.request.url_for("admin.pages")) else POST

    def post(self, id: str, *, deleted: bool = False) -> Any:
        """Return a post if this person may do to it what the route is for; raise NotFound or Forbidden."""
        capability = self.request.capability
        return self.publishing.get_for(self.request.user, int(id), capability, kind=self.kind, deleted=deleted)

    def url_of(self, action: str, post: Any) -> str:
        """Return the address of something that is done with a post or page."""
        return self.request.url_for(f"admin.{self.kind}_{action}", id=post.id)

    def sent_form(self, post: Any = None) -> PostForm:
        """Return the form with what was typed."""
        if not self.request.form.keys() >= _ALL_OF_THEM:
            # What is missing would be emptied; no page of ours leaves anything out.
            raise BadRequest
        form = self.form(PostForm)
        if post is not None:
            form.offer_language(draft_of(post).language)
        return form

    def draft(self, form: PostForm, post: Any = None) -> PostDraft:
        """Return what was typed as the services take it."""
        saved = draft_of(post) if post is not None else PostDraft(kind=self.kind)
        # The field shows no seconds, which must not be lost by saving.
        moment = saved.published_at if form.published_at.shows(saved.published_at) else form.published_at.data
        typed = {name: form[name].data for name in _SHARED}
        return PostDraft(kind=saved.kind, source_format=saved.source_format, published_at=moment, **typed)

    def rendered(self, draft: PostDraft) -> PostDraft:
        """Return the draft, rendered before the transaction that writes; raise DraftRefused for one that can't be."""
        with self.request.outside_transaction():
            render_draft(draft.checked())
        return draft

    def editor(self, form: PostForm, post: Any = None, *, status: int = 200) -> Response:
        """Return the editor's page."""
        may = self._verbs(post)
        return self.render("admin/posts/edit.html", status=status, form=form, post=post, kind=self.kind, may=may)

    def both_texts(self, form: PostForm, error: EditConflict, id: int | str) -> Response:
        """Return the page that shows what was saved meanwhile beside what was typed, and what differs."""
        saved = error.saved
        form.version.data = saved.version
        form.offer_language(form.language.data)
        return self.render(
            "admin/posts/conflict.html",
            status=error.status,
            form=form,
            post={"id": id},
            kind=self.kind,
            saved=saved,
            differences=compare(f"{saved.title}\n{saved.source}", f"{form.title.data}\n{form.source.data}"),
        )

    def refused(self, error: AppError) -> Response | None:
        """Keep what was typed: beside the saved text, in the editor again, or on a page that sends it once more."""
        form = self.form(PostForm)
        if form.is_empty:
            return None
        if isinstance(error, EditConflict):
            return self.both_texts(form, error, self.request.args["id"])
        field = getattr(error, "field", None)
        if field is not None:
            post = self.post(self.request.args["id"]) if "id" in self.request.args else None
            form = self.sent_form(post)
            form.refuse(field, error.message)
            return self.editor(form, post, status=error.status)
        return self._kept(form, error)

    def _kept(self, form: PostForm, error: AppError) -> Response:
        sent = self.request.form
        others = [(name, value) for name in sent for value in sent.getlist(name) if name not in _IN_THE_OPEN]
        page: Response = self.request.site.errors.page(
            self.request, error, template="admin/posts/kept.html", form=form, kind=self.kind, others=others
        )
        return page

    def show_to_readers(self, post: Any, *, at: datetime | None = None) -> Response:
        """Publish what is saved and lead to the editor, which says from when readers see it."""
        if not can(self.request.user, _CAPABILITIES[self.kind]["publish"], post):
            raise Forbidden
        self.publishing.publish(post, user=self.request.user, version=post.version, at=at)
        return self.redirect(self.url_of("edit", post), flash=self.news(post))

    def news(self, post: Any) -> Message:
        """Return the sentence that says since when readers see it."""
        if post.state == "scheduled":
            return N_("Readers see it from %(moment)s.", moment=self.request.locale.datetime(post.published_at))
        return N_("Readers see it now.")

    def _verbs(self, post: Any) -> set[str]:
        """Return what this person may do with the post as it is now, beside saving it."""
        asked = _CAPABILITIES[self.kind]
        if post is None:
            return {"publish"} if can(self.request.user, asked["publish"]) else set()
        makes_sense = {"publish", "delete"}
        if post.status == "published":
            makes_sense.add("withdraw")
        if post.change is not None:
            makes_sense.add("discard")
        return {verb for verb in makes_sense if can(self.request.user, asked[verb], post)}


def refuse_untitled(form: PostForm) -> None:
    """Add an error where readers would see a text without a title."""
    if not form.title.data:
        form.refuse("title", N_("Give it a title before readers see it."))
