"""A feed as JSON (JSON Feed 1.1)."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from apps.blog.services.reach.feeds import FeedAuthor, FeedEntry

VERSION: Final = "https://jsonfeed.org/version/1.1"


def json_feed(*, entries: Sequence[FeedEntry], title: str, home: str, feed: str, **more: Any) -> str:
    """Return a feed; `more` holds its description, icon and language."""
    about = {name: more[name] for name in ("description", "icon", "language")}
    document = {
        "version": VERSION,
        "title": title,
        "home_page_url": home,
        "feed_url": feed,
        **_given(about),
        "items": [_item(entry) for entry in entries],
    }
    return json.dumps(document, ensure_ascii=False)


def _item(entry: FeedEntry) -> dict[str, Any]:
    optional = {
        "title": entry.title,
        "summary": entry.summary,
        "image": entry.image,
        "authors": [_author(author) for author in entry.authors],
        "tags": list(entry.terms),
    }
    return {
        "id": entry.id,
        "url": entry.url,
        "language": entry.language,
        "content_html": entry.content,
        "date_published": _moment(entry.published),
        "date_modified": _moment(entry.updated),
        **_given(optional),
    }


def _author(author: FeedAuthor) -> dict[str, str]:
    return _given({"name": author.name, "url": author.url, "avatar": author.portrait})


def _moment(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def _given(members: dict[str, Any]) -> dict[str, Any]:
    """Return the members that say something."""
    return {name: value for name, value in members.items() if value}
