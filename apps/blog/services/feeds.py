"""Feeds: published posts as other programs read them, whole and with full addresses."""

import html
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urljoin

from apps.blog.models.post import Post
from core.text.html import printable

FEED_SIZE: Final = 20
#: When a feed without posts was changed last: Atom wants a date, and one that moves would make it look new each time.
NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)
_TAG: Final = re.compile('<[a-z](?:[^">]|"[^"]*")*>')
_ADDRESS: Final = re.compile(' (href|src|poster|cite)="([^"]*)"')


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One post in a feed."""

    id: str
    title: str
    url: str
    language: str
    published: datetime
    updated: datetime
    authors: tuple[str, ...]
    terms: tuple[str, ...]
    summary: str
    content: str


def feed_entries(posts: Sequence[Post], url: Callable[[str], str]) -> list[FeedEntry]:
    """Return visible posts, loaded with their HTML, as entries of a feed; `url` gives the full address of a slug."""
    return [_entry(post, url(post.slug)) for post in posts]


def last_change(entries: Sequence[FeedEntry]) -> datetime:
    """Return when the newest change among the entries was made."""
    return max((entry.updated for entry in entries), default=NEVER)


def _entry(post: Post, url: str) -> FeedEntry:
    published = post.published_at or NEVER
    return FeedEntry(
        id=post.feed_id,
        title=printable(post.heading),
        url=url,
        language=post.language,
        published=published,
        # A correction of something that waits to be published isn't news before it.
        updated=max(published, post.corrected_at or published),
        authors=tuple(printable(author.display_name) for author in post.authors),
        terms=tuple(printable(term.name) for term in (*post.categories, *post.tags)),
        summary=printable(post.summary or post.excerpt),
        content=absolute(post.html, url),
    )


def absolute(markup: str, base: str) -> str:
    """Return cleaned HTML with full addresses: a feed is read anywhere. What a code block shows stays as it is."""

    def complete(attribute: re.Match[str]) -> str:
        address = urljoin(base, html.unescape(attribute[2]))
        return f' {attribute[1]}="{html.escape(address)}"'

    return _TAG.sub(lambda tag: _ADDRESS.sub(complete, tag[0]), markup)
