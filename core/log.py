"""Logs: one line per event, as text or JSON, naming its request, forging nothing and telling no secret."""

import json
import logging
import sys
from collections.abc import Iterable, Iterator
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final, TextIO
from urllib.parse import unquote, urlsplit

from pythonjsonlogger.core import RESERVED_ATTRS
from pythonjsonlogger.json import JsonFormatter

from core.addresses import find_network
from core.database_url import passwords_in
from core.escapes import escaped
from core.job_address import token as job_token
from core.settings import Settings

#: The request that the running code works for; empty outside of any.
request_id: ContextVar[str] = ContextVar("request_id", default="")

_HANDLER: Final = "bottlepost"
_HIDDEN: Final = "***"
#: Loggers whose every line below a warning is about themselves.
_CHATTY: Final = ("alembic.runtime.migration", "core.database.pool.ProcessPool")
#: What is shorter would also be cut out of innocent words.
_SHORTEST_SECRET: Final = 6
_SECRET_NAMES: Final = ("authorization", "cookie", "passwd", "password", "secret", "token")
_NOT_EXTRA: Final = frozenset({*RESERVED_ATTRS, "request_id", "taskName"})


def configure(log_format: str, *, secrets: Iterable[str] = (), stream: TextIO | None = None) -> None:
    """Send all logs to stderr as "text" or "json", with `secrets` struck out; call it as often as you like."""
    shown = tuple(secret for secret in secrets if len(secret) >= _SHORTEST_SECRET)
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.set_name(_HANDLER)
    handler.addFilter(_name_request)
    handler.setFormatter(JSONLines(shown) if log_format == "json" else TextLines(shown))
    root = logging.getLogger()
    for previous in [known for known in root.handlers if _is_replaced(known)]:
        root.removeHandler(previous)
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    for name in _CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)


def _is_replaced(handler: logging.Handler) -> bool:
    """Tell whether ours takes a handler's place: our own of before, or a server's that strikes no secrets out."""
    # Passenger calls logging.basicConfig() before it loads the site.
    is_servers = type(handler) is logging.StreamHandler and handler.stream is sys.stderr
    return is_servers or handler.get_name() == _HANDLER


def secrets_of(settings: Settings) -> tuple[str, ...]:
    """Return what may stand in no log: the key, the jobs' token, the passwords inside URLs and the metrics tokens."""
    passwords = [urlsplit(url).password or "" for url in (settings.smtp_url, settings.storage_url)]
    passwords += passwords_in(settings.database_url)
    tokens = [item for item in settings.metrics_allow if find_network(item) is None]
    return (settings.secret_key, job_token(settings.secret_key), *passwords, *map(unquote, passwords), *tokens)


class TextLines(logging.Formatter):
    """For people: time, level, logger, request, message and fields on one line, tracebacks indented below."""

    def __init__(self, secrets: tuple[str, ...] = ()) -> None:
        """Strike out `secrets` wherever they stand, in quotes too."""
        super().__init__()
        self._secrets = (*secrets, *(json.dumps(secret, ensure_ascii=False)[1:-1] for secret in secrets))

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        named = getattr(record, "request_id", "") or "-"
        parts = [_moment(record), record.levelname, record.name, named, record.getMessage()]
        parts += [f"{name}={_quoted(value)}" for name, value in _extras(record)]
        lines = [escaped(" ".join(parts))]
        # The bar keeps a line inside an exception's text from passing for an event of its own.
        lines += [f"  | {escaped(line)}" for line in self._trace(record).split("\n") if line]
        return _struck_out("\n".join(lines), self._secrets)

    def _trace(self, record: logging.LogRecord) -> str:
        trace = self.formatException(record.exc_info) if record.exc_info else record.exc_text or ""
        return f"{trace}\n{record.stack_info or ''}"


class JSONLines(JsonFormatter):
    """For machines: one JSON object per line, pure ASCII, so that nothing inside can end the line."""

    def __init__(self, secrets: tuple[str, ...] = ()) -> None:
        """Strike out `secrets` wherever they stand, in the form JSON gives them."""
        super().__init__()
        self._secrets = tuple(json.dumps(secret)[1:-1] for secret in secrets)

    def add_fields(self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]) -> None:
        """Fill in our fields, then those given with the event, then the traceback."""
        log_data.update(time=_moment(record), level=record.levelname, logger=record.name, message=record.getMessage())
        log_data["request_id"] = getattr(record, "request_id", "")
        log_data.update(_extras(record))
        log_data.update({name: message_dict[name] for name in ("exc_info", "stack_info") if name in message_dict})

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        return _struck_out(super().format(record), self._secrets)


def _name_request(record: logging.LogRecord) -> bool:
    """Note the running request on the record."""
    if not hasattr(record, "request_id"):
        record.request_id = request_id.get()
    return True


def _moment(record: logging.LogRecord) -> str:
    moment = datetime.fromtimestamp(record.created, UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _extras(record: logging.LogRecord) -> Iterator[tuple[str, object]]:
    """Yield the fields given with the event, with those hidden whose name says that they are secret."""
    for name, value in record.__dict__.items():
        if name in _NOT_EXTRA:
            continue
        yield name, _HIDDEN if _is_secret(name) else value


@lru_cache(maxsize=256)
def _is_secret(name: str) -> bool:
    return any(word in name.casefold() for word in _SECRET_NAMES)


def _quoted(value: object) -> str:
    text = str(value)
    return json.dumps(text, ensure_ascii=False) if not text or set(' "=') & set(text) else text


def _struck_out(text: str, secrets: tuple[str, ...]) -> str:
    for secret in secrets:
        text = text.replace(secret, _HIDDEN)
    return text
