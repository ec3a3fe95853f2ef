"""Uploads that texts name: as a cover, in what is live, in what waits, in what was saved once."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Text, cast, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from apps.blog.models.post import PendingChange, Post, PostField
from apps.blog.models.revision import Revision
from core.storage import stem_of

#: Where addresses may stand: columns, by the column that says of which text they are.
_PLACES: Final[tuple[tuple[InstrumentedAttribute[int], tuple[InstrumentedAttribute[Any], ...]], ...]] = (
    (Post.id, (Post.cover_url, Post.source, Post.html)),
    (PendingChange.post_id, (PendingChange.source, PendingChange.fields)),
    (PostField.post_id, (PostField.value,)),
    (Revision.post_id, (Revision.source, Revision.fields)),
)
#: Texts that one statement reads through: all of a large site would take longer than a worker waits for an answer.
_AT_A_TIME = 200


class NamedUploadService:
    """Look for the names of uploads in texts."""

    def __init__(self, db: Session) -> None:
        """Work in the transaction of `db`."""
        self._db = db

    def is_named(self, name: str) -> bool:
        """Tell whether a text names an upload or a version of it; slow. Deleted texts count: they may return."""
        ids = self._db.scalars(select(Post.id).order_by(Post.id)).all()
        stem = stem_of(name)
        parts = (ids[start : start + _AT_A_TIME] for start in range(0, len(ids), _AT_A_TIME))
        return any(self._is_in(some, stem) for some in parts)

    def _is_in(self, ids: Sequence[int], stem: str) -> bool:
        for text_id, columns in _PLACES:
            named = or_(*(cast(column, Text).contains(stem, autoescape=True) for column in columns))
            if self._db.scalar(select(text_id).where(text_id.in_(ids), named).limit(1)) is not None:
                return True
        return False
