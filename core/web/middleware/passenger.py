"""What Phusion Passenger leaves undone: the escapes in an address, and the length of an empty body."""

from collections.abc import Iterable
from urllib.parse import unquote

from core.web.middleware.protocols import StartResponse, WSGIApplication, WSGIEnvironment

_PASSENGERS = "passenger.hijack"


class PassengerPath:
    """Resolves the escapes of PATH_INFO where the server is one that doesn't, so that 中文 is found under its name.

    And says the length of an empty body again, which Passenger keeps to itself.
    """

    def __init__(self, app: WSGIApplication) -> None:
        """Stand around whoever reads the path first."""
        self._app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Pass on the request with what WSGI asks for."""
        if _PASSENGERS in environ and _is_as_sent(environ):
            environ["PATH_INFO"] = unquote(environ["PATH_INFO"], encoding="latin-1")
        if _PASSENGERS in environ and not (environ.get("CONTENT_LENGTH") or environ.get("HTTP_TRANSFER_ENCODING")):
            # What has neither has no body; the length of one that came in chunks, Passenger knows or leaves to them.
            environ["CONTENT_LENGTH"] = "0"
        return self._app(environ, start_response)


def _is_as_sent(environ: WSGIEnvironment) -> bool:
    # A release of Passenger that mends it (its issue 1828) gives another path here than the request's.
    sent: str = environ.get("REQUEST_URI", "").partition("?")[0]
    given: str = environ.get("SCRIPT_NAME", "") + environ["PATH_INFO"]
    return sent == given
