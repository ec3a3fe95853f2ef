"""What the blog's jobs do, each in transactions of its own."""

from collections.abc import Mapping, Sequence
from functools import partial

from sqlalchemy.orm import Session

from apps.blog.services.finding.indexing import BATCH, IndexService
from apps.blog.services.finding.related import RelatedService
from core.database.database import Database


class IndexJob:
    """Index the texts that aren't in the search index yet."""

    def __init__(self, database: Database) -> None:
        """Work on the texts of this database."""
        self._database = database

    def __call__(self, _payload: Mapping[str, object]) -> None:
        """Index them from the first to the last, a few in one transaction."""
        last = 0
        while ids := self._database.run(partial(_missing, after=last)):
            last = ids[-1]


class RelatedJob:
    """Find what is related to the posts that are due."""

    def __init__(self, database: Database) -> None:
        """Work on the posts of this database."""
        self._database = database

    def __call__(self, _payload: Mapping[str, object]) -> None:
        """Do all that is due, a few posts at a time; comparing them keeps no transaction open that writes."""
        while True:
            with self._database.reading() as db:
                ids = RelatedService(db).due()
                found = RelatedService(db).find(ids) if ids else {}
            if not ids:
                return
            self._database.run(partial(_store, ids=ids, found=found), may_repeat=True)


def _store(db: Session, *, ids: Sequence[int], found: Mapping[int, Sequence[int]]) -> None:
    RelatedService(db).store(ids, found)


def _missing(db: Session, *, after: int) -> Sequence[int]:
    return IndexService(db).reindex(after=after, size=BATCH, only_missing=True)
