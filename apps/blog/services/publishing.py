"""Writing posts: create, save, publish, change what is live, withdraw and delete."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from apps.auth.models import User
from apps.blog.models.post import DRAFT, POST, PUBLISHED, PendingChange, Post, PostAuthor
from apps.blog.services.access import PostAccess, alone_with_all
from apps.blog.services.drafts import PostDraft, draft_of
from apps.blog.services.rendering import render_draft
from apps.blog.services.revisions import RevisionService
from apps.blog.services.slugs import TRIES, SlugService, SlugTaken
from apps.blog.services.terms import TermService
from apps.blog.services.versions import EditConflict, VersionService
from core import clock
from core.audit import Actor, AuditService
from core.errors import Conflict
from core.i18n import N_
from core.permissions import Person
from core.text.slugs import short_id, slug_key

__all__ = ["EditConflict", "NotPublished", "PostDraft", "PublishingService", "SlugTaken", "draft_of"]


class NotPublished(Conflict):
    """Only what is published can be updated for readers."""

    default = N_("This text isn't published, so there is nothing to update.")


class PublishingService:
    """Every change of a post, loaded with get_for(), which decides whether this person may.

    Each takes the version that the page was made from, and raises EditConflict where another was saved since.
    """

    def __init__(self, db: Session) -> None:
        """Work in the transaction of `db`."""
        self._db = db
        self._access = PostAccess(db)
        self._audit = AuditService(db)
        self._revisions = RevisionService(db)
        self._slugs = SlugService(db)
        self._terms = TermService(db)
        self._versions = VersionService(db)

    def get_for(
        self, user: Person | None, id: int, capability: str, *, kind: str = POST, deleted: bool = False
    ) -> Post:
        """Return a post, with authors, terms and pending change, for somebody who may do what `capability` names.

        Raises Forbidden for who may see it but not that, NotFound for who may not even know of it. `deleted` asks for
        one in the trash.
        """
        return self._access.get(user, id, capability, kind=kind, deleted=deleted)

    def create(
        self, draft: PostDraft, *, author: User, form_id: str | None = None, co_authors: Sequence[User] = ()
    ) -> Post:
        """Make a draft and return it; the same form sent twice gives the same post.

        Raises SlugTaken for a chosen address that another text has, DraftRefused for what can't be kept.
        """
        draft = draft.checked()
        return self._find_sent(form_id, author) or self._insert(draft, form_id, (author, *co_authors))

    def save(self, post: Post, draft: PostDraft, *, user: User | None, version: int) -> Post:
        """Keep what was typed: a draft has it at once, of a published text it waits until update_live()."""
        draft = draft.checked()
        self._versions.advance(post, version)
        if post.status == PUBLISHED:
            self._slugs.refuse_taken(post, draft)
            self._hold_back(post, draft, user)
        else:
            self._apply(post, draft)
            post.published_at = draft.published_at or self._kept_date(post)
        self._revisions.write(post, draft, user=user)
        self._db.flush()  # what the engine refuses is refused here, and the post's page shows what is stored
        return post

    def publish(self, post: Post, *, user: User | None, version: int, at: datetime | None = None) -> Post:
        """Show the text to readers, now or at a moment to come; what was waiting goes along.

        Without `at` it gets the date its author gave it, and one that was withdrawn keeps its date: it returns to its
        place instead of to the top of the home page.
        """
        self._versions.advance(post, version)
        self._apply_change(post)
        post.status = PUBLISHED
        post.published_at = at or post.published_at or clock.now()
        if post.unpublished_at is not None and post.unpublished_at <= max(post.published_at, clock.now()):
            post.unpublished_at = None
        self._slugs.end_former(post)
        self._revisions.mark_live(post)
        self._note("publish", post, user)
        self._db.flush()
        return post

    def update_live(self, post: Post, *, user: User | None, version: int, correction: bool = False) -> Post:
        """Let readers see the pending change; `correction` tells them that the text says something else since today.

        Raises NotPublished for a draft.
        """
        if post.status != PUBLISHED:
            raise NotPublished
        self._versions.advance(post, version)
        self._apply_change(post)
        self._slugs.end_former(post)
        if correction:
            post.corrected_at = clock.now()
        self._revisions.mark_live(post)
        self._note("update", post, user)
        self._db.flush()
        return post

    def discard(self, post: Post, *, user: User | None, version: int) -> Post:
        """Forget the pending change; its text stays among the revisions."""
        self._versions.advance(post, version)
        self._drop_change(post)
        self._note("discard", post, user)
        self._db.flush()
        return post

    def withdraw(self, post: Post, *, user: User | None, version: int) -> Post:
        """Take the text back from readers: it becomes a draft, with what was waiting.

        One that readers have seen keeps its date, for publish() to give it back; a date to come is dropped.
        """
        self._versions.advance(post, version)
        self._apply_change(post)
        post.status = DRAFT
        if post.published_at is not None and post.published_at > clock.now():
            post.published_at = None
        self._note("withdraw", post, user)
        self._db.flush()
        return post

    def delete(self, post: Post, *, user: User | None, version: int) -> Post:
        """Put the post into the trash, where it keeps its address and from where restore() brings it back as it was."""
        self._versions.advance(post, version)
        post.deleted_at = clock.now()
        self._note("delete", post, user)
        self._db.flush()
        return post

    def restore(self, post: Post, *, user: User | None) -> Post:
        """Take the post out of the trash: what was published is so again."""
        self._versions.advance(post, post.version)
        post.deleted_at = None
        self._note("restore", post, user)
        self._db.flush()
        return post

    def _note(self, verb: str, post: Post, user: User | None) -> None:
        """Write down who did it; what a command does stands in no log of people."""
        if user is not None:
            self._audit.note(f"{post.kind}.{verb}", Actor(user.id, user.name), about=(post.kind, post.id))

    def _find_sent(self, form_id: str | None, author: User) -> Post | None:
        """Return the post that this form made already."""
        if form_id is None:
            return None
        statement = select(Post).where(Post.form_id == form_id).options(*alone_with_all())
        post = self._db.scalars(statement).unique().one_or_none()
        if post is not None and not post.is_owned_by(author.id):
            raise Conflict
        return post

    def _insert(self, draft: PostDraft, form_id: str | None, authors: Sequence[User]) -> Post:
        wanted, is_chosen = self._slugs.wanted(draft)
        if is_chosen and self._slugs.is_taken(draft.kind, wanted):
            raise SlugTaken
        for _ in range(TRIES):
            slug = wanted if is_chosen else self._slugs.free(draft.kind, wanted or short_id())
            try:
                with self._db.begin_nested():
                    post = self._new(draft, slug, form_id)
                    self._db.add(post)
                    self._db.flush()  # two forms at the same moment meet at a unique key, here
            except IntegrityError:
                sent = self._find_sent(form_id, authors[0])
                if sent is not None:
                    return sent
                if not self._slugs.is_taken(draft.kind, slug):
                    raise
                if is_chosen:
                    raise SlugTaken from None
                continue
            return self._complete(post, draft, authors)
        raise SlugTaken

    def _new(self, draft: PostDraft, slug: str, form_id: str | None) -> Post:
        present = clock.now()
        post = Post(
            kind=draft.kind, slug=slug, slug_key=slug_key(slug), form_id=form_id, created_at=present, updated_at=present
        )
        post.author_links, post.term_links, post.change = [], [], None
        post.published_at = draft.published_at
        self._write(post, draft)
        return post

    def _complete(self, post: Post, draft: PostDraft, authors: Sequence[User]) -> Post:
        for position, user in enumerate(dict.fromkeys(authors)):
            link = PostAuthor(user_id=user.id, position=position)
            set_committed_value(link, "user", user)  # the account may belong to another session: it isn't saved along
            post.author_links.append(link)
        self._terms.assign(post, tags=draft.tags, categories=draft.categories)
        self._revisions.write(post, replace(draft, slug=post.slug), user=authors[0])
        self._db.flush()
        return post

    def _apply(self, post: Post, draft: PostDraft) -> None:
        """Make the draft the post's own text."""
        self._slugs.move(post, draft, was_live=self._revisions.was_live(post))
        self._write(post, draft)
        self._terms.assign(post, tags=draft.tags, categories=draft.categories)

    def _write(self, post: Post, draft: PostDraft) -> None:
        post.title = draft.title
        post.source = draft.source
        post.source_format = draft.source_format
        post.summary = draft.summary
        post.language = draft.language
        render_draft(draft).store(post)

    def _hold_back(self, post: Post, draft: PostDraft, user: User | None) -> None:
        change = post.change or PendingChange(post_id=post.id)
        change.title, change.source, change.fields = draft.title, draft.source, draft.fields()
        change.user_id = user.id if user else None
        change.updated_at = post.updated_at
        self._db.add(change)
        # Not through the relationship: the post would count as changed, and what is kept for readers as old.
        set_committed_value(post, "change", change)

    def _drop_change(self, post: Post) -> None:
        if post.change is not None:
            self._db.delete(post.change)
            set_committed_value(post, "change", None)

    def _apply_change(self, post: Post) -> None:
        if post.change is None:
            return
        draft = draft_of(post)
        self._apply(post, draft)
        post.published_at = draft.published_at or post.published_at
        self._drop_change(post)

    def _kept_date(self, post: Post) -> datetime | None:
        """Return the date of a withdrawn text, which an empty field doesn't take away; a draft's own plan it does."""
        return post.published_at if self._revisions.was_live(post) else None
