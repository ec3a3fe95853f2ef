"""Which store a site keeps its sessions in."""

from core.database.database import Database
from core.memcached import Memcached
from core.sessions.database import DatabaseSessions
from core.sessions.memcached import MemcachedSessions
from core.sessions.protocol import SessionStore


def make_store(memcached: Memcached | None, database: Database) -> SessionStore:
    """Return the store on memcached; without it, in the database."""
    return MemcachedSessions(memcached) if memcached else DatabaseSessions(database)
