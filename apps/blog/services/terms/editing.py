"""Editing what posts are filed under: tags, categories and series are made, renamed, moved, merged and deleted."""

from itertools import chain, count

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from apps.blog.models.post import FormerSlug, Post
from apps.blog.models.term import CATEGORY, SERIES, TAG, Category, Series, Tag, Term
from apps.blog.services.terms.drafts import NameTaken, TermDraft, TermSlugTaken
from apps.blog.services.terms.merging import TermMerger
from apps.blog.services.terms.related_due import RelatedDueService
from apps.blog.services.terms.terms import name_key, slug_of_name
from apps.blog.services.typed import DraftRefused
from core import clock
from core.audit import Actor, AuditService
from core.errors import NotFound
from core.i18n import N_
from core.text.slugs import numbered, slug_key, slug_words, slugify

__all__ = ["CATEGORY", "SERIES", "TAG", "DraftRefused", "NameTaken", "TermDraft", "TermEditingService", "TermSlugTaken"]

#: A deeper tree is nobody's order of subjects, and its names would hang off the page.
DEPTH_LIMIT = 6
_MODELS: dict[str, type[Term]] = {TAG: Tag, CATEGORY: Category, SERIES: Series}


class TermEditingService:
    """Every change of a term; who may is decided before."""

    def __init__(self, db: Session) -> None:
        """Work in the transaction of `db`."""
        self._db = db
        self._audit = AuditService(db)
        self._merger = TermMerger(db)
        self._related = RelatedDueService(db)

    def get(self, kind: str, id: int) -> Term:
        """Return the term of that kind; raise NotFound if there is none."""
        term = self._db.get(Term, id)
        if term is None or term.kind != kind:
            raise NotFound
        return term

    def create(self, kind: str, draft: TermDraft, *, actor: Actor) -> Term:
        """Make a term and return it; raise DraftRefused, NameTaken or TermSlugTaken for what can't be."""
        draft = draft.checked()
        term = _MODELS[kind](kind=kind, position=self._next_position(kind, draft.parent_id))
        self._refuse_taken(term, draft)
        self._refuse_parent(term, draft)
        self._write(term, draft)
        self._note("create", term, actor)
        return term

    def update(self, term: Term, draft: TermDraft, *, actor: Actor) -> Term:
        """Change a term; its old address leads to the new one for ever. Raises as create() does."""
        draft = draft.checked()
        self._refuse_taken(term, draft)
        self._refuse_parent(term, draft)
        before = (term.name, term.slug, term.slug_key)
        if draft.parent_id != term.parent_id:
            term.position = self._next_position(term.kind, draft.parent_id)
        self._write(term, draft)
        if term.slug_key != before[2]:
            self._remember(term, before[2])
        if term.name != before[0]:
            self._merger.rename_in_changes(term.kind, {before[0], before[1]}, term.name)
        self._note("update", term, actor, before=list(before[:2]))
        return term

    def delete(self, term: Term, *, actor: Actor) -> None:
        """Forget a term: posts keep their others, and what stood below it moves up to where it was."""
        self._note("delete", term, actor)
        self._merger.free_name(term)
        self._merger.lift_children(term, term.parent_id)
        self._merger.leave_series(term)
        self._related.note_under(term.id)
        self._db.delete(term)
        self._db.flush()

    def merge(self, term: Term, into: Term, *, actor: Actor) -> Term:
        """Let all that is filed under a term be filed under another of its kind, and its addresses lead there."""
        if term is into or term.kind != into.kind:
            raise DraftRefused("into", N_("Choose another one to merge it into."))
        self._note("merge", term, actor, into=into.name)
        self._merger.merge(term, into)
        return into

    def move(self, term: Term, *, up: bool, actor: Actor) -> None:
        """Let a category or series change places with the one before it, or after it; at the end nothing happens."""
        beside = select(Term).where(Term.kind == term.kind, Term.parent_id == term.parent_id)
        siblings = list(self._db.scalars(beside.order_by(Term.position, Term.name_key)))
        place = siblings.index(term)
        other = place - 1 if up else place + 1
        if 0 <= other < len(siblings):
            siblings[place], siblings[other] = siblings[other], siblings[place]
            self._note("move", term, actor)
        for position, sibling in enumerate(siblings):
            sibling.position = position
        self._db.flush()

    def order_parts(self, series: Term, parts: dict[int, int], *, actor: Actor) -> None:
        """Set which part of a series its posts are, by their ids; what isn't named keeps its number."""
        for post in self._db.scalars(select(Post).where(Post.series_id == series.id, Post.id.in_(parts))):
            post.series_part = parts[post.id]
        self._note("order", series, actor)
        self._db.flush()

    def _write(self, term: Term, draft: TermDraft) -> None:
        try:
            with self._db.begin_nested():
                term.name, term.description, term.parent_id = draft.name, draft.description, draft.parent_id
                term.name_key = name_key(draft.name, draft.parent_id)
                term.slug = self._slug(term, draft)
                term.slug_key = slug_key(term.slug)
                self._db.add(term)
                self._db.flush()  # somebody may take the name or the address at the same moment
        except IntegrityError:
            raise NameTaken from None

    def _slug(self, term: Term, draft: TermDraft) -> str:
        """Return the address that was chosen, else the present one, else the first free one that the name gives."""
        if slug_words(draft.slug):
            return slugify(draft.slug)
        if term.slug:
            return term.slug
        slug = slug_of_name(draft.name)
        numbers = (numbered(slug, number) for number in count(2))
        return next(each for each in chain([slug], numbers) if self._holder(term.kind, each) is None)

    def _refuse_taken(self, term: Term, draft: TermDraft) -> None:
        by_name = select(Term).where(Term.kind == term.kind, Term.name_key == name_key(draft.name, draft.parent_id))
        other = self._db.scalar(by_name)
        if other is not None and other is not term:
            raise NameTaken(other)
        if slug_words(draft.slug):
            holder = self._holder(term.kind, slugify(draft.slug))
            if holder is not None and holder != term.id:
                raise TermSlugTaken

    def _refuse_parent(self, term: Term, draft: TermDraft) -> None:
        """Raise DraftRefused for a parent that isn't there, stands below the term itself or too deep."""
        above = draft.parent_id
        depth = 1 + self._merger.height(term.id) if above is not None else 1
        while above is not None:
            parent = self._db.get(Term, above)
            if term.kind != CATEGORY or parent is None or parent.kind != CATEGORY:
                raise DraftRefused("parent", N_("There is no such category."))
            if parent is term:
                raise DraftRefused("parent", N_("A category can't stand below itself."))
            above, depth = parent.parent_id, depth + 1
            if depth > DEPTH_LIMIT:
                message = N_("Categories go %(limit)s levels deep at most.", limit=DEPTH_LIMIT)
                raise DraftRefused("parent", message)

    def _holder(self, kind: str, slug: str) -> int | None:
        return self._db.scalar(select(Term.id).where(Term.kind == kind, Term.slug_key == slug_key(slug)))

    def _next_position(self, kind: str, parent_id: int | None) -> int:
        siblings = select(Term.position).where(Term.kind == kind, Term.parent_id == parent_id)
        last = self._db.scalar(siblings.order_by(Term.position.desc()).limit(1))
        return 0 if last is None else last + 1

    def _remember(self, term: Term, key: str) -> None:
        """Let a former address lead here, and the present one to nothing else."""
        for former in (key, term.slug_key):
            self._db.execute(delete(FormerSlug).where(FormerSlug.kind == term.kind, FormerSlug.slug_key == former))
        self._db.add(FormerSlug(kind=term.kind, slug_key=key, term_id=term.id, created_at=clock.now()))
        self._db.flush()  # merging, which may follow, moves the addresses by a statement

    def _note(self, verb: str, term: Term, actor: Actor, **detail: object) -> None:
        said = {"name": term.name, "slug": term.slug, **detail}
        self._audit.note(f"{term.kind}.{verb}", actor, about=(term.kind, term.id), detail=said)
