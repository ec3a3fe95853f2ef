"""Related posts: looked for by a job after a post was published or changed, so that nobody waits for it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, Select, delete, insert, select
from sqlalchemy.orm import Session

from apps.blog.models.post import Post
from apps.blog.models.related import RelatedDue, RelatedPost
from apps.blog.models.term import TAG, PostTerm, Term
from apps.blog.services.access.visibility import ever_listed
from apps.blog.services.finding.likeness import Likeness, features_of
from apps.blog.services.reading.shelves import newest_first
from apps.blog.services.terms.related_due import WINDOW
from core.generation import renew

#: Related posts that are stored: more than are shown, for some may be hidden one day.
KEPT: Final = 8
#: Beside the newest of all, the newest posts of each tag among which is looked.
_OF_TAG: Final = 60
#: Posts that are done in one transaction.
BATCH: Final = 100
#: Up to so many posts at once also come to the lists of those that they are like.
_FEW: Final = 10


class RelatedService:
    """Find out which posts are like each other."""

    def __init__(self, db: Session) -> None:
        """Work in the transaction of `db`."""
        self._db = db

    def due(self) -> list[int]:
        """Return the ids of the next posts, which are of one language."""
        first = self._db.scalar(select(RelatedDue.post_id).order_by(RelatedDue.post_id).limit(1))
        if first is None:
            return []
        language = select(Post.language).where(Post.id == first).scalar_subquery()
        due = select(RelatedDue.post_id).join(Post, Post.id == RelatedDue.post_id).where(Post.language == language)
        return list(self._db.scalars(due.order_by(RelatedDue.post_id).limit(BATCH)))

    def find(self, ids: Sequence[int]) -> dict[int, list[int]]:
        """Return what is related to each of these posts of one language, nearest first; nothing where it is hidden.

        Where they are few, the posts that are now like one of them are among what is returned.
        """
        texts = self._texts(ids)
        likeness = Likeness(texts)
        wanted = [id for id in ids if id in texts]
        found = {id: likeness.nearest(id, KEPT) for id in wanted}
        if len(ids) <= _FEW:
            others = dict.fromkeys(other for near in found.values() for other in near)
            found |= {other: likeness.nearest(other, KEPT) for other in others if other not in found}
        return {id: found.get(id, []) for id in (*ids, *found)}

    def store(self, ids: Iterable[int], found: Mapping[int, Sequence[int]]) -> None:
        """Keep what was found, and that these posts are no longer due."""
        stored = self._stored(found)
        changed = {id: near for id, near in found.items() if stored.get(id, []) != list(near)}
        self._db.execute(delete(RelatedPost).where(RelatedPost.post_id.in_(changed)))
        rows = [
            {"post_id": id, "other_id": other, "position": position}
            for id, near in changed.items()
            for position, other in enumerate(near)
        ]
        if rows:
            self._db.execute(insert(RelatedPost), rows)
        if changed:
            renew(self._db)
        self._db.execute(delete(RelatedDue).where(RelatedDue.post_id.in_(list(ids))))

    def _stored(self, ids: Iterable[int]) -> dict[int, list[int]]:
        stored: dict[int, list[int]] = defaultdict(list)
        rows = select(RelatedPost.post_id, RelatedPost.other_id).where(RelatedPost.post_id.in_(list(ids)))
        for id, other in self._db.execute(rows.order_by(RelatedPost.post_id, RelatedPost.position)):
            stored[id].append(other)
        return stored

    def _texts(self, ids: Sequence[int]) -> dict[int, dict[str, float]]:
        """Return what is known of these posts and of all that could be like them."""
        language = select(Post.language).where(Post.id == ids[0]).scalar_subquery()
        # What waits for its moment too: links are shown by listed() alone.
        among = (*ever_listed(), Post.language == language)
        candidates = {*ids, *self._of_same_tags(ids, among)}
        rows = {row.id: row for row in self._db.execute(newest_first(_texts().where(*among)).limit(WINDOW))}
        missing = list(candidates - rows.keys())
        for start in range(0, len(missing), WINDOW):
            few = Post.id.in_(missing[start : start + WINDOW])
            rows |= {row.id: row for row in self._db.execute(_texts().where(few, *among))}
        return self._features(rows)

    def _of_same_tags(self, ids: Sequence[int], among: tuple[ColumnElement[bool], ...]) -> set[int]:
        """Return the newest posts under each tag of these."""
        tags = select(PostTerm.term_id).join(Term, Term.id == PostTerm.term_id)
        found: set[int] = set()
        for tag in self._db.scalars(tags.where(PostTerm.post_id.in_(ids), Term.kind == TAG).distinct()):
            posts = select(Post.id).join(PostTerm, PostTerm.post_id == Post.id).where(PostTerm.term_id == tag, *among)
            found.update(self._db.scalars(newest_first(posts).limit(_OF_TAG)))
        return found

    def _features(self, rows: Mapping[int, Row[*tuple[Any, ...]]]) -> dict[int, dict[str, float]]:
        terms: dict[int, list[int]] = defaultdict(list)
        ids = list(rows)
        for start in range(0, len(ids), WINDOW):
            few = PostTerm.post_id.in_(ids[start : start + WINDOW])
            for id, term in self._db.execute(select(PostTerm.post_id, PostTerm.term_id).where(few)):
                terms[id].append(term)
        return {
            id: features_of(row.title, f"{row.summary}\n{row.excerpt}", terms.get(id, ())) for id, row in rows.items()
        }


def _texts() -> Select[*tuple[Any, ...]]:
    return select(Post.id, Post.title, Post.summary, Post.excerpt)
