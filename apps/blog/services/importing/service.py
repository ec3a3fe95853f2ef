"""Imports: what a source holds becomes posts, once; what was edited or deleted here stays as it is."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm import Session

from apps.blog.models.imported import ImportSource
from apps.blog.models.post import Post
from apps.blog.services.importing.imported import Entry, Reading, Refused, Source
from apps.blog.services.importing.report import LeftOut, Outcome, Result, SourceRefused
from apps.blog.services.importing.slugs import ImportedSlugs, ImportOptions, source_key
from apps.blog.services.importing.writing import PostWriter, Prepared
from core.database.database import Database
from core.errors import AppError
from core.i18n import N_
from core.site_settings import SiteSettingsService

#: Posts, and characters, of one transaction: a crash loses no more, and others wait no longer.
_BATCH, _BATCH_SIZE = 50, 1_000_000

Step = Result | Prepared


@dataclass(frozen=True, slots=True)
class _Known:
    """What was made of an entry before."""

    content_hash: str
    is_deleted: bool
    is_edited: bool


class ImportService:
    """Import entries of one source: first read(), then write(), which may be run again."""

    def __init__(self, db: Session, system: str, options: ImportOptions) -> None:
        """Work in the transaction of `db`."""
        self._db = db
        self._system = system
        self._options = options

    def read(self, entries: Sequence[Entry | Refused]) -> list[Step]:
        """Return for each entry what became of it, or the post that is to be written; it only reads."""
        known = self._known(entries)
        reading = self._reading()
        return [self._step(entry, known.get(source_key(entry.source_id)), reading) for entry in entries]

    def write(self, steps: Iterable[Step]) -> list[Result]:
        """Write the posts among the steps and return all results, in the same order; a refused post undoes no other."""
        writer = PostWriter(self._db, self._system, self._options)
        return [self._written(writer, step) if isinstance(step, Prepared) else step for step in steps]

    def _known(self, entries: Iterable[Entry | Refused]) -> dict[str, _Known]:
        keys = [source_key(entry.source_id) for entry in entries]
        columns = (ImportSource.source_key, ImportSource.content_hash, ImportSource.post_version)
        rows = self._db.execute(
            select(*columns, Post.version, Post.deleted_at)
            .outerjoin(Post, Post.id == ImportSource.post_id)
            .where(ImportSource.system == self._system, ImportSource.source_key.in_(keys))
        )
        return {
            row.source_key: _Known(
                row.content_hash, row.version is None or row.deleted_at is not None, row.version != row.post_version
            )
            for row in rows
        }

    def _reading(self) -> Reading:
        site = SiteSettingsService(self._db).get()
        slugs = ImportedSlugs(self._db, self._system, self._options)

        def find_address(source_id: str, wanted: Callable[[], tuple[str, ...]]) -> str:
            slug = slugs.promise(source_id, wanted)
            return self._options.post_address(slug) if slug else ""

        return Reading(site.zone, site.html_lang, find_address)

    def _step(self, entry: Entry | Refused, known: _Known | None, reading: Reading) -> Step:
        if isinstance(entry, Refused):
            return Result(entry.source_id, Outcome.SKIPPED, reason=entry.reason)
        if known and known.content_hash == entry.content_hash:
            return Result(entry.source_id, Outcome.UNCHANGED)
        if known and (known.is_deleted or known.is_edited):
            return Result(entry.source_id, Outcome.DELETED if known.is_deleted else Outcome.EDITED)
        try:
            return Prepared(entry.source_id, entry.content_hash, entry.read(reading))
        except LeftOut as error:
            return Result(entry.source_id, Outcome.LEFT_OUT, reason=error.message)
        except SourceRefused as error:
            return Result(entry.source_id, Outcome.SKIPPED, reason=error.message)

    def _written(self, writer: PostWriter, item: Prepared) -> Result:
        try:
            with self._db.begin_nested():
                return writer.write(item)
        except AppError as error:
            reason = error.message
        except (DataError, IntegrityError):
            reason = N_("The database can't keep it, or another import is at it.")
        writer.forget()
        return Result(item.source_id, Outcome.SKIPPED, reason=reason)


def import_all(database: Database, source: Source, options: ImportOptions) -> Iterator[Result]:
    """Import a source and yield what became of each entry, after the transaction that holds it is committed.

    Reading and converting go on outside of transactions that write, so that others can save meanwhile.
    """
    for batch in _batches(source.entries()):
        with database.reading() as db:
            steps = ImportService(db, source.system, options).read(batch)
        if any(isinstance(step, Prepared) for step in steps):
            yield from _write(database, source.system, options, steps)
        else:
            yield from (step for step in steps if isinstance(step, Result))


def _write(database: Database, system: str, options: ImportOptions, steps: Sequence[Step]) -> list[Result]:
    return database.run(lambda db: ImportService(db, system, options).write(steps))


def _batches(entries: Iterable[Entry | Refused]) -> Iterator[list[Entry | Refused]]:
    batch: list[Entry | Refused] = []
    size = 0
    for entry in entries:
        batch.append(entry)
        size += 0 if isinstance(entry, Refused) else entry.size
        if len(batch) == _BATCH or size >= _BATCH_SIZE:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
