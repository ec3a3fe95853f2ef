"""The headers that tell browsers what our pages never do; they go onto every answer, errors too."""

from collections.abc import Callable, Iterable
from typing import Any, Final

from core.web.middleware.protocols import StartResponse, WSGIApplication, WSGIEnvironment, mark_of

_POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self' https: data:; font-src 'self'; script-src {scripts}; "
    # Lighthouse reads robots.txt from inside the page, which is a connection to ourselves.
    "connect-src {connections}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
)
#: For the pages that readers see, which need no script at all.
CSP_WITHOUT_SCRIPTS: Final = _POLICY.format(scripts="'none'", connections="'self'")
CSP: Final = _POLICY.format(scripts="'self'", connections="'self'")

_ALWAYS: Final = (
    ("X-Content-Type-Options", "nosniff"),
    # Not no-referrer: it would make browsers send "Origin: null", and with it fail our forms.
    ("Referrer-Policy", "same-origin"),
    ("X-Frame-Options", "DENY"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    # Whatever may be kept says so itself.
    ("Cache-Control", "no-store"),
)
#: Two years. Sub-domains are not ours to speak for.
_HSTS: Final = ("Strict-Transport-Security", "max-age=63072000")
_TELLTALES: Final = frozenset({"server", "x-powered-by"})


def _no_origin(_environ: WSGIEnvironment) -> str:
    return ""


class SecurityHeaders:
    """Adds the headers at start_response, where those of error pages pass too; what the app has set stays."""

    def __init__(
        self, app: WSGIApplication, *, secure: bool, visit_counter: Callable[[WSGIEnvironment], str] = _no_origin
    ) -> None:
        """Promise HTTPS for the time to come where the site is `secure` now.

        `visit_counter` tells the origin whose script readers' pages may run, if any.
        """
        self._app = app
        self._visit_counter = visit_counter
        self._defaults = (*_ALWAYS, _HSTS) if secure else _ALWAYS

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer as the inner stack does, with more headers."""

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None, /) -> Callable[[bytes], object]:
            kept = self._completed(environ, headers)
            return start_response(status, kept, exc_info) if exc_info else start_response(status, kept)

        return self._app(environ, start)

    def _completed(self, environ: WSGIEnvironment, headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
        kept = [(name, value) for name, value in headers if name.lower() not in _TELLTALES]
        given = {name.lower() for name, _ in kept}
        if "content-security-policy" not in given:
            kept.append(("Content-Security-Policy", self._policy(environ)))
        return kept + [(name, value) for name, value in self._defaults if name.lower() not in given]

    def _policy(self, environ: WSGIEnvironment) -> str:
        mark = mark_of(environ)
        if mark is None or mark.public is None:
            return CSP
        origin = self._visit_counter(environ)
        if not origin:
            return CSP_WITHOUT_SCRIPTS
        return _POLICY.format(scripts=origin, connections=f"'self' {origin}")
