"""Database scope: a fresh session for each request, given back when its answer is sent."""

from collections.abc import Callable, Iterable

from core.database.database import Database
from core.errors import AppError
from core.web.middleware.closing import ClosingBody
from core.web.middleware.protocols import ErrorResponder, StartResponse, WSGIApplication, WSGIEnvironment
from core.web.route import SAFE_METHODS


class DatabaseScope:
    """Opens the request's session and closes it in the iterable's close(), after error pages and streams."""

    def __init__(
        self, app: WSGIApplication, *, database: Database, errors: ErrorResponder, first_contact: Callable[[], None]
    ) -> None:
        """Call `first_contact` before each request until it has succeeded once."""
        self._app = app
        self._database = database
        self._errors = errors
        self._first_contact = first_contact

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer within a scope of this thread."""
        try:
            self._first_contact()
        except AppError as error:
            return self._errors.respond(environ, start_response, error)
        self._database.open_scope(writes=environ["REQUEST_METHOD"] not in SAFE_METHODS)
        try:
            body = self._app(environ, start_response)
        except BaseException:
            self._database.close_scope()
            raise
        return ClosingBody(body, self._database.close_scope)
