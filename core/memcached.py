"""The memcached client made safe: bytes only, hashed keys, short waits, and "away" told apart from "not there"."""

import hashlib
import os
import re
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Any, Final, NoReturn, TypeVar

import memcache

T = TypeVar("T")

#: Seconds to wait for a connection, and for each answer.
TIMEOUT: Final = 0.25
#: Seconds after a failure in which a server isn't asked again, but by one thread as a probe.
PAUSE: Final = 1.0
#: memcached's own limit for an item; larger values are refused before they are sent.
MAX_BYTES: Final = 1024 * 1024
#: Part of every key. Raise it when a release stores something else under the same name.
VERSION: Final = 1

_PREFIX: Final = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII)
_MONTH: Final = 30 * 24 * 3600
_COLLISIONS: Final = 10


class CacheDown(Exception):
    """The memcached that holds the key gives no answer."""


def checked(value: bytes) -> bytes:
    """Return the value; raise TypeError for anything but bytes, which the client would pickle."""
    if type(value) is not bytes:
        raise TypeError(f"only bytes are kept, not {type(value).__name__}")
    return value


def checked_ttl(ttl: int) -> int:
    """Return the seconds to live; raise ValueError for none, which memcached takes for ever."""
    if ttl < 1:
        raise ValueError("what is kept must have a time to live of a second or more")
    return ttl


class Memcached:
    """One site's share of one or more memcached servers; every method but close() may raise CacheDown.

    A key has one server, so that none is read from a second one after the first came back. Safe for
    threads (each has a connection of its own) and after a fork (the child makes new ones).
    """

    def __init__(self, servers: Iterable[str], prefix: str) -> None:
        """Connect to nothing yet; sites that share a server need different prefixes."""
        if not _PREFIX.fullmatch(prefix):
            raise ValueError(f"{prefix!r} can't begin a key")
        self._addresses = tuple(servers)
        self._prefix = f"{prefix}:{VERSION}:"
        self._made = (os.getpid(), self._make())

    def fetch(self, key: str) -> bytes | None:
        """Return the value, None if there is none."""
        name = self._name(key)
        return _bytes_or_none(self._server(name).ask(lambda client: client.get(name)))

    def fetch_many(self, keys: Iterable[str]) -> dict[str, bytes]:
        """Return the values that are there, asking each server once."""
        names = {self._name(key): key for key in keys}
        found: dict[str, bytes] = {}
        for server, share in self._shares(names):
            found.update({names[name]: value for name, value in _ask_for_many(server, share).items()})
        return found

    def set(self, key: str, value: bytes, ttl: int) -> bool:
        """Keep a value for `ttl` seconds; False if it is too large."""
        return self._store("set", key, value, ttl)

    def add(self, key: str, value: bytes, ttl: int) -> bool:
        """Keep a value where there is none; False if there is one."""
        return self._store("add", key, value, ttl)

    def replace(self, key: str, value: bytes, ttl: int) -> bool:
        """Keep a value in place of another; False if there is none."""
        return self._store("replace", key, value, ttl)

    def update(self, key: str, change: Callable[[bytes], bytes], ttl: int) -> bool:
        """Replace a value by what `change` makes of it, losing no other's change; False if there is none."""
        name, expiry = self._name(key), _expiry(ttl)
        server = self._server(name)
        for _ in range(_COLLISIONS):
            old = _bytes_or_none(server.ask(lambda client: _get_to_swap(client, name)))
            if old is None:
                return False
            if server.ask(partial(_swap, name=name, value=checked(change(old)), expiry=expiry)):
                return True
        return False

    def delete(self, key: str) -> None:
        """Forget a value; none there is as good."""
        name = self._name(key)
        self._server(name).ask(lambda client: client.delete(name))

    def touch(self, key: str, ttl: int) -> bool:
        """Let a value live `ttl` seconds from now; False if there is none."""
        name, expiry = self._name(key), _expiry(ttl)
        return bool(self._server(name).ask(lambda client: client.touch(name, expiry)))

    def ping(self) -> None:
        """Return if every server answers."""
        for server in self._servers():
            server.ask(lambda client: client.get(self._name("ping")))

    def close(self) -> None:
        """Close this thread's connections; the next call opens new ones."""
        for server in self._servers():
            server.close()

    def _make(self) -> tuple["_Server", ...]:
        return tuple(_Server(address) for address in self._addresses)

    def _servers(self) -> tuple["_Server", ...]:
        process, servers = self._made
        if process == os.getpid():
            return servers
        # A fork has copied the parent's sockets; two processes on one socket read each other's answers.
        for server in servers:
            server.close()
        servers = self._make()
        self._made = (os.getpid(), servers)
        return servers

    def _server(self, name: bytes) -> "_Server":
        servers = self._servers()
        return servers[int(name[-8:], 16) % len(servers)]

    def _shares(self, names: Iterable[bytes]) -> Iterator[tuple["_Server", Sequence[bytes]]]:
        shares: dict[_Server, list[bytes]] = {}
        for name in names:
            shares.setdefault(self._server(name), []).append(name)
        yield from shares.items()

    def _name(self, key: str) -> bytes:
        # Hashed, for the client sends a key with a newline as it is, and is off by one answer from then on.
        digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
        return (self._prefix + digest).encode("ascii")

    def _store(self, command: str, key: str, value: bytes, ttl: int) -> bool:
        name, expiry = self._name(key), _expiry(ttl)
        if len(checked(value)) > MAX_BYTES:
            return False
        return bool(self._server(name).ask(lambda client: getattr(client, command)(name, value, expiry)))


class _Server:
    """One server and what this process knows of it: all threads share the pause after a failure."""

    def __init__(self, address: str) -> None:
        self._client = _build_client(address)
        self._lock = threading.Lock()
        self._away_until = 0.0

    def ask(self, act: Callable[[Any], T]) -> T | None:
        """Return the server's answer, None for one that can't be read; raise CacheDown without an answer."""
        self._admit()
        for _ in range(2):
            started = time.monotonic()
            answered, answer = self._try(act)
            if answered:
                self._away_until = 0.0
                return answer
            if time.monotonic() - started > TIMEOUT / 2:
                break  # It is silent, and asking again would double the wait.
            # The connection was closed, by a restart or for idling: a new one may do.
        self._away_until = time.monotonic() + PAUSE
        raise CacheDown

    def close(self) -> None:
        """Close this thread's connection."""
        self._client.disconnect_all()

    def _admit(self) -> None:
        if not self._away_until:
            return
        with self._lock:
            present = time.monotonic()
            if present < self._away_until:
                raise CacheDown
            # This thread is the probe; the others go on without until it has an answer.
            self._away_until = present + PAUSE

    def _try(self, act: Callable[[Any], T]) -> tuple[bool, T | None]:
        # The client forgets its own verdict, so that the pause above is the only one.
        self._client.forget_dead_hosts()
        try:
            self._connect()
        except OSError:
            return False, None
        try:
            answer = act(self._client)
        except Exception:
            # An item that isn't ours: the rest of the answer is still in the socket, where the next call would read it.
            self.close()
            return True, None
        # The client hides its failures; what it leaves is the mark on the host.
        return not self._host.deaduntil, answer

    @property
    def _host(self) -> Any:
        """What the client knows of the server, in this thread."""
        return self._client.servers[0]

    def _connect(self) -> None:
        # The client would do it, and forget to close the sockets that find nobody.
        host = self._host
        if host.socket is not None:
            return
        connection = socket.socket(host.family, socket.SOCK_STREAM)
        connection.settimeout(TIMEOUT)
        try:
            connection.connect(host.address)
        except OSError:
            connection.close()
            raise
        host.socket, host.buffer = connection, b""


class _Refuse:
    """Stands where the client wants a pickler and an unpickler, and does neither."""

    def __init__(self, *_: object, **__: object) -> None:
        pass

    def dump(self, value: object) -> NoReturn:
        raise TypeError(f"{type(value).__name__} is never pickled")

    def load(self) -> NoReturn:
        raise TypeError("what memcached holds is never unpickled")


def _build_client(address: str) -> Any:
    return memcache.Client(
        [address],
        pickler=_Refuse,
        unpickler=_Refuse,
        # Nothing of ours is compressed, and what claims to be may unpack to gigabytes.
        decompressor=lambda _: None,
        socket_timeout=TIMEOUT,
        dead_retry=PAUSE,
        cache_cas=True,
    )


def _ask_for_many(server: _Server, names: Sequence[bytes]) -> dict[bytes, bytes]:
    answer = server.ask(lambda client: client.get_multi(names)) or {}
    return {name: value for name, value in answer.items() if type(value) is bytes}


def _get_to_swap(client: Any, name: bytes) -> object:
    # Never emptied by the client itself, the memory of versions would grow without end.
    client.reset_cas()
    return client.gets(name)


def _swap(client: Any, name: bytes, value: bytes, expiry: int) -> bool:
    # Without a known version the client would store unconditionally and bring back what was deleted.
    return name in client.cas_ids and bool(client.cas(name, value, expiry))


def _bytes_or_none(answer: object) -> bytes | None:
    return answer if type(answer) is bytes else None


def _expiry(ttl: int) -> int:
    # Above 30 days memcached takes the number for a moment since 1970.
    return ttl if checked_ttl(ttl) <= _MONTH else int(time.time()) + ttl
