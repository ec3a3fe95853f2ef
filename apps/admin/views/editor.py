"""What the views around the editor have in common: the form, its pages, and that nothing typed is lost."""

from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from apps.admin.forms.posts import PostForm
from apps.admin.services.desk import PAGE, POST
from apps.admin.services.differences import compare
from apps.auth.services.passwords import hash_password
from apps.blog.services.access.preview_links import DAYS, PreviewLinkService
from apps.blog.services.reading.translations import TranslationService
from apps.blog.services.terms.lists import SERIES, TermListService
from apps.blog.services.writing.draft_checks import checked
from apps.blog.services.writing.drafts import DraftService
from apps.blog.services.writing.publishing import EditConflict, PostDraft, PublishingService
from apps.blog.services.writing.rendering import render_draft
from core import clock
from core.errors import AppError, BadRequest, Forbidden
from core.i18n import N_, Message
from core.permissions import can
from core.web.response import Response
from core.web.view import View, uses

#: A post's number in an address: more digits than any engine's key has none.
NUMBER: Final = "<id:re:[1-9][0-9]{0,17}>"
#: The fields of the form that a draft has under the same name.
_SHARED: Final = ("title", "slug", "source", "summary", "tags", "categories", "language")
#: The same of those that a page of an older release hasn't got.
_LATER: Final = (
    *("series", "series_part", "cover_url", "cover_width", "cover_height", "cover_alt", "visibility"),
    *("pinned", "in_menu", "position", "authors"),
)
#: kind → verb → the capability it asks for.
_CAPABILITIES: Final = {
    POST: {"publish": "post.publish", "withdraw": "post.publish", "delete": "post.delete", "discard": "post.edit"},
    PAGE: dict.fromkeys(("publish", "withdraw", "delete", "discard"), "page.edit"),
}
#: visibility → who sees a text that readers can't all find.
_SEEN: Final = {
    "unlisted": N_("Who knows the address sees it now; no list names it."),
    "members": N_("Members see it now."),
    "password": N_("Who knows its password sees it now."),
    "private": N_("Its authors and the editors see it now, nobody else."),
}
_ALL_OF_THEM: Final = frozenset({*_SHARED, "published_at"})
_IN_THE_OPEN: Final = frozenset({"title", "source"})


class EditorView(View):
    """Shows the editor, filled with what is saved or with what was sent; for posts and pages alike."""

    publishing = uses(PublishingService)
    drafts = uses(DraftService)
    previews = uses(PreviewLinkService)
    terms = uses(TermListService)
    translations = uses(TranslationService)

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

    def empty_form(self, post: Any = None, **options: Any) -> PostForm:
        """Return the form with the fields that this person has to decide about in this kind of text."""
        form = self.form(PostForm, **options)
        form.suit(is_page=self.kind == PAGE, arranges=can(self.request.user, "post.arrange"))
        if post is not None:
            form.offer_language(self.drafts.of(post).language)
        return form

    def sent_form(self, post: Any = None) -> PostForm:
        """Return the form with what was typed."""
        if not self.request.form.keys() >= _ALL_OF_THEM:
            # What is missing would be emptied; no page of ours leaves anything out.
            raise BadRequest
        return self.empty_form(post)

    def checked_form(self, post: Any) -> PostForm:
        """Return the form with what was typed, and what readers mustn't get among its errors."""
        form = self.sent_form(post)
        if form.validate():
            refuse_unfit(form, ended=self.drafts.of(post).unpublished_at)
        return form

    def draft(self, form: PostForm, post: Any = None) -> PostDraft:
        """Return what was typed as the services take it; what the form hasn't got stays as it is."""
        saved = self.drafts.of(post) if post is not None else PostDraft(kind=self.kind)
        sent = self.request.form
        typed = form.typed((*_SHARED, *_LATER), sent)
        # The field shows no seconds, which must not be lost by saving.
        for name, moment in form.typed(("published_at", "unpublished_at"), sent).items():
            before = getattr(saved, name)
            typed[name] = before if getattr(form, name).shows(before) else moment
        translation = form.typed(("translation_of",), sent).get("translation_of")
        if translation is not None and translation != self.translation_of(saved, post):
            typed["translation_of"] = translation
        if form.password.data and form.visibility.data == "password":
            with self.request.outside_transaction():
                typed["password_hash"] = hash_password(form.password.data)
        return replace(saved, **typed)

    def translation_of(self, draft: PostDraft, post: Any) -> str:
        """Return what the field for the translation shows of a draft, or of the post where nothing else was typed."""
        if draft.translation_of is not None or post is None:
            return self.translations.shown(draft.translation_of or "")
        return self.translations.text_for(post)

    def save_typed(self, post: Any, form: PostForm) -> None:
        """Save what was typed, rendered before."""
        draft = self.rendered(self.draft(form, post))
        self.publishing.save(post, draft, user=self.request.user, version=form.version.data)

    def rendered(self, draft: PostDraft) -> PostDraft:
        """Return the draft, rendered before the transaction that writes; raise DraftRefused for one that can't be."""
        with self.request.outside_transaction():
            render_draft(checked(draft))
        return draft

    def editor(self, form: PostForm, post: Any = None, *, status: int = 200) -> Response:
        """Return the editor's page."""
        context = {"form": form, "post": post, "kind": self.kind, "may": self._verbs(post), "days": DAYS}
        links = self.previews.list_for(post.id) if post is not None else ()
        if self.kind == POST:
            context |= {"categories": self.terms.choices(), "series_names": self.terms.names(SERIES)}
        return self.render("admin/posts/edit.html", status=status, links=links, **context)

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
        form = self.empty_form()
        if form.is_empty:
            return None
        if isinstance(error, EditConflict):
            return self.both_texts(form, error, self.request.args["id"])
        field = getattr(error, "field", None)
        if field is not None and field in form:
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
        return _SEEN.get(post.visibility) or N_("Readers see it now.")

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


def refuse_unfit(form: PostForm, *, ended: datetime | None = None) -> None:
    """Add errors where readers would see a text without a title, or one whose end is over.

    An end that came, `ended`, is no obstacle while the field still shows it.
    """
    if not form.title.data:
        form.refuse("title", N_("Give it a title before readers see it."))
    ends = form.unpublished_at
    if ends.data is not None and ends.data <= clock.now() and not ends.shows(ended):
        form.refuse("unpublished_at", N_("That moment is over already."))
