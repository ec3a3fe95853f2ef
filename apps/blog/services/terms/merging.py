"""Merging terms: what was filed under one is filed under another, with all that led to it."""

from collections.abc import Mapping, Set as AbstractSet
from typing import Any, Final

from sqlalchemy import Select, delete, select, update
from sqlalchemy.orm import Session, load_only

from apps.blog.models.post import FormerSlug, PendingChange, Post
from apps.blog.models.term import SERIES, PostTerm, Term
from apps.blog.services.terms.drafts import NameTaken
from apps.blog.services.terms.related_due import RelatedDueService
from apps.blog.services.terms.terms import FIELDS, name_key
from core import clock
from core.generation import renew


class TermMerger:
    """Moves what hangs on a term to another place."""

    def __init__(self, db: Session) -> None:
        """Work in the transaction of `db`."""
        self._db = db
        self._related = RelatedDueService(db)

    def merge(self, term: Term, into: Term) -> None:
        """File everything under `into`, let all addresses lead there, and forget the term."""
        self.free_name(term)
        self._move_posts(term, into)
        self._related.note_under(into.id)
        self._move_addresses(term, into)
        if self._is_below(into, term):
            self._take_place(into, term.parent_id)
        self.lift_children(term, into.id)
        self.rename_in_changes(term.kind, {term.name, term.slug}, into.name)
        key = term.slug_key
        self._db.delete(term)
        self._db.flush()  # the address has to be free before it is a former one
        self._db.execute(delete(FormerSlug).where(FormerSlug.kind == into.kind, FormerSlug.slug_key == key))
        self._db.add(FormerSlug(kind=into.kind, slug_key=key, term_id=into.id, created_at=clock.now()))
        self._db.flush()
        renew(self._db)

    def lift_children(self, term: Term, parent_id: int | None) -> None:
        """Move what stands below a category to another place, where it becomes one with what is called alike."""
        for child in self._children(term.id):
            namesake = self._db.scalar(_called(child, parent_id))
            if namesake is not None:
                self.merge(child, namesake)
            else:
                self._place(child, parent_id)

    def free_name(self, term: Term) -> None:
        """Let others have the name of a term that is on its way out: what stands below it may be called alike."""
        term.name_key = f"-/{term.id}"
        self._db.flush()

    def leave_series(self, term: Term) -> None:
        """Let the parts of a series that goes be posts like others."""
        if term.kind == SERIES:
            self._update_parts(term, {"series_id": None, "series_part": 0})

    def height(self, id: int | None) -> int:
        """Return how many levels stand below a category; none below one that isn't made yet."""
        if id is None:
            return 0
        return max((1 + self.height(child.id) for child in self._children(id)), default=0)

    def rename_in_changes(self, kind: str, names: AbstractSet[str], name: str) -> None:
        """Let the changes that wait for readers call a term by its present name: the old one would come back."""
        field = FIELDS[kind]
        for change in self._db.scalars(select(PendingChange).options(load_only(PendingChange.fields))):
            kept: Any = change.fields.get(field)
            renamed = (name if kept in names else kept) if isinstance(kept, str) else _renamed(kept or [], names, name)
            if kept and renamed != kept:
                change.fields = {**change.fields, field: renamed}

    def _move_posts(self, term: Term, into: Term) -> None:
        if term.kind == SERIES:
            self._update_parts(term, {"series_id": into.id})
            return
        both = select(PostTerm.post_id).where(PostTerm.term_id == into.id)
        doubled = set(self._db.scalars(both))
        links = self._db.execute(select(PostTerm.post_id).where(PostTerm.term_id == term.id)).scalars()
        alone = [post_id for post_id in links if post_id not in doubled]
        for start in range(0, len(alone), 500):
            here = (PostTerm.term_id == term.id, PostTerm.post_id.in_(alone[start : start + 500]))
            self._db.execute(update(PostTerm).where(*here).values(term_id=into.id), execution_options=_UNSEEN)
        self._db.execute(delete(PostTerm).where(PostTerm.term_id == term.id), execution_options=_UNSEEN)

    def _move_addresses(self, term: Term, into: Term) -> None:
        moved = update(FormerSlug).where(FormerSlug.term_id == term.id).values(term_id=into.id)
        self._db.execute(moved, execution_options=_UNSEEN)

    def _update_parts(self, series: Term, values: Mapping[str, int | None]) -> None:
        parts = update(Post).where(Post.series_id == series.id)
        self._db.execute(parts.values(**values), execution_options=_UNSEEN)
        renew(self._db)

    def _children(self, id: int) -> list[Term]:
        return list(self._db.scalars(select(Term).where(Term.parent_id == id).order_by(Term.position, Term.name_key)))

    def _take_place(self, into: Term, parent_id: int | None) -> None:
        """Move a category to where the one above it stood; raise NameTaken if one is called like it there."""
        namesake = self._db.scalar(_called(into, parent_id))
        if namesake is not None and namesake is not into:
            raise NameTaken(namesake)
        self._place(into, parent_id)

    def _place(self, term: Term, parent_id: int | None) -> None:
        term.parent_id = parent_id
        term.name_key = name_key(term.name, parent_id)
        self._db.flush()  # the next one may be called alike

    def _is_below(self, term: Term, above: Term) -> bool:
        parent_id = term.parent_id
        while parent_id is not None:
            if parent_id == above.id:
                return True
            parent = self._db.get_one(Term, parent_id)
            parent_id = parent.parent_id
        return False


#: The rows aren't loaded, and nobody looks at them again in this transaction.
_UNSEEN: Final = {"synchronize_session": False}


def _called(term: Term, parent_id: int | None) -> Select[Term]:
    """Return the statement for what is called like a term at another place."""
    return select(Term).where(Term.kind == term.kind, Term.name_key == name_key(term.name, parent_id))


def _renamed(kept: list[str], names: AbstractSet[str], name: str) -> list[str]:
    return list(dict.fromkeys(name if each in names else each for each in kept))
