"""What Phusion Passenger leaves undone: the escapes in an address."""

from collections.abc import Iterable
from urllib.parse import unquote

from core.web.middleware.protocols import StartResponse, WSGIApplication, WSGIEnvironment

_PASSENGERS = "passenger.hijack"


class PassengerPath:
    """Resolves the escapes of PATH_INFO where the server is one that doesn't, so that 中文 is found under its name."""

    def __init__(self, app: WSGIApplication) -> None:
        """Stand around whoever reads the path first."""
        self._app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Pass on the request with the path that WSGI asks for."""
        if _PASSENGERS in environ and _is_as_sent(environ):
            environ["PATH_INFO"] = unquote(environ["PATH_INFO"], encoding="latin-1")
        return self._app(environ, start_response)


def _is_as_sent(environ: WSGIEnvironment) -> bool:
    # A release of Passenger that mends it (its issue 1828) gives another path here than the request's.
    sent: str = environ.get("REQUEST_URI", "").partition("?")[0]
    given: str = environ.get("SCRIPT_NAME", "") + environ["PATH_INFO"]
    return sent == given
