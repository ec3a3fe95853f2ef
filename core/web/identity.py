"""Who is signed in: what the foundation knows of the accounts it doesn't know."""

from collections.abc import Callable
from typing import Any, Protocol

from sqlalchemy.orm import Session


class Identity(Protocol):
    """Somebody signed in on a device."""

    user: Any
    device_id: int
    #: True once the session's id is old enough to be replaced.
    rotation_due: bool
    #: True when the device was last seen long enough ago to note it again.
    touch_due: bool
    #: True when the session's id is a new one that is brought for the first time.
    confirm_due: bool
    #: Seconds the session's cookie lives; None as long as the browser is open.
    cookie_age: int | None
    #: True for an id whose successor was brought so long ago that it was stolen by, or from, whoever brings it now.
    reused: bool


class Devices(Protocol):
    """The authority over who is signed in, made with a database session."""

    def find(self, session_id: str) -> Identity | None:
        """Return who is signed in under a session's id; None for nobody. It only reads."""

    def touch(self, device_id: int, ip: str) -> None:
        """Note that the device was here just now."""

    def rotate(self, device_id: int, old_id: str) -> str | None:
        """Let the device go on under a new session id; return it, the same to all until somebody has brought it."""

    def confirm(self, device_id: int, new_id: str) -> None:
        """Note that a new session id was brought."""

    def end(self, device_id: int) -> None:
        """Sign the device out."""


DevicesFactory = Callable[[Session], Devices]
