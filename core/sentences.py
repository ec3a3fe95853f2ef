"""What an operator can mend, each fault as one sentence: for whatever runs in a terminal."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, ProgrammingError, TimeoutError as PoolTimeout

from core.database.failures import code_of, is_away
from core.ending import end_with
from core.errors import AppError, OutcomeUnknown, SchemaError, SettingsError, Unavailable
from core.escapes import escaped

_RIGHTS: Final = ("takes no orders from the site's user", "give that user all rights on the site's database")
_DOOR: Final = ("doesn't let the site in", "check user, password and database in DATABASE_URL")
_FULL: Final = ("has no room left", "make room on its disk")
_BUSY: Final = ("is held by another process", "try again when that is done")
_READ_ONLY: Final = ("takes no changes", "name one in DATABASE_URL that the site may change")
_AWAY: Final = ("can't be reached", "see that it runs, and check DATABASE_URL")
_OTHER: Final = ("refuses", "check DATABASE_URL")
#: What it means and what to do, by the number that MySQL and MariaDB give.
_BY_CODE: Final[Mapping[int, tuple[str, str]]] = {
    **dict.fromkeys((1044, 1045, 1049, 1698), _DOOR),
    **dict.fromkeys((1142, 1143, 1227, 1370), _RIGHTS),
    **dict.fromkeys((1021, 1041, 1114), _FULL),
    **dict.fromkeys((1205, 1213), _BUSY),
    **dict.fromkeys((1290, 1792, 1836), _READ_ONLY),
}
#: The same for SQLite, by its words.
_BY_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "unable to open": ("can't be opened", "let the user of the site own file and folder, or check DATABASE_URL"),
    "not a database": ("isn't one of SQLite", "name another file in DATABASE_URL"),
    "readonly": ("can't be written", "let the user of the site own file and folder"),
    "disk is full": _FULL,
    "disk I/O": ("can't be written", "see to the disk that it lies on"),
    "malformed": ("is damaged", "put a copy in its place"),
    "locked": _BUSY,
}
#: Unknown columns and bad syntax.
_OURS: Final = frozenset({1054, 1064, 1146})
_OURS_IN_SQLITE: Final = ("no such", "near ")


@contextmanager
def one_sentence(*, status: int = 1) -> Iterator[None]:
    """End the process with one sentence for what an operator can mend; let a mistake of ours pass."""
    try:
        yield
    except Exception as error:
        sentence = sentence_for(error)
        if sentence is None:
            raise
        end_with(f"Error: {sentence}", status=status)


def sentence_for(error: BaseException) -> str | None:
    """Return what is wrong and what to do about it; None for a mistake of ours."""
    if isinstance(error, SettingsError | SchemaError):
        return str(error)
    if isinstance(error, DBAPIError):
        return None if _is_ours(error) else "{}: {}.".format(*database_fault(error))
    if isinstance(error, AppError | PoolTimeout):
        return _of_site(error)
    if isinstance(error, OSError) and error.filename is not None:
        return f"{error.filename} can't be used ({error.strerror}): see that it is there and yours to read and write."
    return None


def database_fault(error: DBAPIError) -> tuple[str, str]:
    """Return what is wrong with the database and what to do about it, for one sentence or two."""
    wrong, remedy = _meaning(error)
    said = _said(error)
    return f"The database {wrong}{f' ({said})' if said else ''}", remedy


def _of_site(error: AppError | PoolTimeout) -> str | None:
    if isinstance(error, AppError) and (not isinstance(error, Unavailable) or isinstance(error, OutcomeUnknown)):
        return error.message.text % error.message.params
    # What the visitor is told to wait for has a reason that the operator may know.
    if isinstance(error.__cause__, DBAPIError):
        return sentence_for(error.__cause__)
    return "The database {}: {}.".format(*_AWAY)


def _is_ours(error: DBAPIError) -> bool:
    """Tell whether a fault is a mistake of ours, which needs its traceback."""
    if isinstance(error, IntegrityError | DataError):
        return True
    code, said, is_programming = code_of(error), _said(error), isinstance(error, ProgrammingError)
    if code is None:
        return not _by_words(said) and (is_programming or said.startswith(_OURS_IN_SQLITE))
    return not is_away(error) and (code in _OURS or (is_programming and code not in _BY_CODE))


def _meaning(error: DBAPIError) -> tuple[str, str]:
    code = code_of(error)
    if code is None:
        return _by_words(_said(error)) or _OTHER
    return _AWAY if is_away(error) else _BY_CODE.get(code, _OTHER)


def _by_words(said: str) -> tuple[str, str] | None:
    return next((meaning for words, meaning in _BY_WORDS.items() if words in said), None)


def _said(error: DBAPIError) -> str:
    """Return the driver's own words, on one line: a server's, mostly, and so anybody's."""
    args = getattr(error.orig, "args", ())
    return escaped(" ".join(str(args[-1] if args else error.orig).split())).rstrip(".")
