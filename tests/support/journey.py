"""A person with a browser over real HTTP: signs in, writes, reads; for servers in processes of their own."""

import ssl
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from email.message import Message
from functools import cached_property
from http.client import HTTPConnection, HTTPSConnection
from http.cookies import SimpleCookie
from string import punctuation
from urllib.parse import quote, urlencode, urljoin, urlsplit

from bs4 import BeautifulSoup, Tag

from apps.auth.services.accounts import AccountService
from core.database.database import Database
from core.permissions import Role
from tests.support.databases import settings_for
from tests.support.members import FIREFOX, PASSWORD, hashed_once

#: Seconds that a person waits for an answer, on a machine that is busy with other tests.
PATIENCE = 30
Fields = Mapping[str, str] | Iterable[tuple[str, str]]


@dataclass(frozen=True)
class Reply:
    """What a server answered, whole."""

    status: int
    headers: Message
    text: str

    @cached_property
    def html(self) -> BeautifulSoup:
        """Return the page, parsed."""
        return BeautifulSoup(self.text, "html.parser")

    def form(self, id: str | None = None) -> Tag:
        """Return a form of the page by its id, else the form of the page itself: the first one that posts."""
        found = self.html.find("form", id=id) if id else self.html.select_one("main form[method=post]")
        if found is None:
            raise Refused(self)
        return found


class Refused(AssertionError):
    """A server answered something else than a person came for."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(f"{reply.status}\n{reply.headers}\n{reply.text[:2000]}")
        self.reply = reply


class Person:
    """Somebody's browser: keeps cookies and the token of the last form, follows nothing by itself.

    `url` may be changed to another server of the same site. `said` are headers sent with each request, for a site
    that is asked under another name than its address (Host).
    """

    def __init__(
        self, url: str, *, said: Mapping[str, str] | None = None, trusts: ssl.SSLContext | None = None
    ) -> None:
        self.url = url
        self.cookies: dict[str, str] = {}
        self.token = ""
        self._said = {"User-Agent": FIREFOX, "Accept-Language": "en", "Sec-Fetch-Site": "same-origin", **(said or {})}
        self._trusts = trusts

    def get(self, path: str) -> Reply:
        """Ask for a page."""
        return self._ask("GET", path)

    def post(self, path: str, fields: Fields = ()) -> Reply:
        """Send a form, with the token of the last one that was shown unless it holds its own."""
        pairs = list(fields.items() if isinstance(fields, Mapping) else fields)
        if "csrf_token" not in dict(pairs):
            pairs.insert(0, ("csrf_token", self.token))
        return self._ask("POST", path, urlencode(pairs).encode())

    def follow(self, reply: Reply) -> Reply:
        """Go where an answer leads; raise Refused if it leads nowhere."""
        if reply.status != 303:
            raise Refused(reply)
        where = urlsplit(urljoin(self.url, reply.headers["Location"]))
        return self.get(where._replace(scheme="", netloc="", fragment="").geturl())

    def press(self, page: Reply, words: str, *, form: str | None = None, **typed: str) -> Reply:
        """Fill in a form of a page and press its button that says `words`; return the answer, whatever it is."""
        markup = page.form(form)
        button = next(each for each in markup.find_all("button") if each.get_text(strip=True) == words)
        pressed = {button["name"]: button["value"]} if button.get("name") else {}
        return self.post(button.get("formaction") or markup["action"], {**filled(markup), **typed, **pressed})

    def sign_in(self, login: str, password: str = PASSWORD) -> Reply:
        """Sign in by the sign-in page; return the answer, raise Refused where it isn't a welcome."""
        reply = self.press(self.get("/auth/login"), "Sign in", login=login, password=password)
        if reply.status != 303:
            raise Refused(reply)
        return reply

    def sign_out(self) -> Reply:
        """Sign out by the page for it; return the answer."""
        page = self.get("/auth/logout")
        return self.post("/auth/logout", filled(page.form()))

    def is_signed_in(self) -> bool:
        """Tell whether a page that needs it is shown; raise Refused for any other answer than that or the way there."""
        reply = self.get("/auth/")
        if reply.status not in {200, 303}:
            raise Refused(reply)
        return reply.status == 200

    def write(self, title: str, text: str) -> str:
        """Write and publish a post; return the path that readers find it at, raise Refused where it wasn't taken."""
        editor = self.get("/admin/posts/new")
        saved = self.follow(self.press(editor, "Publish", form="editor", title=title, source=text))
        address = saved.html.select_one("p.address a")
        if address is None:
            raise Refused(saved)
        return address["href"]

    def _ask(self, method: str, path: str, body: bytes | None = None) -> Reply:
        """Ask over a connection of its own, so that no server can take away one that was kept."""
        connection = self._connection()
        try:
            connection.request(method, quote(path, safe=punctuation), body, self._headers(body))
            answer = connection.getresponse()
            reply = Reply(answer.status, answer.headers, answer.read().decode())
        finally:
            connection.close()
        self._keep(reply)
        return reply

    def _connection(self) -> HTTPConnection:
        where = urlsplit(self.url)
        if where.scheme == "https":
            return HTTPSConnection(where.hostname, where.port, timeout=PATIENCE, context=self._trusts)
        return HTTPConnection(where.hostname, where.port, timeout=PATIENCE)

    def _headers(self, body: bytes | None) -> dict[str, str]:
        headers = dict(self._said)
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        return headers

    def _keep(self, reply: Reply) -> None:
        for line in reply.headers.get_all("Set-Cookie", []):
            for name, morsel in SimpleCookie(line).items():
                if morsel["max-age"] == "0":
                    self.cookies.pop(name, None)
                else:
                    self.cookies[name] = morsel.value
        if reply.headers.get_content_type() == "text/html":
            field = reply.html.find("input", attrs={"name": "csrf_token"})
            self.token = field["value"] if field else self.token


def filled(form: Tag) -> dict[str, str]:
    """Return the fields of a form as a browser would send them untouched, without its buttons."""
    fields = {}
    for field in form.select("input[name], textarea[name], select[name]"):
        if field.name == "textarea":
            # A browser leaves out the line break that begins a text area's markup.
            fields[field["name"]] = field.get_text().removeprefix("\n")
        elif field.name == "select":
            chosen = field.select_one("option[selected]") or field.select_one("option")
            fields[field["name"]] = chosen["value"]
        elif field.get("type") not in {"checkbox", "radio", "submit"} or field.has_attr("checked"):
            fields[field["name"]] = field.get("value", "")
    return fields


def make_administrator(database_url: str, name: str = "root", password: str = PASSWORD) -> None:
    """Give a migrated database its first administrator, which ends the set-up."""
    add_writer(database_url, name, password, role=Role.ADMIN)


def add_writer(database_url: str, name: str = "ada", password: str = PASSWORD, *, role: Role = Role.AUTHOR) -> None:
    """Add an account with a password to a migrated database."""
    database = Database(settings_for(database_url), patient=True)
    try:
        with database.transaction() as db:
            make = AccountService(db).create
            make(display_name=name.title(), role=role, name=name, password_hash=hashed_once(password))
    finally:
        database.dispose()
