"""Writing what was imported: posts made, brought up to date, and remembered with their origin."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from apps.auth.models import User
from apps.auth.services.accounts import AccountService
from apps.blog.models.imported import ImportSource
from apps.blog.models.post import DRAFT, POST, PUBLISHED, Post, PostAuthor
from apps.blog.models.revision import LIVE, SAVED, Revision
from apps.blog.models.term import PostTerm
from apps.blog.services.access.loading import alone_with_all
from apps.blog.services.finding.indexing import IndexService
from apps.blog.services.importing.imported import ImportedPost
from apps.blog.services.importing.known_terms import KnownTerms
from apps.blog.services.importing.old_pictures import count_old_pictures
from apps.blog.services.importing.report import Kind, Notice, Outcome, Result
from apps.blog.services.importing.slugs import ImportedSlugs, ImportOptions, source_key
from apps.blog.services.importing.standing import Standing
from apps.blog.services.reach.old_addresses import address_key
from apps.blog.services.terms.related_due import RelatedDueService
from apps.blog.services.terms.terms import NAME_LIMIT
from apps.blog.services.writing.draft_checks import SUMMARY_LIMIT, TERMS_LIMIT, TITLE_LIMIT, checked
from apps.blog.services.writing.drafts import COLUMNS, PostDraft
from apps.blog.services.writing.publishing import PublishingService
from apps.blog.services.writing.rendering import render_draft
from core import clock
from core.i18n import N_
from core.permissions import Role
from core.text.html import printable
from core.text.slugs import slug_key

_ANONYMOUS: Final = "Anonymous"
_PERSON: Final = 120
_SOURCE_ID: Final = 500


@dataclass(frozen=True, slots=True)
class Prepared:
    """A post that was read and is to be written."""

    source_id: str
    content_hash: str
    post: ImportedPost


class PostWriter:
    """Write imported posts in one transaction; whoever calls undoes what a refused one left."""

    def __init__(self, db: Session, system: str, options: ImportOptions) -> None:
        """Work in the transaction of `db`."""
        self._db = db
        self._system = system
        self._options = options
        self._accounts = AccountService(db)
        self._index = IndexService(db)
        self._related = RelatedDueService(db)
        self._publishing = PublishingService(db)
        self._slugs = ImportedSlugs(db, system, options)
        self._terms = KnownTerms(db)
        self._people: dict[str, User] = {}

    def forget(self) -> None:
        """Look people and terms up again: those that were just made have been undone."""
        self._people.clear()
        self._terms.forget()

    def write(self, item: Prepared) -> Result:
        """Make or update the post; raise AppError for what can't be kept."""
        key = source_key(item.source_id)
        known = select(ImportSource).where(ImportSource.system == self._system, ImportSource.source_key == key)
        origin = self._db.scalar(known)
        post, notices = _fitting(item.post)
        outcome, markup = self._create(item, post, key) if origin is None else self._update(origin, item, post)
        old_pictures = count_old_pictures(markup, post.old_host)
        return Result(item.source_id, outcome, (*post.notices, *notices), old_pictures=old_pictures)

    def _create(self, item: Prepared, imported: ImportedPost, key: str) -> tuple[Outcome, str]:
        """Insert the post as it stood there, all rows at once: thousands may come in, and none was a draft here.

        Return its HTML, too.
        """
        slug = self._slugs.take(item.source_id, (imported.slug, imported.name, imported.title))
        draft = checked(_draft(imported, slug))
        authors = self._authors(imported)
        post = self._new(draft, imported)
        self._assign(post, authors)
        post.term_links = [
            PostTerm(term=term, position=position)
            for position, term in enumerate([*self._terms.categories(draft), *self._terms.tags(draft)])
        ]
        post.series = self._terms.series(draft)
        self._db.add(post)
        self._db.flush()  # the rows below need its id
        self._db.execute(insert(Revision).values(_revision(post, draft, authors[0])))
        # Another import of the same file meets the unique key here.
        self._db.execute(insert(ImportSource).values(self._origin(post, item, key)))
        self._index.index(post)
        if post.status == PUBLISHED:
            self._related.note(post)
        return Outcome.CREATED, post.html

    def _new(self, draft: PostDraft, imported: ImportedPost) -> Post:
        post = Post(
            kind=POST,
            slug=draft.slug,
            slug_key=slug_key(draft.slug),
            title=draft.title,
            source=draft.source,
            **{name: getattr(draft, name) for name in COLUMNS},
            status=DRAFT if imported.is_draft else PUBLISHED,
            published_at=imported.published_at,
            created_at=imported.created_at,
            updated_at=imported.updated_at,
            version=1,
            author_links=[],
            **self._feed_id(imported),
        )
        render_draft(draft).store(post)
        return post

    def _feed_id(self, imported: ImportedPost) -> dict[str, str]:
        """Return the id by which feed readers know the post, unless it had no readers or another one has the id."""
        if imported.is_draft or not imported.feed_id:
            return {}
        taken = self._db.scalar(select(Post.id).where(Post.feed_id == imported.feed_id))
        return {"feed_id": imported.feed_id} if taken is None else {}

    def _origin(self, post: Post, item: Prepared, key: str) -> dict[str, object]:
        return {
            "system": self._system,
            "source_key": key,
            "source_id": item.source_id[:_SOURCE_ID],
            "post_id": post.id,
            "old_address": item.post.old_address,
            "old_key": address_key(item.post.old_address),
            "content_hash": item.content_hash,
            "post_version": post.version,
            "imported_at": clock.now(),
        }

    def _update(self, origin: ImportSource, item: Prepared, imported: ImportedPost) -> tuple[Outcome, str]:
        post = self._load(origin)
        if post is None:
            return Outcome.DELETED, ""
        if post.version != origin.post_version:
            return Outcome.EDITED, ""
        draft = _draft(imported, self._slugs.changed(post, imported.slug))
        self._publishing.save(post, draft, user=None, version=post.version)
        if post.status != PUBLISHED:
            if not imported.is_draft:
                self._publishing.publish(post, user=None, version=post.version)
        elif imported.is_draft:
            self._publishing.withdraw(post, user=None, version=post.version)
        else:
            self._publishing.update_live(post, user=None, version=post.version)
        self._assign(post, self._authors(imported))
        origin.content_hash, origin.post_version = item.content_hash, post.version
        origin.old_address = imported.old_address or origin.old_address
        origin.old_key = address_key(origin.old_address)
        origin.imported_at = clock.now()
        self._db.flush()
        return Outcome.UPDATED, post.html

    def _load(self, origin: ImportSource) -> Post | None:
        statement = select(Post).where(Post.id == origin.post_id, Post.deleted_at.is_(None))
        return self._db.scalars(statement.options(*alone_with_all())).unique().one_or_none()

    def _authors(self, imported: ImportedPost) -> list[User]:
        names = [name for name in map(_person, imported.authors) if name]
        if not names and not self._options.author:
            return [self._somebody()]
        return [self._find(name) for name in dict.fromkeys(names or [_person(self._options.author)])]

    def _somebody(self) -> User:
        """Return the first administrator; before there is one, a person of no name."""
        administrators = select(User).where(User.role == Role.ADMIN).order_by(User.id).limit(1)
        return self._db.scalar(administrators) or self._find(_ANONYMOUS)

    def _find(self, name: str) -> User:
        if name not in self._people:
            self._people[name] = self._accounts.find_or_create_person(name)
        return self._people[name]

    def _assign(self, post: Post, authors: Sequence[User]) -> None:
        wanted = [user.id for user in dict.fromkeys(authors)]
        if [link.user_id for link in post.author_links] == wanted:
            return
        kept = {link.user_id: link for link in post.author_links}
        links = [kept.get(user_id) or PostAuthor(user_id=user_id) for user_id in wanted]
        for position, link in enumerate(links):
            link.position = position
        post.author_links = links


def _revision(post: Post, draft: PostDraft, author: User) -> dict[str, object]:
    return {
        "post_id": post.id,
        "number": 1,
        "kind": LIVE if post.status == PUBLISHED else SAVED,
        "user_id": author.id,
        "title": draft.title,
        "source": draft.source,
        "source_format": draft.source_format,
        "fields": draft.fields(),
        "note": "",
        "created_at": clock.now(),
    }


def _draft(imported: ImportedPost, slug: str) -> PostDraft:
    return PostDraft(
        title=imported.title,
        slug=slug,
        source=imported.body,
        summary=imported.summary,
        tags=imported.tags,
        categories=imported.categories,
        language=imported.language,
        published_at=imported.published_at,
        **_standing(imported.standing),
    )


def _standing(standing: Standing) -> dict[str, Any]:
    cover = standing.cover
    return {
        "visibility": standing.visibility,
        "password_hash": standing.password_hash,
        "pinned": standing.pinned,
        "series": standing.series,
        "cover_url": cover.url,
        "cover_alt": cover.alt,
        "cover_width": cover.width,
        "cover_height": cover.height,
    }


def _fitting(post: ImportedPost) -> tuple[ImportedPost, list[Notice]]:
    """Return the post with all fields at lengths that can be kept, and what had to be cut."""
    title = post.title if len(post.title) <= TITLE_LIMIT else post.title[: TITLE_LIMIT - 1] + "…"
    summary = post.summary[:SUMMARY_LIMIT]
    tags, categories = _names(post.tags), _names(post.categories)
    cut = []
    if title != post.title:
        cut.append(Notice(Kind.LENGTH, 0, N_("The title was cut.")))
    if (tags, categories) != (post.tags, post.categories):
        cut.append(Notice(Kind.LENGTH, 0, N_("Tags or categories were left out: too many, or too long.")))
    return replace(post, title=title, summary=summary, tags=tags, categories=categories), cut


def _names(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in names if len(name) <= NAME_LIMIT)[:TERMS_LIMIT]


def _person(name: str) -> str:
    return " ".join(printable(name).split())[:_PERSON].strip()
