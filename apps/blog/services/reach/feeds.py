"""Feeds: published posts as other programs read them, whole and with full addresses."""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Protocol
from urllib.parse import urljoin

from apps.auth.models import User
from apps.blog.models.post import Post
from core.text.article import without_anchors
from core.text.html import printable

#: When a feed without posts was changed last: Atom wants a date, and one that moves would make it look new each time.
NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)
_TAG: Final = re.compile('<[a-z](?:[^">]|"[^"]*")*>')
_ADDRESS: Final = re.compile(' (href|src|poster|cite)="([^"]*)"')


class Addresses(Protocol):
    """Full addresses of what an entry names."""

    def post(self, post: Post) -> str:
        """Return the address of a post."""

    def author(self, user: User) -> str:
        """Return the address of an author's page."""

    def portrait(self, user: User) -> str:
        """Return the address of an author's portrait; empty for who has none."""


@dataclass(frozen=True, slots=True)
class FeedAuthor:
    """Somebody who wrote an entry."""

    name: str
    url: str
    #: Full address of their portrait; empty without one.
    portrait: str


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One post in a feed."""

    id: str
    title: str
    url: str
    language: str
    published: datetime
    updated: datetime
    authors: tuple[FeedAuthor, ...]
    terms: tuple[str, ...]
    summary: str
    content: str
    #: Full address of the picture that stands for the post; empty where it has none.
    image: str


def feed_entries(posts: Sequence[Post], addresses: Addresses) -> list[FeedEntry]:
    """Return visible posts, loaded with their HTML, as entries of a feed."""
    return [_entry(post, addresses) for post in posts]


def last_change(entries: Sequence[FeedEntry]) -> datetime:
    """Return when the newest change among the entries was made."""
    return max((entry.updated for entry in entries), default=NEVER)


def _entry(post: Post, addresses: Addresses) -> FeedEntry:
    published, url = post.published_at or NEVER, addresses.post(post)
    image = _full(post.cover_url, url) if post.cover_url else ""
    return FeedEntry(
        id=post.feed_id,
        title=printable(post.heading),
        url=url,
        language=post.language,
        published=published,
        # A correction of something that waits to be published isn't news before it.
        updated=max(published, post.corrected_at or published),
        authors=tuple(_author(user, addresses) for user in post.authors),
        terms=tuple(printable(term.name) for term in (*post.categories, *post.tags)),
        summary=printable(post.summary or post.excerpt),
        content=_cover(post, image) + absolute(without_anchors(post.html), url),
        image=image,
    )


def _author(user: User, addresses: Addresses) -> FeedAuthor:
    return FeedAuthor(printable(user.display_name), addresses.author(user), addresses.portrait(user))


def _cover(post: Post, image: str) -> str:
    """Return the picture that a page shows above the text, for readers that know of no other place for it."""
    if not (image and post.cover_width and post.cover_height):
        return ""
    source, text = html.escape(image), html.escape(printable(post.cover_alt))
    return f'<p><img src="{source}" alt="{text}" width="{post.cover_width}" height="{post.cover_height}"></p>\n'


def absolute(markup: str, base: str) -> str:
    """Return cleaned HTML with full addresses: a feed is read anywhere. What a code block shows stays as it is."""

    def complete(attribute: re.Match[str]) -> str:
        return f' {attribute[1]}="{html.escape(_full(html.unescape(attribute[2]), base))}"'

    return _TAG.sub(lambda tag: _ADDRESS.sub(complete, tag[0]), markup)


def _full(address: str, base: str) -> str:
    try:
        return urljoin(base, address)
    except ValueError:  # "http://[", which browsers too take for no address
        return address
