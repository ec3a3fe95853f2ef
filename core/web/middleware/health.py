"""What machines ask: /healthz, /readyz and /metrics."""

import hmac
import json
from collections.abc import Callable, Iterable, Mapping
from typing import Final

from core.addresses import IPNetwork, find_address, find_network, is_in
from core.errors import NotFound
from core.metrics import Metrics
from core.web.middleware.protocols import CLIENT_IP, ErrorResponder, StartResponse, WSGIApplication, WSGIEnvironment
from core.web.middleware.readiness import OK, Readiness
from core.web.route import SAFE_METHODS

_TEXT: Final = "text/plain; charset=utf-8"
_JSON: Final = "application/json"


class MetricsAccess:
    """Who may read the metrics: the networks and the bearer tokens that METRICS_ALLOW lists."""

    def __init__(self, allow: Iterable[str]) -> None:
        """Take every entry that isn't an address or a network for a token; without entries nobody may."""
        self._networks: list[IPNetwork] = []
        self._tokens: list[bytes] = []
        for entry in allow:
            network = find_network(entry)
            if network is not None:
                self._networks.append(network)
            else:
                self._tokens.append(entry.encode())

    def permits(self, environ: WSGIEnvironment) -> bool:
        """Tell whether this request may."""
        scheme, _, token = environ.get("HTTP_AUTHORIZATION", "").partition(" ")
        given = token.strip().encode("latin-1", "replace")
        # All are compared, so that the time taken doesn't tell which one was close.
        matches = [hmac.compare_digest(given, known) for known in self._tokens]
        if scheme.lower() == "bearer" and any(matches):
            return True
        # Only as the proxy resolver found it: behind a proxy of ours REMOTE_ADDR is ours for everybody.
        return is_in(find_address(environ.get(CLIENT_IP, "")), self._networks)


class Health:
    """Answers the machines: after the proxy resolver, before the host list, as probes call the site by address."""

    def __init__(
        self,
        app: WSGIApplication,
        *,
        errors: ErrorResponder,
        checks: Mapping[str, Callable[[], None]],
        metrics: Metrics,
        allow: Iterable[str] = (),
    ) -> None:
        """Keep the checks of /readyz, each raising when what it checks is away, and who is allowed the metrics."""
        self._app = app
        self._errors = errors
        self._readiness = Readiness(checks)
        self._metrics = metrics
        self._access = MetricsAccess(allow)
        self._answers = {"/healthz": self._healthz, "/readyz": self._readyz, "/metrics": self._scrape}

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer, or pass on what isn't for machines."""
        path = environ.get("PATH_INFO", "")
        answer = self._answers.get(path)
        if answer is None:
            return self._app(environ, start_response)
        if path == "/metrics" and not self._access.permits(environ):
            return self._errors.respond(environ, start_response, NotFound())
        if environ["REQUEST_METHOD"] not in SAFE_METHODS:
            status, headers, body = "405 Method Not Allowed", [("Allow", "GET, HEAD"), ("Content-Type", _TEXT)], b""
        else:
            status, headers, body = answer()
        start_response(status, [*headers, ("Content-Length", str(len(body))), ("Cache-Control", "no-store")])
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    def _healthz(self) -> tuple[str, list[tuple[str, str]], bytes]:
        return "200 OK", [("Content-Type", _TEXT)], b"ok"

    def _readyz(self) -> tuple[str, list[tuple[str, str]], bytes]:
        checks = self._readiness.outcome()
        ready = all(state == OK for state in checks.values())
        body = json.dumps({"status": OK if ready else "unavailable", "checks": dict(checks)}).encode()
        if ready:
            return "200 OK", [("Content-Type", _JSON)], body
        return "503 Service Unavailable", [("Content-Type", _JSON), ("Retry-After", "2")], body

    def _scrape(self) -> tuple[str, list[tuple[str, str]], bytes]:
        content_type, body = self._metrics.render()
        return "200 OK", [("Content-Type", content_type)], body
