"""People at their desks in a real browser: signed in without the second that a password takes."""

from urllib.parse import unquote, urlsplit

from playwright.sync_api import Page

from apps.auth.models import User
from apps.auth.services.devices import DeviceService
from core.database.database import Database
from core.sessions.identifier import SessionCookie, new_id

#: The key of every site that the `settings` fixture makes.
SECRET_KEY = "tests-sign-with-this-key-0123456789abcdef"


def sign_in(page: Page, database: Database, user: User) -> None:
    """Sign a user in on the browser that a page is open in."""
    page.context.add_cookies([session_cookie(database, user)])


def session_cookie(database: Database, user: User, user_agent: str = "") -> dict[str, str]:
    """Sign a user in on a new device; return its cookie as Playwright takes it."""
    session_id = new_id()
    with database.transaction() as db:
        DeviceService(db).sign_in(user, session_id, remember=False, ip="127.0.0.1", user_agent=user_agent)
    written = SessionCookie(SECRET_KEY, secure=False).write(session_id, None)
    name, _, value = written.partition(";")[0].partition("=")
    return {"name": name, "value": value, "domain": "127.0.0.1", "path": "/"}


def press(page: Page, words: str) -> None:
    """Press the button that says exactly this, and wait for the page it leads to."""
    page.get_by_role("button", name=words, exact=True).click()


def path_of(page: Page) -> str:
    """Return the path in the address bar, as people read it."""
    return unquote(urlsplit(page.url).path)
