"""Writing: a new post or page, its editor, and its page as readers would get it."""

from dataclasses import replace
from typing import Any

from apps.admin.forms.posts import PostForm
from apps.admin.views.editor import NUMBER, EditorView, refuse_unfit
from apps.blog.services.reading.kept import Kept
from apps.blog.services.reading.menu import menu_of
from apps.blog.services.writing.draft_checks import checked
from apps.blog.services.writing.preview import Preview
from apps.blog.services.writing.publishing import EditConflict, PostDraft
from core.i18n import N_
from core.limits import WRITE
from core.web.response import Response
from core.web.route import route


class EditingViews(EditorView):
    """Write and look at it; readers see nothing of it yet."""

    @route.get("/posts/new", name="post_new", can="post.create")
    @route.get("/pages/new", name="page_new", can="page.edit")
    def new(self) -> Response:
        """Show an empty editor, set to the site's language."""
        data = {"language": self.request.settings.html_lang, "authors": (self.request.user.name,)}
        return self.editor(self.empty_form(data=data))

    @route.post("/posts/new", name="post_create", can="post.create", limit=WRITE)
    @route.post("/pages/new", name="page_create", can="page.edit", limit=WRITE)
    def create(self) -> Response:
        """Make a draft, and publish it if that was asked for; the same form sent twice makes one."""
        publish = self.request.form.get("then") == "publish"
        form = self.sent_form()
        if form.validate():
            self._refuse_unfinished(form, publish=publish)
        if form.errors:
            return self.editor(form, status=422)
        draft = self.rendered(self.draft(form))
        post = self.publishing.create(draft, author=self.request.user, form_id=form.form_id.data)
        if _holds_another_text(post, draft):
            # The browser went back to a form that had been sent, and something was added there.
            try:
                self.publishing.save(post, draft, user=self.request.user, version=1)
            except EditConflict as error:
                return self.both_texts(form, error, post.id)
        return self.show_to_readers(post) if publish and post.status == "draft" else self._after(post)

    @route.get(f"/posts/{NUMBER}/edit", name="post_edit", can="post.edit")
    @route.get(f"/pages/{NUMBER}/edit", name="page_edit", can="page.edit")
    def edit(self, id: str) -> Response:
        """Show the editor with what is saved, a pending change before the text that readers see."""
        post = self.post(id)
        draft = self.drafts.of(post)
        draft = replace(draft, translation_of=self.translation_of(draft, post))
        return self.editor(self.empty_form(post, obj=draft, data={"version": post.version}), post)

    @route.post(f"/posts/{NUMBER}/edit", name="post_save", can="post.edit", limit=WRITE)
    @route.post(f"/pages/{NUMBER}/edit", name="page_save", can="page.edit", limit=WRITE)
    def save(self, id: str) -> Response:
        """Save a draft, or a change of a live post that readers don't see yet."""
        post = self.post(id)
        form = self.sent_form(post)
        if not form.validate():
            return self.editor(form, post, status=422)
        self.save_typed(post, form)
        return self._after(post)

    @route.get(f"/posts/{NUMBER}/preview", name="post_preview", can="post.view")
    @route.get(f"/pages/{NUMBER}/preview", name="page_preview", can="page.edit")
    def preview(self, id: str) -> Response:
        """Show the page that readers would get."""
        post = self.post(id)
        shown = Preview(post, self.drafts.of(post))
        context: dict[str, Any] = {"text": shown, self.kind: shown, "contents": shown.contents}
        context |= {"previous": None, "next": None}
        request = self.request
        pages = Kept(request.db, request.site.generation, request.locale.html_lang).menu()
        context["menu"] = menu_of(request.settings, pages, url_for=request.url_for, locale=request.locale, path="")
        return self.render("admin/texts/preview.html", **context)

    def _refuse_unfinished(self, form: PostForm, *, publish: bool) -> None:
        if form.is_empty:
            form.refuse("title", N_("Write a title or some text first."))
        elif publish:
            refuse_unfit(form)

    def _after(self, post: Any) -> Response:
        """Lead on to what the pressed button asked for."""
        asked_for_preview = self.request.form.get("then") == "preview"
        return self.redirect(self.url_of("preview" if asked_for_preview else "edit", post))


def _holds_another_text(post: Any, draft: PostDraft) -> bool:
    typed = checked(draft)
    return (post.title, post.source) != (typed.title, typed.source)
