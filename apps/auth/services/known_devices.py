"""Known devices: browsers that somebody has signed in on before, which get in while others guess passwords."""

import hashlib
import secrets
from collections.abc import Iterable
from typing import Final

from itsdangerous import BadSignature, URLSafeSerializer

from apps.auth.services.accounts import fold
from core.addresses import network_of

#: Seconds a browser is known for: the longest that browsers keep a cookie.
KNOWN_FOR: Final = 400 * 24 * 3600


class KnownDevices:
    """Reads and writes what a known browser carries: whose it is and its own random id, signed."""

    def __init__(self, secret: str) -> None:
        """Sign with `secret`."""
        options = {"digest_method": hashlib.sha256, "key_derivation": "hmac"}
        self._serializer = URLSafeSerializer(secret, salt="bottlepost.device", signer_kwargs=options)

    def find(self, carried: Iterable[str], user_id: int) -> str | None:
        """Return the browser's id, None if it isn't known for this account."""
        for text in carried:
            try:
                owner, device = self._serializer.loads(text)
            except (BadSignature, ValueError, TypeError):
                continue
            if owner == user_id:
                return str(device)
        return None

    def mark(self, user_id: int, device: str | None = None) -> str:
        """Return what makes a browser known for an account; a known one keeps its id."""
        return str(self._serializer.dumps([user_id, device or secrets.token_urlsafe(12)]))


def sign_in_subjects(login: str, ip: str, *, device: str | None) -> list[str]:
    """Return what a try to sign in is counted for, in this order: network and name typed, or a known device alone.

    The network comes first, so that one that has used up its tries can't use up those of one name after the other.
    """
    if device is not None:
        return [f"device:{device}"]
    return [f"network:{network_of(ip)}", f"name:{fold(login)}"]
