"""Writing posts: create, save, publish, change what is live, withdraw and delete."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from apps.auth.models import User
from apps.blog.models.post import DRAFT, POST, PUBLISHED, Post
from apps.blog.services.access.loading import alone_with_all
from apps.blog.services.access.posts import PostAccess
from apps.blog.services.access.visibility import is_listed
from apps.blog.services.finding.indexing import IndexService
from apps.blog.services.reach.indexnow import IndexNowService
from apps.blog.services.terms.related_due import RelatedDueService
from apps.blog.services.writing.changes import ChangeService
from apps.blog.services.writing.draft_checks import checked
from apps.blog.services.writing.drafts import PostDraft
from apps.blog.services.writing.revisions import RevisionService
from apps.blog.services.writing.slugs import TRIES, SlugService, SlugTaken
from apps.blog.services.writing.versions import EditConflict, VersionService
from core import clock
from core.audit import Actor, AuditService
from core.errors import Conflict
from core.i18n import N_
from core.permissions import Person
from core.text.slugs import short_id, slug_key

__all__ = ["EditConflict", "NotPublished", "PostDraft", "PublishingService", "SlugTaken"]


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
        self._changes = ChangeService(db)
        self._related = RelatedDueService(db)
        self._revisions = RevisionService(db)
        self._slugs = SlugService(db)
        self._index = IndexService(db)
        self._indexnow = IndexNowService(db)
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
        draft = checked(draft)
        sent = self._find_sent(form_id, author)
        if sent is not None:
            return sent
        return self._insert(draft, form_id, (author, *co_authors))

    def save(self, post: Post, draft: PostDraft, *, user: User | None, version: int) -> Post:
        """Keep what was typed: a draft has it at once, of a published text it waits until update_live()."""
        draft = checked(draft)
        self._begin(post, version)
        if post.status == PUBLISHED:
            self._changes.hold_back(post, draft, user=user)
        else:
            self._changes.apply(post, draft, user=user)
            post.published_at = draft.published_at or self._kept_date(post)
        self._revisions.write(post, draft, user=user)
        return self._after(post)

    def publish(self, post: Post, *, user: User | None, version: int, at: datetime | None = None) -> Post:
        """Show the text to readers, now or at a moment to come; what was waiting goes along.

        Without `at` it gets the date its author gave it, and one that was withdrawn keeps its date: it returns to its
        place instead of to the top of the home page.
        """
        was = self._begin(post, version)
        self._changes.apply_held_back(post)
        post.status = PUBLISHED
        post.published_at = at or post.published_at or clock.now()
        if post.unpublished_at is not None and post.unpublished_at <= max(post.published_at, clock.now()):
            post.unpublished_at = None
        self._slugs.end_former(post)
        self._revisions.mark_live(post)
        self._note("publish", post, user)
        self._indexnow.announce(post, was=was)
        self._related.note(post)
        return self._after(post)

    def update_live(self, post: Post, *, user: User | None, version: int, correction: bool = False) -> Post:
        """Let readers see the pending change; `correction` tells them that the text says something else since today.

        Raises NotPublished for a draft.
        """
        if post.status != PUBLISHED:
            raise NotPublished
        was = self._begin(post, version)
        self._changes.apply_held_back(post)
        self._slugs.end_former(post)
        if correction:
            post.corrected_at = clock.now()
        self._revisions.mark_live(post)
        self._note("update", post, user)
        self._indexnow.announce(post, was=was)
        self._related.note(post)
        return self._after(post)

    def discard(self, post: Post, *, user: User | None, version: int) -> Post:
        """Forget the pending change; its text stays among the revisions."""
        self._begin(post, version)
        self._changes.drop(post)
        self._note("discard", post, user)
        return self._after(post)

    def withdraw(self, post: Post, *, user: User | None, version: int) -> Post:
        """Take the text back from readers: it becomes a draft, with what was waiting.

        One that readers have seen keeps its date, for publish() to give it back; a date to come is dropped.
        """
        was = self._begin(post, version)
        self._changes.apply_held_back(post)
        post.status = DRAFT
        if post.published_at is not None and post.published_at > clock.now():
            post.published_at = None
        self._note("withdraw", post, user)
        self._indexnow.announce(post, was=was)
        return self._after(post)

    def delete(self, post: Post, *, user: User | None, version: int) -> Post:
        """Put the post into the trash, where it keeps its address and from where restore() brings it back as it was."""
        was = self._begin(post, version)
        post.deleted_at = clock.now()
        self._note("delete", post, user)
        self._indexnow.announce(post, was=was)
        return self._after(post)

    def restore(self, post: Post, *, user: User | None) -> Post:
        """Take the post out of the trash: what was published is so again."""
        was = self._begin(post, post.version)
        post.deleted_at = None
        self._note("restore", post, user)
        self._indexnow.announce(post, was=was)
        return self._after(post)

    def _begin(self, post: Post, version: int) -> str:
        """Take the next version; return the slug at which everybody found the text before, empty where they didn't."""
        was = post.slug if is_listed(post) else ""
        self._versions.advance(post, version)
        return was

    def _after(self, post: Post) -> Post:
        """Bring up what follows from a post, once the engine has taken it: its page shows what is stored."""
        self._db.flush()
        self._index.index(post)
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
        if post is not None and not (post.is_owned_by(author.id) or self._revisions.was_begun_by(post, author)):
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
        post.author_links, post.term_links, post.series, post.change = [], [], None, None
        post.published_at = draft.published_at
        self._changes.fill(post, draft)
        return post

    def _complete(self, post: Post, draft: PostDraft, authors: Sequence[User]) -> Post:
        signers = self._changes.signers(draft, authors)
        self._changes.file(post, draft, signers=signers, user=authors[0])
        self._revisions.write(post, replace(draft, slug=post.slug), user=authors[0])
        return self._after(post)

    def _kept_date(self, post: Post) -> datetime | None:
        """Return the date of a withdrawn text, which an empty field doesn't take away; a draft's own plan it does."""
        return post.published_at if self._revisions.was_live(post) else None
