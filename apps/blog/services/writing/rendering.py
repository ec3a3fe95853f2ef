"""From a draft's source to what is stored for readers: clean HTML, excerpt, length and reading time."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import cast

from sqlalchemy import select, update
from sqlalchemy.orm import Session, undefer

from apps.blog.models.post import Post
from apps.blog.services.finding.indexing import Indexed, IndexService
from apps.blog.services.writing.drafts import PostDraft
from core.generation import renew
from core.text.article import outline
from core.text.excerpts import excerpt, plain_text
from core.text.markdown import HTML_VERSION, SourceFormat, render
from core.text.words import count_words

#: A shorter text needs no table of contents.
_LEAST_SECTIONS = 3
_TOP, _BELOW = 2, 3


@dataclass(frozen=True, slots=True)
class Rendered:
    """What a source came to."""

    html: str
    excerpt: str
    word_count: int
    reading_minutes: int

    def store(self, post: Post) -> None:
        """Put it into the post's row."""
        post.html = self.html
        post.html_version = HTML_VERSION
        post.excerpt = self.excerpt
        post.word_count = self.word_count
        post.reading_minutes = self.reading_minutes


def render_draft(draft: PostDraft) -> Rendered:
    """Return a checked draft as readers would get it; its summary isn't its excerpt, and templates choose.

    What was rendered a moment ago isn't rendered again: so a view can have it done before the transaction that writes,
    which on SQLite all others wait for.
    """
    return _render(draft.source, cast("SourceFormat", draft.source_format), draft.language)


@lru_cache(maxsize=8)
def _render(source: str, source_format: SourceFormat, language: str) -> Rendered:
    html = render(source, source_format, language)
    words = count_words(plain_text(html))
    return Rendered(html, excerpt(html), words.total, words.minutes)


@dataclass(frozen=True, slots=True)
class Rerendered:
    """A post as it was read, and what its source comes to today."""

    post: Post
    rendered: Rendered


class RenderingService:
    """Bring stored HTML up to what rendering makes of a source today."""

    def __init__(self, db: Session) -> None:
        """Work in the transaction of `db`."""
        self._db = db
        self._index = IndexService(db)

    def list_outdated(self, *, after: int, size: int) -> Sequence[int]:
        """Return ids above `after` of texts whose HTML an older renderer made, lowest first."""
        outdated = select(Post.id).where(Post.html_version != HTML_VERSION, Post.id > after)
        return self._db.scalars(outdated.order_by(Post.id).limit(size)).all()

    def render(self, ids: Sequence[int]) -> list[Rerendered]:
        """Return what rendering makes of these texts today; it only reads, so that others can save meanwhile."""
        posts = self._db.scalars(select(Post).where(Post.id.in_(ids)).options(undefer(Post.source))).all()
        return [Rerendered(post, render_draft(_source_of(post))) for post in posts]

    def store(self, texts: Sequence[Rerendered]) -> int:
        """Store what was rendered; return how many there were. One that was saved meanwhile was rendered by that."""
        count = 0
        for text in texts:
            post = text.post
            same = update(Post).where(Post.id == post.id, Post.version == post.version)
            values = asdict(text.rendered) | {"html_version": HTML_VERSION}
            done = self._db.execute(same.values(values), execution_options={"synchronize_session": False})
            if done.rowcount:  # type: ignore[attr-defined]
                self._index.index(Indexed(post.id, post.title, post.summary, text.rendered.html))
                count += 1
        if count:
            renew(self._db)
        return count


def _source_of(post: Post) -> PostDraft:
    return PostDraft(source=post.source, source_format=post.source_format, language=post.language)


@dataclass(frozen=True, slots=True)
class Section:
    """An entry in a table of contents."""

    id: str
    text: str
    children: "list[Section]"


def contents_of(html: str) -> list[Section]:
    """Return the table of contents of stored HTML, two levels deep; empty for a text of few sections."""
    sections: list[Section] = []
    for heading in outline(html):
        if heading.level == _TOP:
            sections.append(Section(heading.id, heading.text, []))
        elif heading.level == _BELOW and sections:
            sections[-1].children.append(Section(heading.id, heading.text, []))
    return sections if len(sections) >= _LEAST_SECTIONS else []
