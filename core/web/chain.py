"""The middleware chain: what stands around the root Bottle."""

from typing import TYPE_CHECKING

from core.sessions.middleware import build_session_middleware
from core.web.middleware.body import BodyLimiter
from core.web.middleware.crash_guard import CrashGuard
from core.web.middleware.database_scope import DatabaseScope
from core.web.middleware.health import Health
from core.web.middleware.hosts import HostAllowList
from core.web.middleware.passenger import PassengerPath
from core.web.middleware.proxy import ProxyResolver
from core.web.middleware.request_line import RequestLine
from core.web.middleware.route_match import RouteMatch
from core.web.middleware.security_headers import SecurityHeaders

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

    from core.web.site import Site


def build_chain(site: "Site") -> "WSGIApplication":
    """Return the application; read from the bottom to the top: the last line is what a request meets first."""
    settings, errors = site.settings, site.errors
    hops = settings.trusted_proxy_hops
    app: WSGIApplication = site.root.bottle
    app = build_session_middleware(app, secret=settings.secret_key, secure=settings.is_secure, store=site.store)
    app = DatabaseScope(app, database=site.database, errors=errors, first_contact=site.first_contact)
    app = site.themes.around(app)
    app = site.static.around(app)
    app = site.media.around(app)
    app = BodyLimiter(app, errors=errors, threads=settings.threads)
    app = RouteMatch(app, match=site.root.match)
    app = HostAllowList(app, allowed=settings.allowed_hosts, errors=errors)
    app = RequestLine(app, errors=errors)
    app = Health(app, errors=errors, checks=site.readiness(), metrics=site.metrics, allow=settings.metrics_allow)
    app = ProxyResolver(app, trusted_hops=hops)
    # Outside of all that may refuse, so that its error pages carry the headers too.
    app = SecurityHeaders(app, secure=settings.is_secure, visit_counter=site.visits.origin)
    prefixes = site.root.secret_prefixes()
    app = CrashGuard(app, metrics=site.metrics, secret_prefixes=prefixes, trust_request_id=hops > 0)
    # It can't fail, and the log wants the path as it is meant.
    return PassengerPath(app)
