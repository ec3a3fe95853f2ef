"""Devices: the rows that say who is signed in where, the one authority over it."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, delete, or_, select, update
from sqlalchemy.orm import Session

from apps.auth.models import ACTIVE, Device, User
from core import clock
from core.errors import NotFound
from core.i18n import N_

#: How long a device may be away and still be signed in.
IDLE: Final = timedelta(hours=12)
#: The same for "keep me signed in".
REMEMBERED: Final = timedelta(days=30)
#: After this everybody signs in again.
ABSOLUTE: Final = timedelta(days=90)
TOUCH_AFTER: Final = timedelta(minutes=5)
ROTATE_AFTER: Final = timedelta(days=7)
#: How long the id before a rotation is good, for requests that were on their way.
GRACE: Final = timedelta(seconds=60)
#: How long rows that no longer count are kept.
_KEPT: Final = timedelta(days=30)


@dataclass(slots=True)
class SignedIn:
    """Somebody signed in on a device."""

    user: User
    device_id: int
    rotation_due: bool = False
    touch_due: bool = False
    #: Seconds the cookie lives; None as long as the browser is open.
    cookie_age: int | None = None
    #: True when the id was replaced so long ago that only a thief, or the one stolen from, still has it.
    reused: bool = False


class DeviceService:
    """Sign people in and out, and tell who is signed in."""

    def __init__(self, db: Session) -> None:
        """Work in the transaction of `db`."""
        self._db = db

    def find(self, session_id: str) -> SignedIn | None:
        """Return who is signed in under a session's id; None for nobody. It only reads.

        An id that a rotation replaced comes back as `reused` once its time of grace is over: end that device.
        """
        hashed, present = _hash(session_id), clock.now()
        row = self._live(Device.id_hash == hashed, present)
        if row is not None:
            device, user = row
            return SignedIn(
                user,
                device.id,
                rotation_due=present - device.rotated_at >= ROTATE_AFTER,
                touch_due=present - device.last_seen_at >= TOUCH_AFTER,
                cookie_age=_cookie_age(remember=device.remember),
            )
        row = self._live(Device.previous_hash == hashed, present)
        if row is None:
            return None
        device, user = row
        return SignedIn(user, device.id, reused=present - device.rotated_at > GRACE)

    def touch(self, device_id: int, ip: str) -> None:
        """Note that the device was here just now."""
        device = self._db.get(Device, device_id)
        if device is None or device.revoked_at is not None:
            return
        device.last_seen_at, device.ip = clock.now(), ip
        device.expires_at = _expiry(device.created_at, remember=device.remember)

    def rotate(self, device_id: int, old_id: str, new_id: str) -> bool:
        """Let the device go on under a new session id; False if another request was first, True if this one was."""
        mine = (Device.id == device_id, Device.id_hash == _hash(old_id), Device.revoked_at.is_(None))
        rotated = update(Device).where(*mine)
        values = {"id_hash": _hash(new_id), "previous_hash": _hash(old_id), "rotated_at": clock.now()}
        if self._db.execute(rotated.values(values)).rowcount:  # type: ignore[attr-defined]
            return True
        # Asked twice, by somebody who lost the first answer: nobody else knows the new id.
        done = select(Device.id).where(Device.id == device_id, Device.id_hash == _hash(new_id))
        return self._db.scalar(done) is not None

    def sign_in(self, user: User, session_id: str, *, remember: bool, ip: str, user_agent: str) -> Device:
        """Return the device that is signed in from here on."""
        present = clock.now()
        device = Device(
            user_id=user.id,
            id_hash=_hash(session_id),
            rotated_at=present,
            created_at=present,
            last_seen_at=present,
            expires_at=_expiry(present, remember=remember),
            remember=remember,
            ip=ip,
            user_agent=user_agent[:255],
        )
        self._db.add(device)
        self._db.flush()  # so that the caller has its number
        return device

    def sign_out(self, session_id: str) -> None:
        """End the device that goes under a session's id, now or before its last rotation."""
        hashed = _hash(session_id)
        self._revoke(or_(Device.id_hash == hashed, Device.previous_hash == hashed))

    def end(self, device_id: int) -> None:
        """End a device, whoever it belongs to."""
        self._revoke(Device.id == device_id)

    def list_for(self, user_id: int) -> list[Device]:
        """Return the devices an account is signed in on, the one used last first."""
        mine = select(Device).where(Device.user_id == user_id, *_is_live(clock.now()))
        return list(self._db.scalars(mine.order_by(Device.last_seen_at.desc(), Device.id.desc())))

    def revoke(self, user_id: int, device_id: int) -> None:
        """End one of an account's devices; raise NotFound if it isn't one of them."""
        if not self._revoke(Device.id == device_id, Device.user_id == user_id):
            raise NotFound(N_("This device isn't signed in any more."))

    def revoke_others(self, user_id: int, keep_device_id: int | None = None) -> int:
        """End all devices of an account but one, or all; return how many there were."""
        return self._revoke(Device.user_id == user_id, Device.id != (keep_device_id or 0))

    def purge(self) -> None:
        """Delete the rows that haven't counted for a month."""
        past = clock.now() - _KEPT
        self._db.execute(delete(Device).where(or_(Device.revoked_at < past, Device.expires_at < past)))

    def _live(self, wanted: ColumnElement[bool], present: datetime) -> tuple[Device, User] | None:
        whose = select(Device, User).join(User, User.id == Device.user_id)
        row = self._db.execute(whose.where(wanted, User.state == ACTIVE, *_is_live(present))).first()
        return (row[0], row[1]) if row else None

    def _revoke(self, *wanted: ColumnElement[bool]) -> int:
        live = update(Device).where(*wanted, Device.revoked_at.is_(None)).values(revoked_at=clock.now())
        return int(self._db.execute(live).rowcount)  # type: ignore[attr-defined]


def _is_live(present: datetime) -> tuple[ColumnElement[bool], ...]:
    return (Device.revoked_at.is_(None), Device.expires_at > present)


def _expiry(created_at: datetime, *, remember: bool) -> datetime:
    return min(clock.now() + (REMEMBERED if remember else IDLE), created_at + ABSOLUTE)


def _cookie_age(*, remember: bool) -> int | None:
    return int(REMEMBERED.total_seconds()) if remember else None


def _hash(session_id: str) -> str:
    return hashlib.sha256(session_id.encode()).hexdigest()
