"""Which store a site keeps its sessions in."""

from collections.abc import Iterable

from core.database.database import Database
from core.memcached import Memcached
from core.sessions.database import DatabaseSessions
from core.sessions.memcached import MemcachedSessions
from core.sessions.protocol import SessionStore


def make_store(servers: Iterable[str], prefix: str, database: Database) -> SessionStore:
    """Return the store on memcached; without servers, in the database."""
    addresses = tuple(servers)
    return MemcachedSessions(Memcached(addresses, prefix)) if addresses else DatabaseSessions(database)
