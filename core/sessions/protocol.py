"""What a session store is: where the records of sessions are kept, and what all stores agree on."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Protocol

#: Seconds a record lives without being used. Whoever is signed in stays so without one.
RECORD_TTL: Final = 2 * 3600
#: Seconds in which a record that is only read isn't written again to live longer.
TOUCH_AFTER: Final = 60

Data = dict[str, Any]


class StoreDown(Exception):
    """The store gives no answer; whether there is a record is unknown."""


@dataclass(frozen=True, slots=True)
class Record:
    """A session's data as found, and whether it is time to let it live longer."""

    data: Data
    touch_due: bool = False


class SessionStore(Protocol):
    """Records by session id; every method may raise StoreDown.

    Only a hash of the id is kept. A record is made by add() alone: update() changes the one that is there, so that
    a slow request can't bring back what was deleted meanwhile.
    """

    def load(self, session_id: str) -> Record | None:
        """Return the record, None if there is none."""

    def add(self, session_id: str, data: Data) -> bool:
        """Make a record; False if there is one."""

    def update(self, session_id: str, change: Callable[[Data], Data]) -> bool:
        """Change the record as it is now and let it live longer; False if there is none."""

    def delete(self, session_id: str) -> None:
        """Delete the record; none there is as good."""

    def ping(self) -> None:
        """Return if the store works."""


def touch_due(expires_at: datetime, present: datetime) -> bool:
    """Tell whether a record that ends then was last written long enough ago."""
    return expires_at - present <= timedelta(seconds=RECORD_TTL - TOUCH_AFTER)


def dump(value: object) -> str:
    """Return JSON, short; raise TypeError for what JSON can't hold."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def load_object(text: str | bytes) -> Data | None:
    """Return the object that JSON describes; None for anything else, since anybody may have written it."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None
