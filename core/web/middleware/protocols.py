"""What the middleware share: the WSGI types, the keys they leave in the environ, and what they need of others."""

from collections.abc import Iterable
from typing import Final, Protocol, cast
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from core.errors import AppError

__all__ = ["ErrorResponder", "Mark", "StartResponse", "WSGIApplication", "WSGIEnvironment", "mark_of"]

REQUEST_ID: Final = "bottlepost.request_id"
ROUTE: Final = "bottlepost.route"
CLIENT_IP: Final = "bottlepost.ip"
USER_ID: Final = "bottlepost.user_id"


class Mark(Protocol):
    """What the middleware read of a route mark."""

    @property
    def name(self) -> str | None:
        """Return the route's full name, "blog.post"."""

    @property
    def public(self) -> tuple[str, ...] | None:
        """Return the query arguments of a page everybody may see, None for any other page."""

    @property
    def body_limit(self) -> int:
        """Return the largest body in bytes."""

    @property
    def secret(self) -> bool:
        """Tell whether the path holds a one-time token."""


class ErrorResponder(Protocol):
    """Whoever renders the page of an error."""

    def respond(self, environ: WSGIEnvironment, start_response: StartResponse, error: AppError) -> Iterable[bytes]:
        """Answer with the error's page, status and headers."""


def mark_of(environ: WSGIEnvironment) -> Mark | None:
    """Return the mark of the matched route; None where nothing matched or matching has yet to come."""
    return cast("Mark | None", environ.get(ROUTE))
