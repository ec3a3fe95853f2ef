"""What may be forgotten at any time: a small interface, on memcached or in the process."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from typing import Final, Protocol, TypeVar

from core.memcached import MAX_BYTES, CacheDown, Memcached, checked, checked_ttl

__all__ = ["Cache", "CacheDown", "LocalCache", "MemcachedCache", "make_cache"]

T = TypeVar("T")

#: Bytes the cache in the process may hold on the embedded default.
LOCAL_BYTES: Final = 32 * 1024 * 1024
#: Bytes an entry costs beside its key and value, roughly.
_OVERHEAD: Final = 250


class Cache(Protocol):
    """Bytes under a key for a while. A value may be gone at any time, so nothing lives here alone.

    Keys are any text; values are bytes (TypeError otherwise) of at most 1 MiB (False otherwise); a time to live is in
    whole seconds, 1 or more (ValueError otherwise). A server that is away counts as one that holds nothing, but for
    fetch() and ping(), which raise CacheDown.
    """

    def get(self, key: str) -> bytes | None:
        """Return the value, None if there is none."""

    def fetch(self, key: str) -> bytes | None:
        """Return the value, None if there is none; raise CacheDown if nobody can say."""

    def get_many(self, keys: Iterable[str]) -> dict[str, bytes]:
        """Return those values that are there, in one round trip."""

    def set(self, key: str, value: bytes, ttl: int) -> bool:
        """Keep a value for `ttl` seconds; tell whether it is kept."""

    def add(self, key: str, value: bytes, ttl: int) -> bool:
        """Keep a value only where there is none; tell whether it is kept."""

    def replace(self, key: str, value: bytes, ttl: int) -> bool:
        """Keep a value only in place of another; tell whether it is kept."""

    def delete(self, key: str) -> bool:
        """Forget a value; tell whether it is surely gone."""

    def touch(self, key: str, ttl: int) -> bool:
        """Let a value live `ttl` seconds from now; tell whether there was one."""

    def ping(self) -> None:
        """Return if the cache works; raise CacheDown otherwise."""


def make_cache(memcached: Memcached | None) -> Cache:
    """Return the cache on memcached; without it, in this process."""
    return MemcachedCache(memcached) if memcached else LocalCache(LOCAL_BYTES)


class MemcachedCache:
    """The cache that all processes and nodes share."""

    def __init__(self, memcached: Memcached) -> None:
        """Share the connections of `memcached`."""
        self._memcached = memcached

    def get(self, key: str) -> bytes | None:
        """Return the value, None if there is none."""
        return _unless_down(lambda: self._memcached.fetch(key), None)

    def fetch(self, key: str) -> bytes | None:
        """Return the value, None if there is none; raise CacheDown if nobody can say."""
        return self._memcached.fetch(key)

    def get_many(self, keys: Iterable[str]) -> dict[str, bytes]:
        """Return those values that are there, in one round trip."""
        return _unless_down(lambda: self._memcached.fetch_many(keys), {})

    def set(self, key: str, value: bytes, ttl: int) -> bool:
        """Keep a value for `ttl` seconds; tell whether it is kept."""
        return _unless_down(lambda: self._memcached.set(key, value, ttl), otherwise=False)

    def add(self, key: str, value: bytes, ttl: int) -> bool:
        """Keep a value only where there is none; tell whether it is kept."""
        return _unless_down(lambda: self._memcached.add(key, value, ttl), otherwise=False)

    def replace(self, key: str, value: bytes, ttl: int) -> bool:
        """Keep a value only in place of another; tell whether it is kept."""
        return _unless_down(lambda: self._memcached.replace(key, value, ttl), otherwise=False)

    def delete(self, key: str) -> bool:
        """Forget a value; tell whether it is surely gone."""
        try:
            self._memcached.delete(key)
        except CacheDown:
            return False
        return True

    def touch(self, key: str, ttl: int) -> bool:
        """Let a value live `ttl` seconds from now; tell whether there was one."""
        return _unless_down(lambda: self._memcached.touch(key, ttl), otherwise=False)

    def ping(self) -> None:
        """Return if every server answers; raise CacheDown otherwise."""
        self._memcached.ping()


def _unless_down(act: Callable[[], T], otherwise: T) -> T:
    try:
        return act()
    except CacheDown:
        return otherwise


class LocalCache:
    """The cache of one process, for the embedded default: what was used least lately goes first."""

    def __init__(self, max_bytes: int, *, seconds: Callable[[], float] = time.monotonic) -> None:
        """Hold about `max_bytes`; `seconds` tells the time."""
        self._max_bytes = max_bytes
        self._seconds = seconds
        self._lock = threading.Lock()
        #: Key → value and the second at which it ends, the least lately used first.
        self._entries: OrderedDict[str, tuple[bytes, float]] = OrderedDict()
        self._bytes = 0

    def get(self, key: str) -> bytes | None:
        """Return the value, None if there is none."""
        with self._lock:
            return self._find(key)

    def fetch(self, key: str) -> bytes | None:
        """Return the value, None if there is none."""
        return self.get(key)

    def get_many(self, keys: Iterable[str]) -> dict[str, bytes]:
        """Return those values that are there."""
        with self._lock:
            return {key: value for key in keys if (value := self._find(key)) is not None}

    def set(self, key: str, value: bytes, ttl: int) -> bool:
        """Keep a value for `ttl` seconds; tell whether it is kept."""
        return self._store(key, value, ttl, if_there=None)

    def add(self, key: str, value: bytes, ttl: int) -> bool:
        """Keep a value only where there is none; tell whether it is kept."""
        return self._store(key, value, ttl, if_there=False)

    def replace(self, key: str, value: bytes, ttl: int) -> bool:
        """Keep a value only in place of another; tell whether it is kept."""
        return self._store(key, value, ttl, if_there=True)

    def delete(self, key: str) -> bool:
        """Forget a value."""
        with self._lock:
            self._drop(key)
        return True

    def touch(self, key: str, ttl: int) -> bool:
        """Let a value live `ttl` seconds from now; tell whether there was one."""
        checked_ttl(ttl)
        with self._lock:
            value = self._find(key)
            if value is None:
                return False
            self._entries[key] = (value, self._seconds() + ttl)
            return True

    def ping(self) -> None:
        """Return, for the process is there."""

    def _find(self, key: str) -> bytes | None:
        entry = self._entries.get(key)
        if entry is None:
            return None
        value, ends = entry
        if ends <= self._seconds():
            self._drop(key)
            return None
        self._entries.move_to_end(key)
        return value

    def _store(self, key: str, value: bytes, ttl: int, *, if_there: bool | None) -> bool:
        checked_ttl(ttl)
        if len(checked(value)) > min(MAX_BYTES, self._max_bytes - _OVERHEAD - len(key)):
            return False
        with self._lock:
            if if_there is not None and (self._find(key) is not None) != if_there:
                return False
            self._drop(key)
            self._entries[key] = (value, self._seconds() + ttl)
            self._bytes += _cost(key, value)
            while self._bytes > self._max_bytes:
                self._drop(next(iter(self._entries)))
            return True

    def _drop(self, key: str) -> None:
        entry = self._entries.pop(key, None)
        if entry is not None:
            self._bytes -= _cost(key, entry[0])


def _cost(key: str, value: bytes) -> int:
    return len(key) + len(value) + _OVERHEAD
