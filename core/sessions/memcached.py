"""Sessions in memcached: JSON, with a time to live, deleted when they end."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from core import clock
from core.memcached import CacheDown, Memcached
from core.sessions.protocol import RECORD_TTL, Data, Record, StoreDown, dump, load_object, touch_due


class MemcachedSessions:
    """The store for sites with memcached; what it loses costs flash messages at most."""

    def __init__(self, memcached: Memcached) -> None:
        """Share the connections of `memcached`."""
        self._memcached = memcached

    def load(self, session_id: str) -> Record | None:
        """Return the record, None if there is none; raise StoreDown if nobody can say."""
        try:
            return _unpack(self._memcached.fetch(_key(session_id)))
        except CacheDown as error:
            raise StoreDown from error

    def add(self, session_id: str, data: Data) -> bool:
        """Make a record; False if there is one."""
        try:
            return self._memcached.add(_key(session_id), _pack(data), RECORD_TTL)
        except CacheDown as error:
            raise StoreDown from error

    def update(self, session_id: str, change: Callable[[Data], Data]) -> bool:
        """Change the record as it is now and let it live longer; False if there is none."""

        def changed(raw: bytes) -> bytes:
            record = _unpack(raw)
            return _pack(change(record.data if record else {}))

        try:
            return self._memcached.update(_key(session_id), changed, RECORD_TTL)
        except CacheDown as error:
            raise StoreDown from error

    def delete(self, session_id: str) -> None:
        """Delete the record."""
        try:
            self._memcached.delete(_key(session_id))
        except CacheDown as error:
            raise StoreDown from error

    def ping(self) -> None:
        """Return if memcached answers; raise StoreDown otherwise."""
        try:
            self._memcached.ping()
        except CacheDown as error:
            raise StoreDown from error
        finally:
            # Who asks is a thread that ends with the answer, and with its connection open nobody could close that.
            self._memcached.close()


def _key(session_id: str) -> str:
    return f"session:{session_id}"


def _pack(data: Data) -> bytes:
    ends = clock.now() + timedelta(seconds=RECORD_TTL)
    return dump({"expires": ends.timestamp(), "data": data}).encode()


def _unpack(raw: bytes | None) -> Record | None:
    """Return the record that `raw` is; None for what isn't one of ours, or is over."""
    kept = load_object(raw or b"")
    if kept is None or not isinstance(kept.get("data"), dict) or not isinstance(kept.get("expires"), float):
        return None
    try:
        present, ends = clock.now(), datetime.fromtimestamp(kept["expires"], UTC)
    except (ValueError, OverflowError, OSError):  # no moment that a calendar has
        return None
    return Record(kept["data"], touch_due(ends, present)) if ends > present else None
