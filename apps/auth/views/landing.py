"""Where somebody goes on after signing in."""

from core.permissions import Person, can
from core.web.request import Request

_LONGEST = 2000


def landing(request: Request, user: Person, wanted: str) -> str:
    """Return the page that was asked for before signing in, else the desk or, without one, the own account."""
    home = "admin.home" if can(user, "desk.view") else "auth.account"
    return local_path(wanted) or request.url_for(home)


def local_path(text: str) -> str:
    """Return a path of this site as it is; empty for whatever a browser could take for another site's address.

    Browsers read a backslash as a slash, "//" as the beginning of a host, and drop control characters before that.
    """
    if len(text) > _LONGEST or not text.isprintable() or "\\" in text:
        return ""
    return text if text.startswith("/") and not text.startswith("//") else ""
