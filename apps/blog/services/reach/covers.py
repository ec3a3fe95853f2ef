"""Cover pictures for posts that have none: the title on paper, for those who share a link to it."""

import hashlib
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from apps.blog.models.post import Post, heading_of
from apps.blog.services.access.visibility import readable
from core.errors import NotFound
from core.site_settings import SiteSettings
from core.text.slugs import slug_key

#: What the sites that show them ask for: 1.91 to 1.
COVER_SIZE: Final = (1200, 630)
#: Counts up whenever the same words are drawn differently.
_VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class CoverText:
    """What is written on a cover."""

    title: str
    language: str


class CoverService:
    """Find what is written on a post's cover."""

    def __init__(self, db: Session) -> None:
        """Work in the transaction of `db`."""
        self._db = db

    def get(self, slug: str) -> CoverText:
        """Return the words for the post at an address; raise NotFound unless everybody may read it."""
        row = self._db.execute(_titled(), {"slug_key": slug_key(slug)}).one_or_none()
        if row is None:
            raise NotFound
        return CoverText(heading_of(row.title, row.excerpt, row.slug), row.language)


def cover_tag(title: str, language: str, site: SiteSettings) -> str:
    """Return what changes with everything that is drawn: the end of a cover's address, and its key in the cache."""
    icon = site.icon.name if site.icon else ""
    seen = "\0".join((str(_VERSION), title, language, site.title, site.accent, icon))
    return hashlib.sha256(seen.encode(errors="replace")).hexdigest()[:16]


@cache
def _titled() -> Select[*tuple[Any, ...]]:
    here = Post.slug_key == bindparam("slug_key")
    return select(Post.title, Post.excerpt, Post.slug, Post.language).where(here, *readable())
