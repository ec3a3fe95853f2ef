"""IndexNow: search engines are told at once what appeared, changed or went (indexnow.org)."""

import json
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from apps.blog.models.post import Post
from apps.blog.services.access.visibility import is_ever_listed, is_listed
from core import clock
from core.database.database import Database
from core.jobs import JobService
from core.settings import Settings
from core.site_settings import SiteSettingsService

INDEXNOW: Final = "indexnow"
#: The one that passes it on to all others.
ENDPOINT: Final = "https://api.indexnow.org/indexnow"
_PATIENCE: Final = 10.0
#: Gives the path of a text: ("post", "its-slug").
PathOf = Callable[[str, str], str]


class IndexNowRefused(Exception):
    """The search engines didn't take it; the text says why."""


class IndexNowService:
    """Take on what search engines are to be told, where the site's owner wants that."""

    def __init__(self, db: Session) -> None:
        """Work in the transaction of `db`."""
        self._db = db

    def announce(self, post: Post, *, was: str) -> None:
        """Tell of a text that was just changed; `was` is the slug at which everybody found it before, if they did.

        What appears or goes at a moment to come is told of then.
        """
        settings = SiteSettingsService(self._db).get()
        if not (settings.indexnow and settings.indexnow_key):
            return
        jobs, present = JobService(self._db), clock.now()
        about: dict[str, object] = {"id": post.id, "kind": post.kind}
        if was or is_listed(post):
            jobs.enqueue(INDEXNOW, {**about, "was": was})
        if is_ever_listed(post):
            for moment in (post.published_at, post.unpublished_at):
                if moment is not None and moment > present:
                    jobs.enqueue(INDEXNOW, {**about, "was": ""}, run_at=moment)

    def slugs(self, payload: Mapping[str, object]) -> list[str]:
        """Return the slugs that a job is about: never one that not everybody could read, now or before."""
        post = self._db.scalar(select(Post).where(Post.id == payload["id"]))
        now = [post.slug] if post is not None and (is_listed(post) or _is_over(post)) else []
        return list(dict.fromkeys([*now, *filter(None, [str(payload["was"])])]))


def _is_over(post: Post) -> bool:
    """Tell whether everybody could find a text until it came to its end."""
    return is_ever_listed(post) and post.state == "withdrawn"


class IndexNowSender:
    """Tells the search engines: the handler of these jobs."""

    def __init__(self, settings: Settings, database: Database, path_of: PathOf, *, endpoint: str = ENDPOINT) -> None:
        """Know the site, and where to tell."""
        self._settings = settings
        self._database = database
        self._path_of = path_of
        self._endpoint = endpoint

    def send(self, payload: Mapping[str, object]) -> None:
        """Tell of one text; raise IndexNowRefused or OSError where that fails, so that it is tried again later."""
        if self._settings.is_trial and self._endpoint == ENDPOINT:
            return
        with self._database.reading() as db:
            settings = SiteSettingsService(db).get()
            slugs = IndexNowService(db).slugs(payload)
        base, key = self._settings.site_url, settings.indexnow_key
        addresses = [base + self._path_of(str(payload["kind"]), slug) for slug in slugs]
        if addresses and settings.indexnow:
            self._post(
                {
                    "host": urlsplit(base).netloc,
                    "key": key,
                    "keyLocation": f"{base}/{key}.txt",
                    "urlList": addresses,
                }
            )

    def _post(self, message: Mapping[str, object]) -> None:
        headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "Bottlepost"}
        request = urllib.request.Request(self._endpoint, json.dumps(message).encode(), headers)  # noqa: S310 - ours
        try:
            with urllib.request.build_opener(_Straight).open(request, timeout=_PATIENCE):
                pass
        except urllib.error.HTTPError as error:
            with error:
                raise IndexNowRefused(f"{self._endpoint} answered {error.code}: {error.read(200)!r}") from error


class _Straight(urllib.request.HTTPRedirectHandler):
    """Follows nobody to another address: a redirect is an error like any other."""

    def redirect_request(self, *_: object) -> None:
        """Refuse."""
