"""Devices: the rows that say who is signed in where, the one authority over it."""

import base64
import hashlib
import hmac
import secrets
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
#: How long the id before a rotation is good once the new one was brought, for requests that were on their way.
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
    #: True for a new id that is brought for the first time: its browser has heard of it.
    confirm_due: bool = False
    #: True when the id was replaced so long ago that only a thief, or the one stolen from, still has it.
    reused: bool = False


class DeviceService:
    """Sign people in and out, and tell who is signed in."""

    def __init__(self, db: Session) -> None:
        """Work in the transaction of `db`."""
        self._db = db

    def find(self, session_id: str) -> SignedIn | None:
        """Return who is signed in under a session's id; None for nobody. It only reads.

        An id that a rotation replaced goes on until the new one is brought: its browser may never have heard of that.
        It comes back as `reused` when its time of grace after that is over: end that device.
        """
        hashed, present = _hash(session_id), clock.now()
        row = self._live(Device.id_hash == hashed, present) or self._live(Device.previous_hash == hashed, present)
        if row is None:
            return None
        device, user = row
        found = SignedIn(
            user,
            device.id,
            touch_due=present - device.last_seen_at >= TOUCH_AFTER,
            cookie_age=_cookie_age(remember=device.remember),
        )
        if device.id_hash == hashed:
            found.rotation_due = present - device.rotated_at >= ROTATE_AFTER
            found.confirm_due = device.rotation_salt is not None
        elif _offered(session_id, device.rotation_salt, device.id_hash):
            found.rotation_due = True
        else:
            found.reused = present - device.rotated_at > GRACE
        return found

    def touch(self, device_id: int, ip: str) -> None:
        """Note that the device was here just now."""
        device = self._db.get(Device, device_id)
        if device is None or device.revoked_at is not None:
            return
        device.last_seen_at, device.ip = clock.now(), ip
        device.expires_at = _expiry(device.created_at, remember=device.remember)

    def rotate(self, device_id: int, old_id: str) -> str | None:
        """Let the device go on under a new session id, and return that; None if it has been brought by now.

        Until then all who bring the old id are given the same new one: two tabs, or a browser whose answer was lost.
        """
        mine, hashed, salt = (Device.id == device_id, Device.revoked_at.is_(None)), _hash(old_id), secrets.token_hex(32)
        new_id = _successor(old_id, salt)
        values = {
            "id_hash": _hash(new_id),
            "previous_hash": hashed,
            "rotation_salt": salt,
            "rotated_at": clock.now(),
        }
        rotated = update(Device).where(*mine, Device.id_hash == hashed).values(values)
        if self._db.execute(rotated).rowcount:  # type: ignore[attr-defined]
            return new_id
        before = select(Device.rotation_salt, Device.id_hash).where(*mine, Device.previous_hash == hashed)
        row = self._db.execute(before).one_or_none()
        return _offered(old_id, row.rotation_salt, row.id_hash) if row else None

    def confirm(self, device_id: int, new_id: str) -> None:
        """Note that a new session id was brought: from now on the old one has its time of grace, and no more."""
        waiting = (Device.id == device_id, Device.id_hash == _hash(new_id), Device.rotation_salt.is_not(None))
        self._db.execute(update(Device).where(*waiting).values(rotation_salt=None, rotated_at=clock.now()))

    def sign_in(self, user: User, session_id: str, *, remember: bool, ip: str, user_agent: str) -> Device:
        """Return the device that is signed in from here on."""
        present = clock.now()
        device = Device(
            user_id=user.id,
            id_hash=_hash(session_id),
            rotation_salt=None,
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


def _successor(old_id: str, salt: str) -> str:
    """Return the new id: only who has both the old one and the row's salt can tell it, and the salt doesn't stay."""
    made = hmac.digest(old_id.encode(), salt.encode(), "sha256")
    return base64.urlsafe_b64encode(made).rstrip(b"=").decode()


def _offered(old_id: str, salt: str | None, id_hash: str) -> str | None:
    """Return the new id while nobody has brought it, None from then on."""
    if salt is None:
        return None
    new_id = _successor(old_id, salt)
    # The previous release replaces ids without the salt, and may leave an older one.
    return new_id if _hash(new_id) == id_hash else None


def _hash(session_id: str) -> str:
    return hashlib.sha256(session_id.encode()).hexdigest()
