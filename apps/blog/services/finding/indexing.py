"""The search index: what each text is found by, kept as it is saved; see core.text.search for how words are kept."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, delete, exists, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, undefer

from apps.blog.models.post import Post
from apps.blog.models.search import POST_WORDS, PostSearch
from core.generation import renew
from core.jobs import WAITING, Job, JobService
from core.text.excerpts import plain_text
from core.text.search import TOKENS_VERSION, tokens_of

#: The job that indexes what isn't.
INDEX: Final = "search.index"
#: Texts of one transaction: who saves one of them meanwhile waits for its end.
BATCH: Final = 20


@dataclass(frozen=True, slots=True)
class Indexed:
    """A text as the index wants it, of a row that isn't at hand as a whole."""

    id: int
    title: str
    summary: str
    html: str


class IndexService:
    """Keep the words of all texts, drafts too: whether a reader may see one is asked by each search."""

    def __init__(self, db: Session) -> None:
        """Work in the transaction of `db`."""
        self._db = db
        self._is_sqlite = db.get_bind().dialect.name == "sqlite"

    def index(self, text: Post | Indexed) -> None:
        """Let a text be found by the words it has now.

        MySQL finds them after the commit. Whether a reader sees the text is asked by each search.
        """
        digest = _digest(text)
        known = self._db.scalar(select(PostSearch.digest).where(PostSearch.post_id == text.id))
        if known != digest:
            self._put(text, digest, is_new=known is None)

    def reindex(self, *, after: int, size: int, only_missing: bool = False) -> Sequence[int]:
        """Index the next texts above the id `after` anew, or those that aren't; return their ids, none at the end."""
        texts = select(Post).where(Post.id > after, *([~_is_indexed()] if only_missing else []))
        texts = texts.order_by(Post.id).limit(size)
        # Whoever saves one of them meanwhile waits, or their words would be replaced by older ones.
        posts = self._db.scalars(texts.options(undefer(Post.html)).with_for_update(of=Post)).all()
        known = set(
            self._db.scalars(select(PostSearch.post_id).where(PostSearch.post_id.in_([post.id for post in posts])))
        )
        for post in posts:
            self._put(post, _digest(post), is_new=post.id not in known)
        if posts:
            renew(self._db)
        return [post.id for post in posts]

    def forget_deleted(self) -> None:
        """Forget words of texts that are gone; SQLite's full-text table knows no foreign key."""
        if self._is_sqlite:
            self._db.execute(delete(POST_WORDS).where(POST_WORDS.c.rowid.not_in(select(Post.id))))

    def count_texts(self) -> int:
        """Return how many texts there are to index."""
        return self._db.scalar(select(func.count()).select_from(Post)) or 0

    def enqueue_missing(self) -> None:
        """Have a job index what isn't: texts that were there before the index, or came from an older release."""
        missing = self._db.scalar(select(Post.id).where(~_is_indexed()).limit(1))
        waiting = select(Job.id).where(Job.kind == INDEX, Job.state == WAITING).limit(1)
        if missing is not None and self._db.scalar(waiting) is None:
            JobService(self._db).enqueue(INDEX, {})

    def _put(self, text: Post | Indexed, digest: str, *, is_new: bool) -> None:
        words = {"title": tokens_of(text.title), "body": tokens_of(f"{text.summary}\n{plain_text(text.html)}")}
        if self._is_sqlite:
            self._db.execute(delete(POST_WORDS).where(POST_WORDS.c.rowid == text.id))
            self._db.execute(insert(POST_WORDS).values(rowid=text.id, **words))
            words = {"title": "", "body": ""}
        self._store(text.id, {**words, "digest": digest}, is_new=is_new)

    def _store(self, post_id: int, values: dict[str, str], *, is_new: bool) -> None:
        if is_new:
            try:
                with self._db.begin_nested():
                    self._db.execute(insert(PostSearch).values(post_id=post_id, **values))
            except IntegrityError:  # another transaction indexed it first
                is_new = False
        if not is_new:
            self._db.execute(update(PostSearch).where(PostSearch.post_id == post_id).values(**values))


def _is_indexed() -> ColumnElement[bool]:
    return exists().where(PostSearch.post_id == Post.id)


def _digest(text: Post | Indexed) -> str:
    parts = (str(TOKENS_VERSION), text.title, text.summary, text.html)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
