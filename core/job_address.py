"""The address at which any cron may have the jobs run: whoever knows its token may."""

import hashlib
import hmac
from typing import Final

from itsdangerous import Signer

from core.settings import Settings

#: Where the desk answers such a call; a command has no request that could be asked for a route.
PATH: Final = "/admin/jobs/run/"


def token(secret_key: str) -> str:
    """Return the token, which is another one as soon as the key is."""
    signer = Signer(secret_key, salt="bottlepost.jobs", digest_method=hashlib.sha256, key_derivation="hmac")
    return signer.get_signature(b"run").decode("ascii")


def is_token(secret_key: str, given: str) -> bool:
    """Tell whether this is the token, in a time that doesn't say how much of it was right."""
    return hmac.compare_digest(given.encode(), token(secret_key).encode())


def address(settings: Settings) -> str:
    """Return the full address for the operator's cron."""
    return settings.site_url + PATH + token(settings.secret_key)
