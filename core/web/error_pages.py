"""Error pages: the right sub-app's page for a status, from whatever layer the error comes."""

import logging
from collections.abc import Iterable
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from core.errors import AppError, NotFound
from core.i18n import N_, Message
from core.web.request import AnonymousRequest
from core.web.response import Response

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

    from core.web.site import Site

_log = logging.getLogger(__name__)
_TITLES: dict[int, Message] = {
    403: N_("Not allowed"),
    404: NotFound.default,
    409: N_("Saved meanwhile"),
    413: N_("Too large"),
    429: N_("Too often"),
    500: N_("Something went wrong"),
    503: N_("One moment"),
}


class ErrorPages:
    """Makes the page for an error; those of 500 and above touch neither database nor session."""

    def __init__(self, site: "Site") -> None:
        """Use the site's templates."""
        self._site = site

    def page(
        self, request: AnonymousRequest, error: AppError, *, template: str | None = None, **context: object
    ) -> Response:
        """Return the page in the reader's language; with user and menu if they can be had.

        A view that keeps what was sent gives a template of its own and what it shows.
        """
        if error.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return self._plain(request, error, template, context)
        try:
            return self._render(request, error, template, context)
        except Exception:
            _log.exception("the error page for %s can't show who is signed in", error.status)
            return self._plain(request, error, template, context)

    def respond(self, environ: "WSGIEnvironment", start_response: "StartResponse", error: AppError) -> Iterable[bytes]:
        """Answer with the page for an error from outside any view."""
        response = self.page(AnonymousRequest(self._site, environ), error)
        body = str(response.body).encode()
        headers = [("Content-Type", response.content_type), ("Content-Length", str(len(body))), *response.headers]
        start_response(f"{error.status} {phrase(error.status)}", headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    def _plain(
        self, request: AnonymousRequest, error: AppError, template: str | None, context: dict[str, Any]
    ) -> Response:
        return self._render(AnonymousRequest(self._site, request.environ), error, template, context)

    def _render(
        self, request: AnonymousRequest, error: AppError, template: str | None, more: dict[str, Any]
    ) -> Response:
        part = self._site.subapp(request.path)
        title = _TITLES.get(error.status, N_("That didn't work"))
        context: dict[str, Any] = {
            "status": error.status,
            "title": request.locale.translate(title),
            "message": request.locale.translate(error.message),
            **part.error_context(request, error),
            **more,
        }
        body = self._site.templates.page(request, template or part.error_template, context)
        return Response(body, error.status, headers=[("Cache-Control", "no-store"), *error.headers])


def phrase(status: int) -> str:
    """Return the words that stand after a status code."""
    return HTTPStatus(status).phrase
