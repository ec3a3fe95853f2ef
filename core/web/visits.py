"""The one script of another host that an administrator may let in: on whose pages it runs, and what it is allowed."""

from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from core.site_settings import SiteSettings
from core.web.middleware.protocols import USER_ID, Mark, WSGIEnvironment, mark_of
from core.web.request import AnonymousRequest, Request
from core.web.route import SAFE_METHODS

if TYPE_CHECKING:
    from core.web.site import Site

_LEFT_OUT: Final = "bottlepost.uncounted"


def origin_of(address: str) -> str:
    """Return the scheme, host and port of an https:// address, as DNS has the host; empty for anything else."""
    parts = urlsplit(address)
    if parts.scheme != "https" or not parts.hostname:
        return ""
    try:
        # It stands in a header, and some servers answer with an error where one holds other letters.
        return f"https://{parts.netloc.encode('idna').decode('ascii').lower()}"
    except UnicodeError:
        return ""


class VisitCounter:
    """Lets a script count visits to readers' pages, and none where somebody is signed in: it could act for them."""

    def __init__(self, site: "Site") -> None:
        """Go by the settings of `site`."""
        self._site = site

    def script(self, request: AnonymousRequest) -> str:
        """Return the address of the script for a page, empty where there is none."""
        source = request.settings.analytics_src
        # Pages that are made without a session can't tell who is signed in.
        if not source or not isinstance(request, Request) or request.user is not None:
            return ""
        return source if self._is_counted(request.environ) else ""

    def leave_out(self, request: AnonymousRequest) -> None:
        """Let no script read along on a page that isn't for everybody; to be called before it is rendered."""
        request.environ[_LEFT_OUT] = True

    def origin(self, environ: WSGIEnvironment) -> str:
        """Return what the answer's policy has to allow; nothing is asked of the database here."""
        known = self._site.generation.last_known(("site settings",))
        if not isinstance(known, SiteSettings) or not known.analytics_src or not self._is_counted(environ):
            return ""
        return origin_of(known.analytics_src)

    def _is_counted(self, environ: WSGIEnvironment) -> bool:
        mark = mark_of(environ)
        if mark is None or USER_ID in environ or _LEFT_OUT in environ or environ["REQUEST_METHOD"] not in SAFE_METHODS:
            return False
        return _is_for_all(mark) and self._reads(mark)

    def _reads(self, mark: Mark) -> bool:
        """Tell whether the route belongs to the readers' part of the site."""
        return (mark.name or "").startswith(f"{self._site.area('')}.")


def _is_for_all(mark: Mark) -> bool:
    return mark.public is not None and not mark.secret
