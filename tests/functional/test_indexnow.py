"""Tests of what search engines are told, and when; they are played by a server of our own."""

import json
import threading
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from sqlalchemy import select

from apps.blog.models.post import MEMBERS, UNLISTED
from apps.blog.services.reach.indexnow import ENDPOINT, INDEXNOW, IndexNowRefused, IndexNowSender
from apps.blog.services.writing.drafts import PostDraft
from apps.blog.services.writing.publishing import PublishingService
from core.jobs import DONE, WAITING, Job, Worker
from core.site_settings import SiteSettingsService
from tests.factories import make_draft, make_page, make_post, make_user

KEY = "0123456789abcdef0123456789abcdef"
BASE = "http://127.0.0.1:8000"


class Engines:
    """A search engine: remembers what it was told, and answers as it is bidden."""

    def __init__(self):
        self.told = []
        self.status = 202

    @contextmanager
    def listening(self):
        engines = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                engines.told.append((self.headers["Content-Type"], json.loads(body)))
                self.send_response(engines.status)
                self.send_header("Location", "/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                """Say nothing."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/indexnow"
        finally:
            server.shutdown()
            thread.join()
            server.server_close()

    @property
    def addresses(self):
        return [message["urlList"] for _, message in self.told]


@pytest.fixture
def engines(site):
    """Return the search engine; engines.run() does the jobs that are due, and has it told."""
    engines = Engines()
    with engines.listening() as endpoint:

        def path_of(kind, slug):
            return site.url_for(f"blog.{kind}", slug=slug)

        sender = IndexNowSender(site.settings, site.database, path_of, endpoint=endpoint)
        engines.run = Worker(site.database, {INDEXNOW: sender.send}).run_all
        yield engines


@pytest.fixture
def ada(write):
    with write() as db:
        SiteSettingsService(db).update({"indexnow": True, "indexnow_key": KEY})
        return make_user(db, "ada")


@pytest.fixture
def act(write, ada):
    """Return a function that does something to a post in a transaction of its own."""

    def acting(post, verb, **more):
        with write() as db:
            publishing = PublishingService(db)
            found = publishing.get_for(
                db.merge(ada), post.id, "post.delete" if verb == "restore" else "post.edit", deleted=verb == "restore"
            )
            more = more if verb == "restore" else {"version": found.version, **more}
            getattr(publishing, verb)(found, user=ada, **more)

    return acting


def test_what_appears_is_told_with_the_key_and_where_it_stands(engines, write, ada):
    with write() as db:
        make_post(db, author=ada, title="中文")
        make_page(db, author=ada, title="About")
    assert engines.run() == 2
    kind, message = engines.told[0]
    assert kind == "application/json; charset=utf-8"
    assert message == {
        "host": "127.0.0.1:8000",
        "key": KEY,
        "keyLocation": f"{BASE}/{KEY}.txt",
        "urlList": [f"{BASE}/blog/posts/%E4%B8%AD%E6%96%87"],
    }
    assert engines.addresses[1] == [f"{BASE}/blog/pages/about"]


def test_a_change_a_new_address_and_the_end_are_told(engines, write, ada, act):
    with write() as db:
        post = make_post(db, author=ada, title="One", slug="one")
    act(post, "save", draft=PostDraft(title="One", source="More.", slug="two"))
    engines.run()
    engines.told.clear()
    act(post, "update_live")
    act(post, "withdraw")
    act(post, "publish")
    act(post, "delete")
    act(post, "restore")
    engines.run()
    one, two = (f"{BASE}/blog/posts/{slug}" for slug in ("one", "two"))
    assert engines.addresses == [[two, one], [two], [two], [two], [two]]


def test_what_nobody_sees_is_never_told(engines, write, ada, act):
    with write() as db:
        make_draft(db, author=ada, title="Draft")
        hidden = [make_draft(db, author=ada, title=word, visibility=word) for word in (MEMBERS, UNLISTED)]
        live = make_post(db, author=ada, title="Live")
    engines.run()
    engines.told.clear()
    for post in hidden:
        act(post, "publish")
        act(post, "save", draft=PostDraft(title="x", source="y", visibility=post.visibility))
        act(post, "update_live")
        act(post, "withdraw")
        act(post, "delete")
    act(live, "save", draft=PostDraft(title="Live", source="Pending."))
    act(live, "discard")
    engines.run()
    assert engines.told == []


def test_a_moment_to_come_is_told_when_it_has_come_and_not_if_it_was_called_off(engines, write, ada, act, clock):
    with write() as db:
        soon = make_post(db, author=ada, title="Soon", at=clock() + timedelta(hours=1))
        called_off = make_post(db, author=ada, title="Called off", at=clock() + timedelta(hours=1))
        short = make_draft(db, author=ada, title="Short", unpublished_at=clock() + timedelta(hours=2))
    act(short, "publish")
    act(called_off, "withdraw")
    engines.run()
    assert engines.addresses == [[f"{BASE}/blog/posts/short"]]
    clock.advance(hours=1)
    engines.run()
    assert engines.addresses[1:] == [[f"{BASE}/blog/posts/{soon.slug}"]]
    clock.advance(hours=1)
    engines.run()
    assert engines.addresses[2:] == [[f"{BASE}/blog/posts/short"]]


@pytest.mark.parametrize("status", [302, 403, 422, 429, 500])
@pytest.mark.engine("sqlite")
def test_a_refusal_is_tried_again_and_says_what_it_was(engines, write, ada, site, status):
    engines.status = status
    with write() as db:
        make_post(db, author=ada)
    assert engines.run() == 0
    assert len(engines.told) == 1
    with site.database.reading() as db:
        job = db.scalars(select(Job).where(Job.kind == INDEXNOW)).one()
    assert job.state == WAITING
    assert f"answered {status}" in job.error
    assert IndexNowRefused.__name__ in job.error


@pytest.mark.engine("sqlite")
def test_nothing_is_told_unless_the_owner_wants_it(engines, write, site):
    with write() as db:
        make_post(db)
    with site.database.reading() as db:
        assert db.scalars(select(Job).where(Job.kind == INDEXNOW)).all() == []
    assert engines.run() == 0


@pytest.mark.engine("sqlite")
def test_what_was_taken_on_before_it_was_switched_off_is_not_told(engines, write, ada):
    with write() as db:
        make_post(db, author=ada)
        SiteSettingsService(db).update({"indexnow": False})
    engines.run()
    assert engines.told == []


@pytest.mark.engine("sqlite")
def test_a_trial_site_tells_nobody(site, write, ada):
    assert ENDPOINT.startswith("https://")
    assert site.settings.is_trial
    with write() as db:
        make_post(db, author=ada)
    site.worker.run_all()
    with site.database.reading() as db:
        assert db.scalars(select(Job.state).where(Job.kind == INDEXNOW)).all() == [DONE]
