"""The generation: a random value that changes with everything readers see, and what is kept under it."""

import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import TypeVar, cast

from sqlalchemy import event, select, update
from sqlalchemy.orm import Mapped, Session, UOWTransaction, mapped_column

from core.database.base import Base, key

T = TypeVar("T")
#: Seconds for which a process trusts the value it read last.
TRUST = 1.0
_ROW = 1
_SEEN = "generation"


class Generation(Base):
    """The one row that holds the present generation."""

    __tablename__ = "generations"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    value: Mapped[str] = mapped_column(key(32))


def renew(db: Session) -> None:
    """Set a new generation in the transaction of `db`; for bulk statements, which no event sees."""
    db.execute(update(Generation).where(Generation.id == _ROW).values(value=secrets.token_hex(16)))
    db.info.pop(_SEEN, None)


@event.listens_for(Session, "after_flush")
def _renew_when_seen(db: Session, context: UOWTransaction) -> None:  # noqa: ARG001 - SQLAlchemy's signature
    changed = (*db.new, *db.deleted, *(row for row in db.dirty if db.is_modified(row)))
    if any(getattr(row, "seen_by_readers", False) for row in changed):
        renew(db)


class GenerationCache:
    """What is costly to make and the same for all readers, kept in this process until the generation changes."""

    def __init__(self, size: int = 512) -> None:
        """Keep at most `size` values."""
        self._size = size
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[object, ...], object] = OrderedDict()
        self._value = ""
        self._read_at = float("-inf")

    def current(self, db: Session) -> str:
        """Return the generation, read again when the last look is more than a second ago."""
        present = time.monotonic()
        if present - self._read_at > TRUST:
            value = _look(db)
            with self._lock:
                if value != self._value:
                    self._kept.clear()
                self._value, self._read_at = value, present
        return self._value

    def last_known(self, name: tuple[object, ...]) -> object | None:
        """Return what is kept under a name, however old the look; None if there is nothing."""
        return self._kept.get(name)

    def get(self, db: Session, name: tuple[object, ...], make: Callable[[], T]) -> T:
        """Return the value kept under `name`, made by `make` when this generation has none yet.

        The value must hold no mapped rows: other threads use it with other sessions.
        """
        generation = self.current(db)
        with self._lock:
            if name in self._kept:
                self._kept.move_to_end(name)
                return cast("T", self._kept[name])
        made = make()
        # Not what a transaction made that sees an older state, or changes that nobody else may ever see.
        is_of_this_generation = _seen_by(db) == generation
        with self._lock:
            if is_of_this_generation and generation == self._value:
                self._kept[name] = made
                while len(self._kept) > self._size:
                    self._kept.popitem(last=False)
        return made

    def forget(self) -> None:
        """Look again at the next call: this process has just changed something."""
        self._read_at = float("-inf")


def _seen_by(db: Session) -> str:
    """Return the generation as the transaction of `db` sees it: on SQLite, as it was when that began to read."""
    seen = db.info.get(_SEEN)
    return str(seen[1]) if seen is not None and seen[0] is db.get_transaction() else _look(db)


def _look(db: Session) -> str:
    value = db.scalar(select(Generation.value).where(Generation.id == _ROW)) or ""
    db.info[_SEEN] = (db.get_transaction(), value)
    return value
