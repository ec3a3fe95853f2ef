"""People who visit a site in tests: with accounts, passwords and browsers of their own."""

import functools

from webtest import TestApp

from apps.auth.services.links import RESET, LinkService
from apps.auth.services.passwords import hash_password
from core.permissions import Role
from tests.factories import make_user

#: Hashed once for all: the hash of a password is slow on purpose.
hashed_once = functools.cache(hash_password)
PASSWORD = "stamp-collection-77"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"


def visitor(site, *, ip="192.0.2.1", user_agent=FIREFOX, language="en"):
    """Return a browser of its own on the site, without any cookie."""
    said = {
        "HTTP_HOST": "localhost",
        "HTTP_SEC_FETCH_SITE": "same-origin",
        "HTTP_USER_AGENT": user_agent,
        "HTTP_ACCEPT_LANGUAGE": language,
        "REMOTE_ADDR": ip,
    }
    return TestApp(site, extra_environ=said)


def member(site, name="ada", *, role=Role.AUTHOR, password=PASSWORD, **fields):
    """Add an account with a password; return its number."""
    with site.database.transaction() as db:
        return make_user(db, name, role=role, password_hash=password and hashed_once(password), **fields).id


def reset_link(site, user_id):
    """Return the path of a link by which somebody chooses a password."""
    with site.database.transaction() as db:
        return f"/auth/reset/{LinkService(db).issue(RESET, user_id)}"


def sign_in(client, login="ada", password=PASSWORD, *, at="/auth/login", status=303):
    """Fill in the sign-in page and send it; return the answer."""
    form = client.get(at).form
    form["login"], form["password"] = login, password
    return form.submit(status=status)


def is_signed_in(client):
    """Tell whether the browser's owner is signed in, by asking for a page that needs it."""
    return {200: True, 303: False}[client.get("/auth/", status="*").status_int]
