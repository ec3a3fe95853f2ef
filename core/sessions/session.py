"""The session of one visitor during one request."""

import copy
import logging
import secrets
from collections.abc import Iterator, MutableMapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final, Literal

from beaker.session import Session as BeakerSession

from core.i18n import Message
from core.sessions import flashes
from core.sessions.identifier import SessionCookie, new_id
from core.sessions.protocol import Data, Record, SessionStore, StoreDown, dump

#: Bytes of JSON a session may hold: it is for flash messages and the page to go to next.
MAX_BYTES: Final = 8 * 1024

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Draft:
    """What the request has made of its session so far; save() writes it, rollback() throws it away."""

    #: The id the session goes on under; None until one is needed.
    id: str | None = None
    #: True when the row of a device stands behind the id: it is good even without a record.
    backed: bool = False
    loaded: bool = False
    #: Whether the store holds a record under the id, its data, and the data as changed.
    exists: bool = False
    touch_due: bool = False
    base: Data = field(default_factory=dict)
    data: Data = field(default_factory=dict)
    #: Ids whose records go.
    ended: list[str] = field(default_factory=list)
    cookie: Literal["keep", "send", "expire"] = "keep"
    max_age: int | None = None


class Session(MutableMapping[str, Any], BeakerSession):
    """A small mapping of JSON values that outlives the request, loaded on the first look, written by save() alone.

    What it holds may be lost at any time. Who is signed in is not here: that is the row of a device, found by the
    sha256 of `requested_id`. While such a row lives, restore() lets the session go on under that id; an id without
    record and row is never taken over, whoever signed it. A visitor who only reads gets neither record nor cookie.

    A request's order: look, change, commit, save(), start_response. Before another try: rollback().
    """

    def __init__(self, request: dict[str, Any], *, store: SessionStore, cookie: SessionCookie, **_: object) -> None:
        """Take what Beaker hands over and read nothing: its own __init__ would load the record and make an id."""
        #: Beaker's middleware sends the cookie that stands here.
        self._answer = request
        self._answer["set_cookie"] = False
        self._store = store
        self._cookie = cookie
        self._draft = _Draft()
        #: True once the store was needed and gave no answer.
        self.store_down = False

    # -- who it is

    @property
    def current(self) -> "Session":
        """Return the session from behind Beaker's proxy, whose own save() waits for start_response."""
        return self

    @cached_property
    def requested_id(self) -> str | None:
        """Return the id in the cookie if we signed it, even when its record is gone; it asks no store."""
        return self._cookie.read(self._answer.get("cookie") or "")

    @property
    def id(self) -> str:
        """Return the id the session goes on under, a new one where the visitor brought none that is good."""
        if self._draft.id is None:
            self._load()
        if self._draft.id is None:
            self._draft.id = new_id()
        return self._draft.id

    @property
    def is_new(self) -> bool:
        """Tell whether the visitor came without a session that is good."""
        draft = self._load()
        return not (draft.exists or draft.backed)

    def restore(self) -> None:
        """Go on under `requested_id` with or without its record; only for an id whose device lives.

        It asks no store: where a look at the data finds the record gone, save() makes it again.
        """
        if self.requested_id is None:
            raise ValueError("the visitor brought no id")
        self._draft.id = self.requested_id
        self._draft.backed = True

    def regenerate(self, fresh_id: str | None = None) -> str:
        """Go on under a new id, and return it: at sign-in, at every change of rights, and when the id is old.

        The data stays, the old record goes and the cookie is sent again, for as long as the browser is open unless
        remember() says otherwise. `fresh_id` is one that the device's row knows by now.
        """
        draft = self._load()
        if self.requested_id is not None:
            draft.ended = [self.requested_id]
        draft.id = fresh_id or new_id()
        draft.backed, draft.exists = True, False
        draft.cookie, draft.max_age = "send", None
        return draft.id

    def end(self) -> None:
        """Forget everything: the record goes and the cookie too. A flash after this begins a new session."""
        ended = [self.requested_id] if self.requested_id is not None else []
        self._draft = _Draft(loaded=True, ended=ended, cookie="expire")

    def remember(self, seconds: int | None) -> None:
        """Send the cookie again, to last `seconds`; None lets it go when the browser is closed."""
        draft = self._load()
        draft.cookie, draft.max_age = "send", seconds

    # -- what it holds

    def flash(self, kind: str, message: Message) -> None:
        """Keep a sentence for the next page; where there are too many the oldest go."""
        flash = flashes.pack(kind, message)
        data = self._load().data
        waiting = flashes.keys_of(data)
        while waiting and _size(data) + _size(flash) > MAX_BYTES - 64:
            del data[waiting.pop(0)]
        self[flashes.PREFIX + secrets.token_hex(4)] = flash

    def pop_flashes(self) -> list[tuple[str, Message]]:
        """Return the sentences that wait, the oldest first, and forget them."""
        data = self._load().data
        found = [flashes.unpack(data.pop(key)) for key in flashes.keys_of(data)]
        return [flash for flash in found if flash is not None]

    def __getitem__(self, key: str) -> Any:
        return self._load().data[key]

    def __setitem__(self, key: str, value: Any) -> None:
        """Keep a JSON value; raise TypeError for another, ValueError when the session gets too large."""
        data = self._load().data
        if _size({**data, key: value}) > MAX_BYTES:
            raise ValueError(f"a session holds at most {MAX_BYTES} bytes, and {key!r} is one value too many")
        data[key] = value

    def __delitem__(self, key: str) -> None:
        del self._load().data[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._load().data)

    def __len__(self) -> int:
        return len(self._load().data)

    def __repr__(self) -> str:
        # Neither id nor data: both would end up in logs.
        return f"<{type(self).__name__}>"

    # -- how it is kept

    def rollback(self) -> None:
        """Forget every change of this try; what was loaded isn't loaded again."""
        self._draft = _Draft()

    def save(self) -> None:
        """Write what changed and have the cookie sent; call it after the commit and before start_response.

        A read lets the record live longer, once a minute. Nothing is raised when the store is away: what it
        should have kept is dropped, with a warning.
        """
        draft = self._draft
        if not draft.loaded:
            return  # Nothing was looked at, so nothing changed.
        lost = draft.data != draft.base or bool(draft.ended)
        try:
            self._write(draft)
            for session_id in draft.ended:
                self._store.delete(session_id)
        except StoreDown:
            self.store_down = True
            if lost:
                _log.warning("the session store is away: a change to a session is lost")
        self._send_cookie(draft)
        draft.base, draft.ended, draft.cookie, draft.touch_due = copy.deepcopy(draft.data), [], "keep", False

    # Beaker's names for the same, so that its own ways of keeping a session are out of reach.
    delete = invalidate = end
    regenerate_id = regenerate
    revert = rollback

    def _load(self) -> _Draft:
        draft = self._draft
        if not draft.loaded:
            draft.loaded = True
            if self._record is not None:
                draft.id, draft.exists, draft.touch_due = self.requested_id, True, self._record.touch_due
                draft.base, draft.data = self._record.data, copy.deepcopy(self._record.data)
        return draft

    @cached_property
    def _record(self) -> Record | None:
        """The record as it was when the request first looked."""
        if self.requested_id is None:
            return None
        try:
            return self._store.load(self.requested_id)
        except StoreDown:
            self.store_down = True
            return None

    def _write(self, draft: _Draft) -> None:
        changed = draft.data != draft.base
        if draft.exists:
            if changed or draft.touch_due:
                # False means that it was deleted meanwhile: it stays so, and no cookie is sent for it.
                draft.exists = self._store.update(self.id, self._merge)
                draft.backed = draft.backed and draft.exists
        elif draft.backed:
            if changed or not self.store_down:
                draft.exists = self._store.add(self.id, draft.data) or self._store.update(self.id, self._merge)
        elif changed:
            self._begin(draft)

    def _begin(self, draft: _Draft) -> None:
        """Make the first record of a visitor, whose cookie is sent only if there is one."""
        if self.store_down:
            # The visitor may well have a session, which a new cookie would replace.
            raise StoreDown
        draft.exists = self._store.add(self.id, draft.data)
        draft.cookie = "send"

    def _merge(self, stored: Data) -> Data:
        """Apply this request's changes to the record as it is now, which others may have changed."""
        base, data = self._draft.base, self._draft.data
        kept = {key: value for key, value in stored.items() if key in data or key not in base}
        return kept | {key: value for key, value in data.items() if key not in base or base[key] != value}

    def _send_cookie(self, draft: _Draft) -> None:
        if draft.cookie == "send" and (draft.exists or draft.backed):
            self._answer.update(set_cookie=True, cookie_out=self._cookie.write(self.id, draft.max_age))
        elif draft.cookie == "expire":
            self._answer.update(set_cookie=True, cookie_out=self._cookie.expire())


def _size(value: object) -> int:
    return len(dump(value).encode())
