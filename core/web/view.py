"""Views: one class per resource, one instance per request."""

import json
from collections.abc import Callable, Iterable
from typing import Any, Generic, TypeVar

from sqlalchemy.orm import Session

from core.errors import AppError
from core.i18n import Message
from core.web.forms import Form
from core.web.request import Request
from core.web.response import Response

S = TypeVar("S")
FormT = TypeVar("FormT", bound=Form)


class uses(Generic[S]):  # noqa: N801 - reads as a declaration: posts = uses(PostService)
    """A service that a view uses, made with the request's database session on first use."""

    def __init__(self, service: Callable[[Session], S]) -> None:
        """Know the service's class."""
        self._service = service
        self._name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        """Learn the attribute's name, under which the instance keeps the service."""
        self._name = name

    def __get__(self, view: "View", owner: type) -> S:
        """Return the view's own service."""
        service = self._service(view.request.db)
        view.__dict__[self._name] = service
        return service


class View:
    """Answers one request."""

    def __init__(self, request: Request) -> None:
        """Keep the request for the method that answers it."""
        self.request = request

    def refused(self, error: AppError) -> Response | None:  # noqa: ARG002 - for the views that keep something
        """Return a page that keeps what was sent in spite of an error; None for the site's error page.

        It is asked only where our own page sent something. It shows what the visitor sent, and nothing else: it never
        acts, and from 500 on it leaves database and session alone: then the visitor is nobody.
        """
        return None

    def render(self, template: str, *, status: int = 200, **context: object) -> Response:
        """Return a page."""
        return Response(self.request.site.templates.page(self.request, template, context), status)

    def xml(self, template: str, content_type: str, **context: object) -> Response:
        """Return a feed or another document for machines."""
        body = self.request.site.templates.page(self.request, template, context)
        return Response(body, content_type=f"{content_type}; charset=utf-8")

    def redirect(self, location: str, *, flash: Message | None = None, status: int = 303) -> Response:
        """Send the browser to a path of ours, with a sentence for the page it comes to."""
        if flash is not None:
            self.request.session.flash("good", flash)
        return Response(status=status, headers=[("Location", location)])

    def redirect_to(self, name: str, /, *, flash: Message | None = None, **args: object) -> Response:
        """Send the browser to a route by its name."""
        return self.redirect(self.request.url_for(name, **args), flash=flash)

    def json(self, value: object, *, status: int = 200) -> Response:
        """Return a value for a program."""
        return Response(json.dumps(value, ensure_ascii=False), status, content_type="application/json")

    def text(self, text: str, *, status: int = 200) -> Response:
        """Return plain text."""
        return Response(text, status, content_type="text/plain; charset=utf-8")

    def stream(self, chunks: Iterable[bytes], content_type: str) -> Response:
        """Return a long document piece by piece; it may use the database session until its end."""
        return Response(chunks, content_type=content_type)

    def form(self, form: type[FormT], **options: Any) -> FormT:
        """Return a form in the reader's language, filled from what was sent if something was."""
        request = self.request
        sent = None if request.mark and request.mark.is_safe else request.form
        return form(sent, meta={"locale": request.locale}, **options)
