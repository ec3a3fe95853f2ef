"""The request as views see it: decoded, with this request's database session, session, user and language."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl, quote

import bottle
from sqlalchemy.orm import Session

from core.addresses import network_of
from core.audit import Actor
from core.database.database import commit
from core.database.guard import WROTE
from core.errors import BadRequest, TooManyRequests
from core.i18n import Locale
from core.limits import Limit, LimitService
from core.site_settings import SiteSettings
from core.text.normal import normal
from core.web.identity import Identity
from core.web.multidict import MultiDict
from core.web.route import FORM_LIMIT, SAFE_METHODS, RouteMark
from core.web.speaking import Choice, code_for_people, code_for_readers, in_each_language, other_choices

if TYPE_CHECKING:
    from core.web.site import Site

# Bottle's one number for form size, text parts and the memory of a whole multipart form. Its own 100 kB
# refuse 11,400 Chinese characters; the body limiter has the last word.
bottle.BaseRequest.MEMFILE_MAX = FORM_LIMIT + 64 * 1024

_NUMBER = re.compile(r"[1-9][0-9]{0,6}")
#: Fields of a form: reading a million of them, which fit into two megabytes, takes four seconds.
FIELDS_LIMIT: Final = 1000

#: What a request notes for afterwards.
Record = Callable[[Session], object]


class AnonymousRequest:
    """A request as far as it is known without database and session: what error pages get."""

    user: Any = None

    def __init__(self, site: Site, environ: dict[str, Any], mark: RouteMark | None = None) -> None:
        """Read nothing yet."""
        self.site = site
        self.environ = environ
        self.mark = mark
        self.method: str = environ["REQUEST_METHOD"]
        self.ip: str = environ.get("bottlepost.ip") or environ.get("REMOTE_ADDR", "")
        self.id: str = environ.get("bottlepost.request_id", "")

    @cached_property
    def path(self) -> str:
        """Return the decoded path."""
        raw = str(self.environ.get("bottle.raw_path", self.environ.get("PATH_INFO", "/")))
        return raw.encode("latin-1", "replace").decode("utf-8", "replace")

    @cached_property
    def settings(self) -> SiteSettings:
        """Return the site's settings as last seen, without asking the database."""
        return self.site.last_settings

    @cached_property
    def locale(self) -> Locale:
        """Return how this reader is spoken to, in the site's time zone: see core.web.speaking."""
        code = code_for_readers(self) if self._is_for_readers else code_for_people(self)
        return self.site.translations.get(code, self.settings.zone)

    @property
    def vary(self) -> str:
        """Return what of the request its language came from, as the header Vary says it; empty if it was settled."""
        is_settled = "locale" not in self.__dict__ or not self._is_for_readers or not self.settings.offered
        return "" if is_settled else "Accept-Language, Cookie"

    @property
    def other_languages(self) -> tuple[Choice, ...]:
        """Return the languages that readers can change to."""
        return other_choices(self) if self._is_for_readers else ()

    def in_each_language(self, address: str) -> Mapping[str, str]:
        """Return where a list stands in each language it can be had in: see core.web.speaking."""
        return in_each_language(self.settings, address)

    @property
    def address(self) -> str:
        """Return the path with its query: what leads to this page again."""
        query = self.environ.get("QUERY_STRING", "")
        return f"{quote(self.path)}?{query}" if query else quote(self.path)

    @property
    def _is_for_readers(self) -> bool:
        return self.settings.set_up and self.site.is_for_readers(self.path)

    def header(self, name: str) -> str:
        """Return a request header, empty where there is none."""
        return str(self.environ.get(f"HTTP_{name.upper().replace('-', '_')}", ""))

    def url_for(self, name: str, /, **args: object) -> str:
        """Return the path of a route by its name; see RouteMark.path."""
        return self.site.url_for(name, **args)

    def absolute_url(self, name: str, /, **args: object) -> str:
        """Return the full address of a route, built from SITE_URL and never from what the client sent."""
        return self.site.settings.site_url + self.site.url_for(name, **args)

    @property
    def canonical_url(self) -> str:
        """Return the full address of this page, without its query."""
        return self.site.settings.site_url + quote(self.path)


class Request(AnonymousRequest):
    """A request that a view answers."""

    def __init__(self, site: Site, environ: dict[str, Any], mark: RouteMark | None = None) -> None:
        """Begin without records and cookies; a retried request begins anew."""
        super().__init__(site, environ, mark)
        self.records: list[tuple[Record, bool]] = []
        self.cookies: list[str] = []
        self._bottle = bottle.BaseRequest(environ)

    @property
    def db(self) -> Session:
        """Return this request's database session."""
        return self.site.database.session()

    @property
    def args(self) -> dict[str, str]:
        """Return the arguments in the path, as the route's rule names them."""
        found: dict[str, str] = self.environ.get("route.url_args", {})
        return found

    @property
    def capability(self) -> str:
        """Return what the route asks of everybody, and a service of its object; raise KeyError for a public route."""
        capability = self.mark.can if self.mark else None
        if capability is None:
            raise KeyError(self.path)
        return capability

    @property
    def session(self) -> Any:
        """Return the visitor's session; touching it makes neither record nor cookie."""
        return self.environ["beaker.session"]

    @cached_property
    def identity(self) -> Identity | None:
        """Return who is signed in on which device, None for a visitor."""
        session_id = self.session.requested_id
        found = self.site.devices(self.db).find(session_id) if session_id else None
        if found is None:
            return None
        if found.reused:
            # Two have the same cookie, and nobody can tell which of them is the thief: both sign in again.
            self.record(lambda db: self.site.devices(db).end(found.device_id))
            return None
        # The device's row is the authority: a session store that lost its record signs nobody out.
        self.session.restore()
        self.environ["bottlepost.user_id"] = found.user.id
        return found

    @cached_property
    def user(self) -> Any:
        """Return the account that is signed in, None for a visitor."""
        return self.identity.user if self.identity else None

    @cached_property
    def settings(self) -> SiteSettings:
        """Return the site's settings."""
        return self.site.site_settings(self.db)

    def do_without_database(self) -> None:
        """Let the visitor be nobody and the settings the last known, for a page about an error that leaves no database.

        An account that was loaded went with its transaction, and what it hasn't told can't be asked any more.
        """
        self.identity = self.user = None
        self.__dict__.setdefault("settings", self.site.last_settings)

    @cached_property
    def query(self) -> MultiDict:
        """Return the query's arguments, decoded."""
        try:
            text = self.environ.get("QUERY_STRING", "")
            pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=100)
        except ValueError as error:
            raise BadRequest from error
        return MultiDict(pairs)

    @cached_property
    def form(self) -> MultiDict:
        """Return the form's text fields, decoded and normalised (NFC); raise BadRequest for what isn't UTF-8."""
        texts = ((name, value) for name, value in self._post() if isinstance(value, str))
        return MultiDict((name, normal("NFC", value)) for name, value in texts)

    @cached_property
    def files(self) -> MultiDict:
        """Return the uploads, rewound."""
        uploads = [(name, value) for name, value in self._post() if not isinstance(value, str)]
        for _, upload in uploads:
            upload.file.seek(0)
        return MultiDict(uploads)

    def close_uploads(self) -> None:
        """Give back the temporary files into which Bottle put large uploads; a retry may have read them again."""
        parsed = self.environ.get("bottle.request.post")
        sent = [value.file for _, value in parsed.allitems() if not isinstance(value, str)] if parsed else []
        for file in (*sent, self.environ.get("bottle.request.body")):
            if file is not None:
                file.close()

    def _post(self) -> list[tuple[str, Any]]:
        if self.method in SAFE_METHODS:
            return []
        if self._has_too_many_fields():
            raise BadRequest
        try:
            decoded = self._bottle.POST.decode()
        except (ValueError, LookupError, bottle.HTTPError) as error:
            raise BadRequest from error
        return list(decoded.allitems())

    def _has_too_many_fields(self) -> bool:
        if self._bottle.content_type.startswith("multipart/"):
            return False  # a part is so much longer than "a&" that the body's limit is enough
        body = self._bottle.body
        many: bool = body.read().count(b"&") >= FIELDS_LIMIT
        body.seek(0)
        return many

    @property
    def actor(self) -> Actor:
        """Return who acts, for the audit log."""
        user = self.user
        return Actor(user.id if user else None, user.name if user else "", self.ip, self.id)

    def record(self, act: Record, *, droppable: bool = False) -> None:
        """Let `act` run in a short transaction of its own after this request, also when it is refused.

        A droppable act is forgotten when the database is busy.
        """
        self.records.append((act, droppable))

    @contextmanager
    def outside_transaction(self) -> Iterator[None]:
        """End the transaction for something slow; what follows runs in a new one.

        Raises RuntimeError when something was written, which would be kept even if the rest is refused.
        """
        db = self.db
        if db.new or db.dirty or db.deleted or db.info.get(WROTE):
            message = "slow work must come before the first change"
            raise RuntimeError(message)
        commit(db)
        yield

    @property
    def counted_as(self) -> str:
        """Return whom limits count this request for: the account that is signed in, else the visitor's network."""
        return str(self.user.id) if self.user else network_of(self.ip)

    def limit(self, limit: Limit, subject: str) -> None:
        """Count one more for `subject`, at once and for good; raise TooManyRequests above the limit."""
        with self.outside_transaction():
            # Counted twice is better than refused because nobody knows whether it was counted.
            wait = self.site.database.run(lambda db: LimitService(db).hit(limit, subject), may_repeat=True)
        if wait:
            raise TooManyRequests(retry_after=wait)

    def query_number(self, name: str, default: int = 1) -> int | None:
        """Return a query argument as a number from 1 to 9,999,999; None where it is no such number."""
        text = self.query.get(name)
        if text is None:
            return default
        return int(text) if _NUMBER.fullmatch(text) else None
