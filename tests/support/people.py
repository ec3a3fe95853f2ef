"""People who use the site in tests: accounts of any role, each signed in on browsers of their own."""

from string import punctuation
from urllib.parse import quote

from webtest import TestApp

from apps.auth.services.accounts import AccountService
from apps.auth.services.devices import DeviceService
from core.permissions import Role
from core.sessions.identifier import SessionCookie, new_id


class Browser(TestApp):
    """A browser as WebTest has it, which takes addresses as people read them and presses buttons."""

    def get(self, path, *args, **options):
        """Return the page at a path that may hold any letters."""
        return super().get(quote(path, safe=punctuation), *args, **options)

    def press(self, page, words, *, form="editor", status="*", **typed):
        """Fill in a form of a page and press the button that says `words`; return the answer, whatever it is."""
        filled = page.forms[form]
        for name, value in typed.items():
            filled[name] = value
        markup = page.html.find("form", id=form) if isinstance(form, str) else page.html.find_all("form")[form]
        button = next(each for each in markup.find_all("button") if each.get_text(strip=True) == words)
        pressed = [(button["name"], button["value"])] if button.get("name") else []
        path = button.get("formaction") or markup["action"]
        return self.post(path, [*filled.submit_fields(), *pressed], status=status)


class People:
    """Makes accounts of one site and signs them in, without the sign-in page."""

    def __init__(self, site):
        self._site = site

    def make(self, role, name=None):
        """Return a new account; a role is given by its label."""
        with self._site.database.transaction() as db:
            return AccountService(db).create(display_name=name or role.title(), role=Role.named(role))

    def arrive(self, role, name=None):
        """Return the browser of a new account, which is signed in there."""
        return self.browser(self.make(role, name))

    def browser(self, user=None):
        """Return a new browser: a visitor's, or one on which `user` is signed in."""
        said = {"HTTP_HOST": "localhost", "HTTP_SEC_FETCH_SITE": "same-origin", "HTTP_ACCEPT_LANGUAGE": "en"}
        browser = Browser(self._site, extra_environ=said)
        if user is not None:
            session_id = new_id()
            with self._site.database.transaction() as db:
                DeviceService(db).sign_in(user, session_id, remember=False, ip="127.0.0.1", user_agent="WebTest")
            settings = self._site.settings
            cookie = SessionCookie(settings.secret_key, secure=settings.is_secure)
            name, _, value = cookie.write(session_id, None).partition(";")[0].partition("=")
            browser.set_cookie(name, value)
        return browser
