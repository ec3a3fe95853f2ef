"""Addresses that texts had before: on the site they came from, or here under another name."""

import hashlib
import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from apps.blog.models.imported import ImportSource
from apps.blog.models.post import PAGE, POST, FormerSlug, Post
from apps.blog.services.access.visibility import answering
from core.text.normal import normal
from core.text.slugs import slug_key

#: What programs that write files put behind an address, and links leave out or not.
_ENDING: Final = re.compile(r"(?:/index)?\.(?:html?|php)\Z")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text stands now."""

    kind: str
    slug: str


def address_key(address: str) -> str:
    """Return what all spellings of an old address have in common; empty for none, and for the root.

    Case, a slash at the end, index.html and .html make no difference, nor does percent-encoding.
    """
    path = normal("NFKC", normal("NFKC", unquote(address)).casefold())
    path = _ENDING.sub("", path.rstrip("/")).rstrip("/")
    # Lone surrogates stand in what was no UTF-8.
    return hashlib.sha256(path.encode(errors="replace")).hexdigest() if path else ""


class OldAddressService:
    """Find where old addresses lead to."""

    def __init__(self, db: Session) -> None:
        """Work in the transaction of `db`."""
        self._db = db

    def find_imported(self, path: str) -> Place | None:
        """Return what stood at a path of the site it was imported from, if a visitor gets an answer about it."""
        key = address_key(path)
        if not key:
            return None
        there = select(Post.kind, Post.slug).join(ImportSource, ImportSource.post_id == Post.id)
        here = or_(*(and_(*answering(kind)) for kind in (POST, PAGE)))
        found = self._db.execute(
            there.where(ImportSource.old_key == key, here).order_by(ImportSource.id).limit(1)
        ).one_or_none()
        return Place(*found) if found else None

    def find_text(self, kind: str, slug: str) -> str | None:
        """Return the present slug of the post or page that has this one or had it; None if visitors know of none."""
        if kind not in {POST, PAGE}:
            return None
        own = select(Post.slug).where(Post.slug_key == slug_key(slug), *answering(kind))
        return self._db.scalar(own) or self.find_former(kind, slug)

    def find_former(self, kind: str, slug: str) -> str | None:
        """Return the present slug of the text that had this one, if there is an answer at it; else None."""
        had = select(Post.slug).join(FormerSlug, FormerSlug.post_id == Post.id)
        here = (FormerSlug.kind == kind, FormerSlug.slug_key == slug_key(slug))
        return self._db.scalar(had.where(*here, *answering(kind)))
