"""What posts are filed under: the lists of tags, categories and series, and the page of one."""

from functools import partial
from typing import Any, Final

from apps.admin.forms.terms import MergeForm, TermForm, part_numbers
from apps.blog.services.terms.editing import (
    CATEGORY,
    SERIES,
    TAG,
    DraftRefused,
    NameTaken,
    TermDraft,
    TermEditingService,
    TermSlugTaken,
)
from apps.blog.services.terms.lists import TermListService
from core.errors import BadRequest
from core.i18n import N_
from core.limits import WRITE
from core.web.pagination import Pager
from core.web.response import Response
from core.web.route import route
from core.web.view import View, uses

#: A term's number in an address: more digits than the key has none.
NUMBER: Final = "<id:re:[1-9][0-9]{0,8}>"
PAGE_SIZE: Final = 100
#: Characters of a name that are looked for.
_LONGEST_SEARCH: Final = 100
_INDEXES: Final = {TAG: "admin.tags", CATEGORY: "admin.categories", SERIES: "admin.series_index"}


class TermViews(View):
    """List and edit terms."""

    lists = uses(TermListService)
    terms = uses(TermEditingService)

    @property
    def kind(self) -> str:
        """Return what the address is about."""
        return next(kind for kind, name in _INDEXES.items() if self.request.path.startswith(self.request.url_for(name)))

    @route.get("/tags/", name="tags", can="term.edit")
    @route.get("/series/", name="series_index", can="term.edit")
    def index(self) -> Response:
        """List the tags, or the series."""
        text = self.request.query.get("q", "").strip()[:_LONGEST_SEARCH]
        address = partial(self.request.url_for, _INDEXES[self.kind], q=text or None)
        total, page = self.lists.count(self.kind, text), self.request.query_number("page")
        pager = Pager.of(page, total, PAGE_SIZE, lambda number: address(page=number if number > 1 else None))
        terms = self.lists.lines(self.kind, text, page=pager.page, size=PAGE_SIZE)
        return self._list(terms, text=text, pager=pager)

    @route.get("/categories/", name="categories", can="term.edit")
    def tree(self) -> Response:
        """Show the tree of categories."""
        return self._list(self.lists.tree(), text="", pager=None)

    @route.get("/tags/new", name="tag_new", can="term.edit")
    @route.get("/categories/new", name="category_new", can="term.edit")
    @route.get("/series/new", name="series_new", can="term.edit")
    def new(self) -> Response:
        """Show an empty form."""
        return self._editor(self._form())

    @route.post("/tags/new", name="tag_create", can="term.edit", limit=WRITE)
    @route.post("/categories/new", name="category_create", can="term.edit", limit=WRITE)
    @route.post("/series/new", name="series_create", can="term.edit", limit=WRITE)
    def create(self) -> Response:
        """Make one."""
        return self._save(None)

    @route.get(f"/tags/{NUMBER}/edit", name="tag_edit", can="term.edit")
    @route.get(f"/categories/{NUMBER}/edit", name="category_edit", can="term.edit")
    @route.get(f"/series/{NUMBER}/edit", name="series_edit", can="term.edit")
    def edit(self, id: str) -> Response:
        """Show one, and what can be done with it."""
        term = self.terms.get(self.kind, int(id))
        return self._editor(self._form(term, obj=term, data={"parent": term.parent_id}), term)

    @route.post(f"/tags/{NUMBER}/edit", name="tag_update", can="term.edit", limit=WRITE)
    @route.post(f"/categories/{NUMBER}/edit", name="category_update", can="term.edit", limit=WRITE)
    @route.post(f"/series/{NUMBER}/edit", name="series_update", can="term.edit", limit=WRITE)
    def update(self, id: str) -> Response:
        """Change it."""
        return self._save(self.terms.get(self.kind, int(id)))

    @route.post(f"/tags/{NUMBER}/merge", name="tag_merge", can="term.edit", limit=WRITE)
    @route.post(f"/categories/{NUMBER}/merge", name="category_merge", can="term.edit", limit=WRITE)
    @route.post(f"/series/{NUMBER}/merge", name="series_merge", can="term.edit", limit=WRITE)
    def merge(self, id: str) -> Response:
        """Let another one have all that is filed under it."""
        term, form = self.terms.get(self.kind, int(id)), self.form(MergeForm)
        if form.validate():
            into = self.lists.find(self.kind, str(form.into.data))
            if into is None:
                form.refuse("into", N_("There is none of this name."))
            else:
                return self._merged(form, term, into)
        return self._merge_refused(form, term)

    @route.post(f"/tags/{NUMBER}/delete", name="tag_delete", can="term.edit", limit=WRITE)
    @route.post(f"/categories/{NUMBER}/delete", name="category_delete", can="term.edit", limit=WRITE)
    @route.post(f"/series/{NUMBER}/delete", name="series_delete", can="term.edit", limit=WRITE)
    def delete(self, id: str) -> Response:
        """Forget it; the posts stay."""
        term = self.terms.get(self.kind, int(id))
        name = term.name
        self.terms.delete(term, actor=self.request.actor)
        return self.redirect_to(_INDEXES[self.kind], flash=N_("“%(name)s” is deleted; its posts stay.", name=name))

    @route.post(f"/categories/{NUMBER}/move", name="category_move", can="term.edit", limit=WRITE)
    @route.post(f"/series/{NUMBER}/move", name="series_move", can="term.edit", limit=WRITE)
    def move(self, id: str) -> Response:
        """Let it change places with the one before or after it."""
        where = self.request.form.get("where")
        if where not in {"up", "down"}:
            raise BadRequest
        self.terms.move(self.terms.get(self.kind, int(id)), up=where == "up", actor=self.request.actor)
        return self.redirect_to(_INDEXES[self.kind])

    @route.post(f"/series/{NUMBER}/order", name="series_order", can="term.edit", limit=WRITE)
    def order(self, id: str) -> Response:
        """Keep the numbers of a series' parts."""
        series = self.terms.get(SERIES, int(id))
        self.terms.order_parts(series, part_numbers(self.request.form), actor=self.request.actor)
        return self.redirect_to("admin.series_edit", id=id, flash=N_("The order is saved."))

    def _form(self, term: Any = None, **options: Any) -> TermForm:
        form = self.form(TermForm, **options)
        form.suit(self.lists.parents_for(term) if self.kind == CATEGORY else None)
        return form

    def _save(self, term: Any) -> Response:
        form = self._form(term)
        if not form.validate():
            return self._editor(form, term, status=422)
        draft = TermDraft(
            name=form.name.data or "",
            slug=form.slug.data or "",
            description=form.description.data or "",
            parent_id=form.parent.data if self.kind == CATEGORY else None,
        )
        try:
            if term is None:
                self.terms.create(self.kind, draft, actor=self.request.actor)
            else:
                self.terms.update(term, draft, actor=self.request.actor)
        except (DraftRefused, NameTaken, TermSlugTaken) as error:
            form.refuse(error.field, error.message)
            return self._editor(form, term, status=error.status)
        return self.redirect_to(_INDEXES[self.kind], flash=N_("“%(name)s” is saved.", name=form.name.data))

    def _merged(self, form: MergeForm, term: Any, into: Any) -> Response:
        names = {"name": term.name, "into": into.name}
        try:
            self.terms.merge(term, into, actor=self.request.actor)
        except (DraftRefused, NameTaken) as error:
            form.refuse("into", error.message)
            return self._merge_refused(form, term)
        return self.redirect_to(_INDEXES[self.kind], flash=N_("“%(name)s” is now part of “%(into)s”.", **names))

    def _merge_refused(self, form: MergeForm, term: Any) -> Response:
        shown = TermForm(None, obj=term, data={"parent": term.parent_id}, meta={"locale": self.request.locale})
        shown.suit(self.lists.parents_for(term) if self.kind == CATEGORY else None)
        return self._editor(shown, term, merge=form, status=422)

    def _list(self, terms: Any, *, text: str, pager: Pager | None) -> Response:
        return self.render("admin/terms/index.html", kind=self.kind, terms=terms, text=text, pager=pager)

    def _editor(
        self, form: TermForm, term: Any = None, *, merge: MergeForm | None = None, status: int = 200
    ) -> Response:
        merging = merge or MergeForm(None, meta={"locale": self.request.locale})
        return self.render(
            "admin/terms/edit.html",
            status=status,
            kind=self.kind,
            form=form,
            term=term,
            merge=merging,
            names=self.lists.names(self.kind, but=term) if term is not None else None,
            parts=self.lists.parts(term) if term is not None and self.kind == SERIES else [],
        )
