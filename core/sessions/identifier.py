"""Session ids: how they are made, and the signed cookie they travel in."""

import hashlib
import secrets

from itsdangerous import BadSignature, Signer

from core.cookies import Cookie
from core.settings import SECRET_LENGTH


def new_id() -> str:
    """Return a new session id: 256 random bits."""
    return secrets.token_urlsafe(32)


class SessionCookie:
    """The cookie `session` (`__Host-session` on HTTPS): an id with its signature."""

    def __init__(self, secret: str, *, secure: bool) -> None:
        """Sign with `secret`; raise ValueError if it is too short to be one."""
        if len(secret) < SECRET_LENGTH:
            raise ValueError(f"the secret must have at least {SECRET_LENGTH} characters")
        self._cookie = Cookie("session", secure=secure)
        self._signer = Signer(secret, salt="bottlepost.session", digest_method=hashlib.sha256, key_derivation="hmac")

    def read(self, header: str) -> str | None:
        """Return the id that we signed; None for any other, however it looks."""
        for value in self._cookie.values(header):
            try:
                return self._signer.unsign(value).decode("ascii")
            except (BadSignature, UnicodeError):
                continue
        return None

    def write(self, session_id: str, max_age: int | None) -> str:
        """Return the Set-Cookie value for an id; without `max_age` the cookie goes when the browser is closed."""
        return self._cookie.header(self._signer.sign(session_id).decode("ascii"), max_age)

    def expire(self) -> str:
        """Return the Set-Cookie value that takes the cookie away."""
        return self._cookie.expired()
