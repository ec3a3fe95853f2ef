"""Uploads that others took the place of: their files go a day after, unless something names them."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Final

from sqlalchemy import Text, cast, select
from sqlalchemy.orm import Session

from core import clock
from core.database.database import Database
from core.jobs import JobService, Postponed
from core.site_settings import Setting
from core.storage import Storage, StorageAway, stem_of

DELETE_UPLOAD: Final = "upload"
#: For how long browsers, proxies and feed readers may show what they kept.
KEPT_FOR: Final = timedelta(days=1)
#: What was saved within that time may be somebody's whose transaction isn't over.
SETTLED_AFTER: Final = timedelta(hours=1)

#: Tells whether something names an upload: names come from contents, so several may share one.
Names = Callable[[Session, str], bool]


class UploadService:
    """Let uploads go."""

    def __init__(self, db: Session) -> None:
        """Work in the transaction of `db`, which is the one that shows something else in their place."""
        self._db = db

    def let_go(self, name: str | None) -> None:
        """Delete an upload in a day, unless something names it then; None is nothing to delete."""
        if name is not None:
            JobService(self._db).enqueue(DELETE_UPLOAD, {"name": name}, run_at=clock.now() + KEPT_FOR)


class UploadDeleter:
    """Deletes what nothing of this site names; another site with the same storage isn't asked, so it may have none."""

    def __init__(self, database: Database, storage: Storage, names: Sequence[Names]) -> None:
        """Ask the settings and all of `names` first."""
        self._database = database
        self._storage = storage
        self._names = (_is_in_settings, *names)

    def delete(self, payload: Mapping[str, object]) -> None:
        """Delete an upload with its versions, which may be gone; raise Postponed where nothing can be deleted."""
        name = str(payload["name"])
        with self._database.reading() as db:
            if any(names(db, name) for names in self._names):
                return
        try:
            is_gone = self._storage.delete(name, older_than=SETTLED_AFTER)
        except StorageAway as error:
            message = "The folder of STORAGE_URL can't be written."
            raise Postponed(message) from error
        if not is_gone:
            self._database.run(lambda db: UploadService(db).let_go(name), may_repeat=True)


def _is_in_settings(db: Session, name: str) -> bool:
    """Look into every value, since addresses of uploads may stand in own CSS, in the menu and in files as well."""
    found = select(Setting.name).where(cast(Setting.value, Text).contains(stem_of(name), autoescape=True))
    return db.scalar(found.limit(1)) is not None
