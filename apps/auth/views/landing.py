"""Where somebody goes on after signing in."""

from core.permissions import Person, can
from core.urls import local_path
from core.web.request import Request


def landing(request: Request, user: Person, wanted: str) -> str:
    """Return the page that was asked for before signing in, else the desk or, without one, the own account."""
    home = "admin.home" if can(user, "desk.view") else "auth.account"
    return local_path(wanted) or request.url_for(home)
