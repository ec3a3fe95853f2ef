"""Beaker's session middleware with our session in it."""

from collections.abc import Iterable
from typing import Any, cast
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from beaker.container import NamespaceManager
from beaker.middleware import SessionMiddleware

from core.sessions.identifier import SessionCookie
from core.sessions.protocol import SessionStore
from core.sessions.session import Session

KEY = "beaker.session"


class ClosedNamespace(NamespaceManager):
    """The way by which Beaker itself would reach a store, closed: it pickles, keeps for ever and flushes servers."""

    def __init__(self, *_: object, **__: object) -> None:
        raise RuntimeError("sessions are kept by core.sessions alone")


def build_session_middleware(
    app: WSGIApplication, *, secret: str, secure: bool, store: SessionStore
) -> WSGIApplication:
    """Return `app` with a Session in environ["beaker.session"] that is lazy and written by its save() alone.

    `secret` (32 characters or more) signs the ids; `secure` is for sites on HTTPS.
    """

    def with_session(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        # Beaker keeps its proxy, which sends the cookie; the app gets the session itself, whose save() is at once.
        environ[KEY] = environ[KEY].current
        return app(environ, start_response)

    options: dict[str, Any] = {
        "session.session_class": Session,
        "session.namespace_class": ClosedNamespace,
        "session.store": store,
        "session.cookie": SessionCookie(secret, secure=secure),
        # Otherwise every request that looked at its session would save it in start_response.
        "session.save_accessed_time": False,
    }
    return cast("WSGIApplication", SessionMiddleware(with_session, options))
