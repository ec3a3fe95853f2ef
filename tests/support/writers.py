"""People at the desk and the browsers they are signed in on, without the second that a password takes."""

import secrets

from webtest import TestApp

from apps.auth.models import User
from apps.auth.services.accounts import AccountService
from apps.auth.services.devices import DeviceService
from core.permissions import Role
from core.sessions.identifier import SessionCookie


class Browser(TestApp):
    """Somebody's browser: asks as browsers do, keeps its cookies, and knows a token for forms that no page shows."""

    def __init__(self, site, token=""):
        super().__init__(site, extra_environ={"HTTP_HOST": "localhost", "HTTP_SEC_FETCH_SITE": "same-origin"})
        self.token = token

    def send(self, path, fields=(), *, status="*", headers=None):
        """Post a form that no page shows; any answer will do unless a status is named."""
        pairs = fields.items() if isinstance(fields, dict) else fields
        return self.post(path, [("csrf_token", self.token), *pairs], headers=headers, status=status)

    def press(self, page, words, *, status="*", **typed):
        """Type into the editor of a page and press the button that says `words`; return the answer, whatever it is."""
        editor = page.forms["editor"]
        for name, value in typed.items():
            editor[name] = value
        markup = page.html.find("form", id="editor")
        button = next(each for each in markup.find_all("button") if each.get_text(strip=True) == words)
        pressed = [(button["name"], button["value"])] if button.get("name") else []
        path = button.get("formaction") or markup["action"]
        return self.post(path, [*editor.submit_fields(), *pressed], status=status)


class Writers:
    """Makes accounts of a site, with their browsers."""

    def __init__(self, site):
        self._site = site
        self._cookies = SessionCookie(site.settings.secret_key, secure=site.settings.is_secure)

    def make(self, role, name=None):
        """Return a new account; a role is given by its label."""
        with self._site.database.transaction() as db:
            return AccountService(db).create(display_name=name or role.title(), role=Role.named(role))

    def arrive(self, role, name=None):
        """Return the browser of a new account, which is signed in there."""
        return self.browser(self.make(role, name))

    def browser(self, user=None):
        """Return a browser on which the account is signed in; a visitor's without one."""
        browser = Browser(self._site)
        if user is not None:
            self.sign_in(browser, user)
        return browser

    def sign_in(self, browser, user):
        """Sign an account in on a browser, in place of whoever was signed in there."""
        session_id = secrets.token_urlsafe(32)
        with self._site.database.transaction() as db:
            device = DeviceService(db).sign_in(user, session_id, remember=False, ip="127.0.0.1", user_agent="")
        cookie = self._cookies.write(session_id, None).split(";")[0]
        browser.reset()
        browser.set_cookie(*cookie.split("=", 1))
        browser.token = self._site.csrf.token(f"device:{device.id}")

    def suspend(self, user):
        """Suspend an account, whose browsers stay signed in as far as they know."""
        with self._site.database.transaction() as db:
            db.get(User, user.id).state = "suspended"
