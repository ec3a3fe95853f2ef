"""One route's way from Bottle's callback to its answer: admission, transaction, retry, session, answer."""

import logging
from contextlib import suppress
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import bottle
from sqlalchemy.exc import DBAPIError, TimeoutError as PoolTimeout

from core.audit import ORIGIN, Actor
from core.database.database import TRIES, commit, pause, rollback
from core.database.failures import is_away, may_run_again
from core.errors import AppError, Forbidden, InternalError, SignInRequired, Unavailable
from core.permissions import can
from core.web.request import Request
from core.web.response import Response
from core.web.route import RouteMark

_log = logging.getLogger(__name__)


class Dispatch:
    """Answers the requests of one route."""

    def __init__(self, site: Any, view: type, method: str, mark: RouteMark, *, token_for_all: bool = False) -> None:
        """Know the view's class and method; `token_for_all` asks visitors too for a CSRF token."""
        self._site = site
        self._view = view
        self._method = method
        self.mark = mark
        self._token_for_all = token_for_all

    def __call__(self, **args: str) -> bottle.HTTPResponse:
        """Answer the request that Bottle has at hand in this thread."""
        environ = bottle.request.environ
        session = environ["beaker.session"]
        for attempt in range(1, TRIES + 1):
            request = Request(self._site, environ, self.mark)
            request.db.info[ORIGIN] = Actor(ip=request.ip, request_id=request.id)
            try:
                response = self._attempt(request, args)
                break
            except (DBAPIError, PoolTimeout) as error:
                self._site.metrics.database_failed(type(error).__name__)
                self._site.database.open_scope(writes=not self.mark.is_safe)
                session.rollback()
                if attempt < TRIES and self.mark.retry and may_run_again(error):
                    self._site.metrics.retried()
                    pause(attempt)
                    continue
                response = self._failed(request, error)
                break
        return self._finish(request, response)

    def _attempt(self, request: Request, args: dict[str, str]) -> Response:
        """Run the view in one transaction: below 400 it is committed, all else is undone."""
        try:
            self._admit(request)
            view = self._view(request)
            response: Response = getattr(view, self._method)(**args)
        except AppError as error:
            self._undo(request)
            return self._refused(request, error)
        except (DBAPIError, PoolTimeout):
            raise
        except Exception:
            _log.exception("unexpected error in %s", self.mark.name)
            self._undo(request)
            return self._error_page(request, InternalError())
        if response.status >= HTTPStatus.BAD_REQUEST:
            self._undo(request)
            return response
        try:
            commit(request.db)
        except Unavailable as error:
            # Whether it was committed may be unknown, so nothing runs it again but the visitor.
            _log.warning("the database is away: %s", type(error).__name__)
            self._site.metrics.database_failed(type(error).__name__)
            self._site.database.open_scope(writes=not self.mark.is_safe)
            request.session.rollback()
            return self._error_page(request, error)
        if not self.mark.is_safe:
            # Whoever changed something sees it on the next page, not a second later.
            self._site.generation.forget()
        return response

    @staticmethod
    def _undo(request: Request) -> None:
        """Undo what the view did: in the database, and in the session, which may not outlive it."""
        rollback(request.db)
        request.session.rollback()

    def _admit(self, request: Request) -> None:
        """Raise for a visitor who may not use this route, whatever the object."""
        mark = self.mark
        if not mark.is_safe:
            self._site.csrf.check_origin(request.environ)
        if mark.can is not None and not can(request.user, mark.can):
            raise SignInRequired if request.user is None else Forbidden
        if not mark.is_safe and (self._token_for_all or request.user is not None):
            token = request.form.get("csrf_token") or request.header("X-CSRF-Token")
            self._site.csrf.check_token(self._site.csrf_binding(request), token)
        if mark.limit is not None:
            request.limit(mark.limit, request.counted_as)

    def _refused(self, request: Request, error: AppError) -> Response:
        kept = self._own_page(request, error)
        if kept is None and isinstance(error, SignInRequired):
            here = request.path if self.mark.is_safe else None
            return Response(status=303, headers=[("Location", request.url_for("auth.login", next=here))])
        return kept or self._site_page(request, error)

    def _failed(self, request: Request, error: Exception) -> Response:
        if is_away(error) or may_run_again(error):
            _log.warning("the database is away: %s", getattr(error, "orig", error))
            answer: AppError = Unavailable()
        else:
            _log.error("unexpected database error in %s", self.mark.name, exc_info=error)
            answer = InternalError()
        return self._error_page(request, answer)

    def _error_page(self, request: Request, error: AppError) -> Response:
        return self._own_page(request, error) or self._site_page(request, error)

    def _site_page(self, request: Request, error: AppError) -> Response:
        page: Response = self._site.errors.page(request, error)
        return page

    def _own_page(self, request: Request, error: AppError) -> Response | None:
        """Return the page on which the view keeps what was sent, None where it keeps nothing."""
        if self.mark.is_safe:
            return None
        try:
            # What another site's page made the browser send must not stand in a form of ours.
            self._site.csrf.check_origin(request.environ)
            if error.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
                request.do_without_database()
            kept: Response | None = self._view(request).refused(error)
        except AppError:  # what was sent can't be read
            return None
        if kept is not None:
            kept.headers += [header for header in error.headers if header not in kept.headers]
        return kept

    def _finish(self, request: Request, response: Response) -> bottle.HTTPResponse:
        """Write what outlives the request, then the session, and hand the answer to Bottle."""
        # An error page has read since the rollback; what comes now writes on a connection of its own.
        if request.db.in_transaction():
            with suppress(DBAPIError, Unavailable):
                request.db.commit()
        self._note_device(request)
        for act, droppable in request.records:
            try:
                # What is noted twice is better than what isn't.
                self._site.database.run(act, may_repeat=True)
            except (DBAPIError, Unavailable):
                _log.log(logging.INFO if droppable else logging.ERROR, "a record of %s was lost", self.mark.name)
        request.session.save()
        request.close_uploads()
        return _to_bottle(request, response)

    def _note_device(self, request: Request) -> None:
        """Keep the device's row young: last seen, a new session id when it is due, and that it arrived."""
        identity = request.__dict__.get("identity")
        if identity is None:
            return
        devices = self._site.devices
        if identity.touch_due:
            request.record(lambda db: devices(db).touch(identity.device_id, request.ip), droppable=True)
        if identity.confirm_due:
            new_id = request.session.requested_id
            request.record(lambda db: devices(db).confirm(identity.device_id, new_id), droppable=True)
        if identity.rotation_due:
            # The answer stands: an id that can't be replaced now is replaced by the next request.
            with suppress(DBAPIError, Unavailable):
                self._site.rotate(request, identity)


def _to_bottle(request: Request, response: Response) -> bottle.HTTPResponse:
    answer = bottle.HTTPResponse(body=response.body, status=response.status)
    answer.set_header("Content-Type", response.content_type)
    for name, value in response.headers:
        answer.add_header(name, quote(value, safe="/:?&=#%+,;@!$'()*[]~-._") if name == "Location" else value)
    if request.vary:
        answer.add_header("Vary", request.vary)
    for cookie in request.cookies:
        answer.add_header("Set-Cookie", cookie)
    return answer
