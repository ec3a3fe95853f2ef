"""Unlocking: a text that a password opens, and the cookie of a reader who knew the passwords of some."""

import hashlib
import re
from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from itsdangerous import BadSignature, TimestampSigner

from apps.blog.models.post import PASSWORD, Post
from core import clock

#: How long a reader needn't type a password again.
LIFETIME: Final = timedelta(days=10)
#: Texts that one cookie opens; beyond them the first is forgotten, for browsers send it along with every page.
MOST: Final = 20
_BETWEEN: Final = "~"
_KEY: Final = re.compile(r"[1-9][0-9]{0,18}\.[A-Za-z0-9_-]{1,16}\.[A-Za-z0-9_-]{20,64}")


class Keyring:
    """What a reader's cookie holds: signed keys, each for one text and as long as that keeps its password."""

    def __init__(self, secret: str, values: Iterable[str]) -> None:
        """Take the cookie's values as they were sent, which may be anything."""
        self._secret = secret
        self._keys = [key for value in values for key in value.split(_BETWEEN) if _KEY.fullmatch(key)][:MOST]

    def opens(self, post: Post) -> bool:
        """Tell whether one of the keys is this text's, made for its present password and not too long ago."""
        if post.visibility != PASSWORD or not post.password_hash:
            return False
        signer = _signer(self._secret, post.id, post.password_hash)
        return any(_fits(signer, key) for key in self._keys)

    def with_key(self, post_id: int, password_hash: str) -> str:
        """Return the cookie's value with a key for one more text, the newest first."""
        key = _signer(self._secret, post_id, password_hash).sign(str(post_id)).decode("ascii")
        others = [other for other in self._keys if not other.startswith(f"{post_id}.")]
        return _BETWEEN.join([key, *others][:MOST])


class _Signer(TimestampSigner):
    """A signer that goes by our clock."""

    def get_timestamp(self) -> int:
        return int(clock.now().timestamp())


def _signer(secret: str, post_id: int, password_hash: str) -> TimestampSigner:
    # Text and password are part of the key's making: it opens nothing else, and nothing under another password.
    whose = hashlib.sha256(f"{post_id}:{password_hash}".encode()).hexdigest()
    return _Signer(secret, salt=f"bottlepost.unlock:{whose}", digest_method=hashlib.sha256, key_derivation="hmac")


def _fits(signer: TimestampSigner, key: str) -> bool:
    try:
        signer.unsign(key, max_age=int(LIFETIME.total_seconds()))
    except BadSignature:
        return False
    return True
