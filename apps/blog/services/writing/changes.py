"""Changes: how a draft becomes the text of a post, at once or when its author lets readers see it."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from apps.auth.models import User
from apps.blog.models.post import POST, PendingChange, Post
from apps.blog.services.reading.translations import TranslationService, are_paired, numbered
from apps.blog.services.terms.terms import TermService
from apps.blog.services.writing.bylines import BylineService
from apps.blog.services.writing.drafts import COLUMNS, DraftService, PostDraft
from apps.blog.services.writing.rendering import render_draft
from apps.blog.services.writing.revisions import RevisionService
from apps.blog.services.writing.slugs import SlugService


class ChangeService:
    """Write checked drafts into posts, whose authors, terms, series and change must be loaded."""

    def __init__(self, db: Session) -> None:
        """Work in the transaction of `db`."""
        self._db = db
        self._bylines = BylineService(db)
        self._drafts = DraftService(db)
        self._revisions = RevisionService(db)
        self._slugs = SlugService(db)
        self._terms = TermService(db)
        self._translations = TranslationService(db)

    def signers(self, draft: PostDraft, others: Sequence[User]) -> Sequence[User]:
        """Return who signs a new text: whom the draft names, else the others; raise DraftRefused for nobody's name."""
        return self._bylines.find_all(draft.authors) or others

    def fill(self, post: Post, draft: PostDraft) -> None:
        """Write what stands in the post's own row, but for its address and its date."""
        post.title = draft.title
        post.source = draft.source
        for name in COLUMNS:
            setattr(post, name, getattr(draft, name))
        render_draft(draft).store(post)

    def file(self, post: Post, draft: PostDraft, *, signers: Sequence[User], user: User | None) -> None:
        """Write what a new text shares with others: who signs it, its terms, its series, its translations."""
        self._bylines.sign(post, signers)
        self._file_under_terms(post, draft)
        if draft.translation_of:
            self._translations.assign(post, draft.translation_of, user=user)

    def apply(self, post: Post, draft: PostDraft, *, user: User | None) -> None:
        """Make the draft the post's own text; raise SlugTaken, DraftRefused or TranslationRefused where it can't be.

        Without a `user` nobody's right to pair it with its translation is asked about.
        """
        self._slugs.move(post, draft, was_live=self._revisions.was_live(post))
        other = self._translations.named(draft.translation_of, post, user=user) if draft.translation_of else None
        if draft.translation_of is None or (other is not None and are_paired(post, other)):
            self._translations.check(post, draft.language)
        else:
            self._translations.unpair(post)  # the language may be another's in the group that is left
        self.fill(post, draft)
        if other is not None:
            self._translations.join(post, other)
        if draft.authors:
            self._bylines.sign(post, self._bylines.find_all(draft.authors))
        self._file_under_terms(post, draft)

    def hold_back(self, post: Post, draft: PostDraft, *, user: User | None) -> None:
        """Keep the draft beside the text that readers see; raise at once for what could never be applied."""
        self._slugs.refuse_taken(post, draft)
        self._bylines.find_all(draft.authors)
        # What waits already may be an editor's pairing, which its author needs no right of their own to keep.
        if draft.translation_of and draft.translation_of != self._drafts.of(post).translation_of:
            other = self._translations.named(draft.translation_of, post, user=user)
            draft = replace(draft, translation_of=numbered(other))
        change = post.change or PendingChange(post_id=post.id)
        change.title, change.source, change.fields = draft.title, draft.source, draft.fields()
        change.user_id = user.id if user else None
        change.updated_at = post.updated_at
        self._db.add(change)
        # Not through the relationship: the post would count as changed, and what is kept for readers as old.
        set_committed_value(post, "change", change)

    def drop(self, post: Post) -> None:
        """Forget what was kept beside the text."""
        if post.change is not None:
            self._db.delete(post.change)
            set_committed_value(post, "change", None)

    def apply_held_back(self, post: Post) -> None:
        """Make what was kept beside the text the text itself, if there is anything.

        Rights to pair it were asked about when it was held back: whoever lets it go may be somebody else, and must be
        able to take the text from readers at any time.
        """
        if post.change is None:
            return
        draft = self._drafts.of(post)
        self.apply(post, draft, user=None)
        post.published_at = draft.published_at or post.published_at
        self.drop(post)

    def _file_under_terms(self, post: Post, draft: PostDraft) -> None:
        self._terms.assign(post, tags=draft.tags, categories=draft.categories)
        series = self._terms.series(draft.series) if post.kind == POST else None
        if post.series is not series:
            post.series = series
