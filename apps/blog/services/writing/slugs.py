"""Addresses of posts, pages and terms: which are free, and where former ones lead."""

from typing import Final

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from apps.blog.models.post import FormerSlug, Post
from apps.blog.services.writing.automatic_slugs import automatic_slug, batches, is_numbered, slug_style
from apps.blog.services.writing.drafts import PostDraft
from core import clock
from core.errors import Conflict
from core.generation import renew
from core.i18n import N_
from core.text.slugs import slug_key, slug_words, slugify

#: How often a slug that another took at the same moment is replaced by the next one.
TRIES: Final = 10


class SlugTaken(Conflict):
    """The address that an author chose belongs to another post."""

    field = "slug"
    default = N_("Another text has this address already. Please choose another one.")


class SlugService:
    """Find free slugs and keep the history of those that were left."""

    def __init__(self, db: Session) -> None:
        """Work in the transaction of `db`."""
        self._db = db

    def wanted(self, draft: PostDraft) -> tuple[str, bool]:
        """Return the slug that a draft asks for, and whether its author chose it; empty if it says nothing yet.

        What holds no letter or digit ("!!!") counts as no choice. Without a title the first words of the text serve.
        """
        if slug_words(draft.slug):
            return slugify(draft.slug), True
        return automatic_slug(draft.title, draft.source, slug_style(self._db)), False

    def free(self, kind: str, slug: str, *, own: Post | None = None) -> str:
        """Return the slug, or the first of slug-2, slug-3 … that nobody has or had: old links go on working."""
        for batch in batches(slug):
            keys = [slug_key(candidate) for candidate in batch]
            taken = set(
                self._db.scalars(select(Post.slug_key).where(Post.kind == kind, Post.slug_key.in_(keys), *_not(own)))
            )
            former = select(FormerSlug.slug_key).where(FormerSlug.kind == kind, FormerSlug.slug_key.in_(keys))
            if own is not None:
                former = former.where(FormerSlug.post_id != own.id)
            taken.update(self._db.scalars(former))
            for candidate, key in zip(batch, keys, strict=True):
                if key not in taken:
                    return candidate
        raise AssertionError  # the batches never end

    def is_taken(self, kind: str, slug: str, *, own: Post | None = None) -> bool:
        """Tell whether another post bears the slug now; one in the trash keeps its own."""
        found = select(Post.id).where(Post.kind == kind, Post.slug_key == slug_key(slug), *_not(own))
        return self._db.scalar(found) is not None

    def refuse_taken(self, post: Post, draft: PostDraft) -> None:
        """Raise SlugTaken if the draft's author chose an address that isn't free."""
        slug, is_chosen = self.wanted(draft)
        if is_chosen and self.is_taken(post.kind, slug, own=post):
            raise SlugTaken

    def move(self, post: Post, draft: PostDraft, *, was_live: bool) -> None:
        """Give the post the draft's slug; where readers have seen the old one, it leads to the new one from now on.

        Raises SlugTaken for a chosen slug that another post has.
        """
        slug, is_chosen = self.wanted(draft)
        if not slug or slug_key(slug) == post.slug_key:
            return
        if not is_chosen and (was_live or is_numbered(post.slug, slug)):
            return
        before = post.slug_key
        self._rename(post, slug, is_chosen=is_chosen)
        if was_live:
            self._remember(post, before)
            renew(self._db)  # no event sees what _rename() changes

    def end_former(self, post: Post) -> None:
        """Let the address lead to nothing else; not before readers find the post there, or drafts would break links."""
        self._forget(post.kind, post.slug_key)

    def _forget(self, kind: str, key: str) -> None:
        self._db.execute(delete(FormerSlug).where(FormerSlug.kind == kind, FormerSlug.slug_key == key))

    def _rename(self, post: Post, slug: str, *, is_chosen: bool) -> None:
        for _ in range(TRIES):
            candidate = slug if is_chosen else self.free(post.kind, slug, own=post)
            values = {"slug": candidate, "slug_key": slug_key(candidate)}
            try:
                # Past the unit of work: after a refused flush the loaded post would be unusable.
                with self._db.begin_nested():
                    statement = update(Post).where(Post.id == post.id).values(values)
                    self._db.execute(statement, execution_options={"synchronize_session": False})
            except IntegrityError as error:
                if is_chosen:
                    raise SlugTaken from error
                continue
            for name, value in values.items():
                set_committed_value(post, name, value)
            return
        raise SlugTaken

    def _remember(self, post: Post, key: str) -> None:
        self._forget(post.kind, key)
        self._db.add(FormerSlug(kind=post.kind, slug_key=key, post_id=post.id, created_at=clock.now()))


def _not(own: Post | None) -> tuple[ColumnElement[bool], ...]:
    return () if own is None else (Post.id != own.id,)
