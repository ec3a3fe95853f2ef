"""Which database errors pass when the whole unit is run again, and which mean that the server is away."""

from typing import Final

from sqlalchemy.exc import DBAPIError, OperationalError, TimeoutError as PoolTimeout

#: 1213 deadlock, 1205 lock wait, 1020 record changed since read (MariaDB), 1047 node not ready (Galera).
RETRYABLE: Final = frozenset({1213, 1205, 1020, 1047})
#: Set on what a driver raises when only the clock tells a silent server from a closed connection.
TIMED_OUT: Final = "bottlepost_timed_out"
#: It has no connection left, for anybody (1040) or for this site (1203, 1226); those that there are work.
CROWDED: Final = frozenset({1040, 1203, 1226})
#: 2006 gone away, 2013 lost, 2055 lost, 1927 killed.
CUT: Final = frozenset({2006, 2013, 2055, 1927})
#: 2002/2003 can't connect, 1053 shutdown, 4031 idle.
AWAY: Final = CUT | CROWDED | {2002, 2003, 2014, 2045, 1053, 4031}


def code_of(error: DBAPIError) -> int | None:
    """Return the driver's error number, None where there is none (SQLite)."""
    return driver_code(error.orig)


def driver_code(error: BaseException | None) -> int | None:
    """Return the number of an error as the driver raised it."""
    args = getattr(error, "args", ())
    return args[0] if args and isinstance(args[0], int) else None


def is_busy(error: DBAPIError) -> bool:
    """Tell whether SQLite found another writer at work."""
    return isinstance(error, OperationalError) and "database is locked" in str(error.orig)


def is_timeout(error: DBAPIError) -> bool:
    """Tell whether the server was silent until the read timeout: trying again would double the wait."""
    return "timed out" in str(error.orig) or getattr(error.orig, TIMED_OUT, False)


def is_cut(error: DBAPIError) -> bool:
    """Tell whether the connection ended at once, and not in silence."""
    return code_of(error) in CUT and not is_timeout(error)


def is_away(error: BaseException) -> bool:
    """Tell whether the server can't be reached or dropped the connection."""
    if isinstance(error, PoolTimeout):
        return True
    return isinstance(error, DBAPIError) and (error.connection_invalidated or code_of(error) in AWAY)


def may_run_again(error: BaseException) -> bool:
    """Tell whether the whole unit may be run again: it is rolled back and a second try can succeed."""
    if not isinstance(error, DBAPIError):
        return False
    if is_timeout(error):
        return False
    return code_of(error) in RETRYABLE or is_busy(error) or is_away(error)
