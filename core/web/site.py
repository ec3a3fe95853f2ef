"""The site: the process and its WSGI application, put together from settings and sub-apps."""

import hashlib
import logging
import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from sqlalchemy.exc import DBAPIError, TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from core.cache import make_cache
from core.cookies import Cookie
from core.database.database import Database
from core.database.schema import check_schema
from core.errors import SchemaError, Unavailable
from core.generation import GenerationCache
from core.i18n import Translations
from core.jobs import Chore, Handler, JobService, Worker
from core.limits import LimitService
from core.mail import MAIL, Mailer
from core.memcached import Memcached
from core.metrics import Metrics
from core.sentences import sentence_for
from core.sessions.database import purge as purge_sessions
from core.sessions.stores import make_store
from core.settings import Settings
from core.site_settings import SiteSettings, SiteSettingsService
from core.storage import FileStorage
from core.unused_uploads import DELETE_UPLOAD, UploadDeleter
from core.web.chain import build_chain
from core.web.csrf import CSRF
from core.web.environments import Environments
from core.web.error_pages import ErrorPages
from core.web.identity import DevicesFactory, Identity
from core.web.middleware.media import Media
from core.web.middleware.static import StaticFiles
from core.web.request import Request
from core.web.root import Root
from core.web.subapp import SubApp
from core.web.templates import Templates
from core.web.themes import Themes
from core.web.visits import VisitCounter

_log = logging.getLogger(__name__)
#: Runs once a process has its first contact with a database of the right schema.
FirstContact = Callable[["Site", Session], None]
#: Runs in the transaction that makes the first administrator, with that user and the site's language.
OnSetup = Callable[[Session, Any, str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What a site is put together from; the foundation knows none of them by name."""

    #: The first one is the readers'.
    subapps: tuple[type[SubApp], ...]
    devices: DevicesFactory
    first_contact: tuple[FirstContact, ...] = ()
    on_setup: tuple[OnSetup, ...] = ()


class Site:
    """One site in one process; call it as a WSGI application."""

    def __init__(self, settings: Settings, parts: Parts, *, guard_reads: bool = False) -> None:
        """Put everything together without contacting any server."""
        self.settings = settings
        self.devices = parts.devices
        self.database = Database(settings, guard_reads=guard_reads)
        prefix = hashlib.sha256(settings.site_url.encode()).hexdigest()[:8]
        servers = settings.memcached_servers
        #: One client for cache and sessions, so that a memcached that hangs is waited for once.
        self._memcached = Memcached(servers, prefix) if servers else None
        self.cache = make_cache(self._memcached)
        self.store = make_store(self._memcached, self.database)
        self.generation = GenerationCache()
        #: The settings as they were seen last, for pages that ask no database.
        self.last_settings = SiteSettings()
        self.translations = Translations(settings.root / "locales")
        self.metrics = Metrics()
        self.metrics.watch_jobs(self._jobs_by_state)
        self.csrf = CSRF(settings.secret_key, secure=settings.is_secure)
        #: Holds the code of the language that a reader chose; nothing sets it but that choice.
        self.language_cookie = Cookie("lang", secure=settings.is_secure)
        self.errors = ErrorPages(self)
        self.static = StaticFiles(root=settings.root / "static")
        self.storage = FileStorage(settings.storage_folder)
        self.media = Media(self.storage)
        self.visits = VisitCounter(self)
        self.themes = Themes(settings.root / "themes")
        environments = Environments(settings.root / "templates", self.themes, static_url=self.static.url)
        self.templates = Templates(environments, self.themes, token=self.csrf_token)
        self._subapps = [subapp(self) for subapp in parts.subapps]
        self.root = Root(self, self._subapps)
        #: Does the jobs of this site for whoever has them run.
        self.worker = Worker(self.database, self._handlers(), self._chores())
        self._first_contact = parts.first_contact
        self.on_setup = parts.on_setup
        self._met = False
        #: What the log says of the first contact that failed last.
        self._trouble = ""
        self._meeting = threading.Lock()
        self._wsgi: WSGIApplication = build_chain(self)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        return self._wsgi(environ, start_response)

    def meet_database(self) -> None:
        """Check routes and schema at the first contact and do what waits for it.

        Raises Unavailable while the database is away, SchemaError when it is behind the code, ValueError for a route
        that came too late.
        """
        if self._has_met():
            return
        with self._meeting:
            if self._has_met():
                return
            self.root.check()
            try:
                check_schema(self.database, self.settings.root)
                with self.database.transaction() as db:
                    for act in self._first_contact:
                        act(self, db)
                with self.database.reading() as db:
                    # The first page of all may be one that asks no database.
                    self.site_settings(db)
            except (DBAPIError, PoolTimeout) as error:
                raise Unavailable from error
            # Each request looks for itself; this read only told which settings to begin with.
            self.generation.forget()
            self._met = True

    def _has_met(self) -> bool:
        return self._met

    def try_to_meet_database(self) -> None:
        """Meet the database when a process starts; one that is away or behind is met later and logged now."""
        with suppress(Unavailable):
            self.first_contact()

    def first_contact(self) -> None:
        """Meet the database for a request: raises Unavailable for whatever stands in the way, and logs it once."""
        try:
            self.meet_database()
        except SchemaError as error:
            self._log_trouble(error)
            raise Unavailable from error
        except Unavailable as error:
            self._log_trouble(error)
            raise

    def _log_trouble(self, error: SchemaError | Unavailable) -> None:
        """Log why the first contact failed, unless that is the reason that was logged last."""
        sentence = sentence_for(error) or repr(error.__cause__)
        # While the breaker is open, nobody asks the database, and there is no news.
        if sentence == self._trouble or (self._trouble and isinstance(error, Unavailable) and not error.__cause__):
            return
        self._trouble = sentence
        _log.error("%s Until then, requests are answered with 503.", sentence)

    def close(self) -> None:
        """Close the connections of this process and thread."""
        if self._memcached is not None:
            self._memcached.close()
        self.database.dispose()

    def area(self, path: str) -> str:
        """Return the name of the sub-app a path belongs to; the readers' one for any other path."""
        return self.subapp(path).name

    def subapp(self, path: str) -> SubApp:
        """Return the sub-app a path belongs to; the first one, the readers', for what stands at the root."""
        found = [subapp for subapp in self._subapps if subapp.prefix != "/" and path.startswith(subapp.prefix)]
        return max(found, key=lambda subapp: len(subapp.prefix), default=self._subapps[0])

    def is_for_readers(self, path: str) -> bool:
        """Tell whether a path belongs to the first sub-app: the public one."""
        return self.area(path) == self._subapps[0].name

    def url_for(self, name: str, /, **args: object) -> str:
        """Return the path of a route by its name; raise KeyError for a name or argument there isn't."""
        prefix, mark = self.root.rules[name]
        return prefix + mark.path(**args)

    def site_settings(self, db: Session) -> SiteSettings:
        """Return the site's settings from the generation cache."""
        self.last_settings = self.generation.get(db, ("site settings",), SiteSettingsService(db).get)
        return self.last_settings

    def csrf_binding(self, request: Request) -> str:
        """Return what a request's CSRF token is bound to: its device, or the visitor's cookie."""
        if request.identity is not None:
            # The device outlives the session's id, so a form that stood open over a rotation still works.
            return f"device:{request.identity.device_id}"
        return self.csrf.visitor(request.environ, request.cookies)

    def csrf_token(self, request: Request) -> str:
        """Return a token for the forms of this page."""
        return self.csrf.token(self.csrf_binding(request))

    def rotate(self, request: Request, identity: Identity) -> None:
        """Give a device a new session id; an answer that is lost does no harm, the next request is given it again."""
        session = request.session

        def rotated(db: Session) -> str | None:
            return self.devices(db).rotate(identity.device_id, session.requested_id)

        new_id = self.database.run(rotated, may_repeat=True)
        if new_id is not None:
            session.regenerate(new_id)
            session.remember(identity.cookie_age)

    def readiness(self) -> Mapping[str, Callable[[], None]]:
        """Return the checks behind /readyz; each raises when its server is away."""
        return {"database": self._database_is_ready, "sessions": self.store.ping}

    def _database_is_ready(self) -> None:
        self.meet_database()
        self.database.ping()

    def _handlers(self) -> Mapping[str, Handler]:
        deleter = UploadDeleter(self.database, self.storage, [subapp.names_upload for subapp in self._subapps])
        found: dict[str, Handler] = {MAIL: Mailer(self.settings).deliver, DELETE_UPLOAD: deleter.delete}
        for subapp in self._subapps:
            found |= subapp.jobs()
        return found

    def _chores(self) -> Iterable[Chore]:
        yield from (purge_sessions, lambda db: LimitService(db).purge(), lambda db: JobService(db).purge())
        for subapp in self._subapps:
            yield from subapp.chores()

    def _jobs_by_state(self) -> Mapping[str, int]:
        with self.database.reading() as db:
            return JobService(db).counts()
