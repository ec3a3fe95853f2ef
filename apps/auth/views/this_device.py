"""The device a request comes from."""

from core.errors import SignInRequired
from core.web.identity import Identity
from core.web.request import Request


def this_device(request: Request) -> Identity:
    """Return who is signed in here and on which device; raise SignInRequired for a visitor."""
    if request.identity is None:
        raise SignInRequired
    return request.identity
