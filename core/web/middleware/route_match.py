"""Route match: finds the route's mark before anything of the request is read."""

from collections.abc import Callable, Iterable

from core.web.middleware.protocols import ROUTE, StartResponse, WSGIApplication, WSGIEnvironment
from core.web.route import RouteMark


class RouteMatch:
    """Puts the mark of the route that will answer into the environ, None where there is none."""

    def __init__(self, app: WSGIApplication, *, match: Callable[[str, str], RouteMark | None]) -> None:
        """Ask `match` with method and decoded path."""
        self._app = app
        self._match = match

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Match, then go on; the path is known to be UTF-8 by now."""
        path = environ.get("PATH_INFO", "").encode("latin-1").decode("utf-8")
        environ[ROUTE] = self._match(environ["REQUEST_METHOD"], path)
        return self._app(environ, start_response)
