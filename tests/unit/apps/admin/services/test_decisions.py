"""Decisions about the site are saved, and the audit log tells what was different before."""

import pytest
from sqlalchemy import select

from apps.admin.services.decisions import DecisionService
from core.audit import Actor, AuditEvent
from core.generation import Generation
from core.jobs import Job
from core.site_settings import NamedLink, SiteSettingsService, StoredPicture
from core.unused_uploads import DELETE_UPLOAD

MEI = Actor(name="mei")


@pytest.fixture
def decide(db):
    """Return a function that decides as Mei."""
    return lambda **changes: DecisionService(db).decide(changes, MEI)


def noted(db):
    return [event.detail for event in db.scalars(select(AuditEvent).order_by(AuditEvent.id))]


def test_what_is_new_is_kept_and_noted(db, decide):
    decide(title="New", menu=(NamedLink("About", "/about"),))
    settings = SiteSettingsService(db).get()
    assert (settings.title, settings.menu) == ("New", (NamedLink("About", "/about"),))
    assert noted(db) == [{"title": ["Bottlepost", "New"], "menu": [[], [{"label": "About", "url": "/about"}]]}]


def test_what_is_as_it_was_leaves_no_trace(db, decide):
    decide(title="New", verification={"a": "b"})
    before = db.scalar(select(Generation.value))
    decide(title="New", verification={"a": "b"}, languages=(), posts_per_page=10, logo=None)
    assert db.scalar(select(Generation.value)) == before
    assert len(noted(db)) == 1


def test_a_picture_that_another_takes_the_place_of_is_let_go(db, decide):
    decide(logo=StoredPicture("1.png", 1, 1), icon=StoredPicture("2.png", 1, 1))
    decide(logo=StoredPicture("3.png", 1, 1))
    decide(icon=None, title="New")
    gone = [(job.kind, job.payload["name"]) for job in db.scalars(select(Job).order_by(Job.id))]
    assert gone == [(DELETE_UPLOAD, "1.png"), (DELETE_UPLOAD, "2.png")]


def test_the_key_of_indexnow_is_made_once(db, decide):
    decide(indexnow=False)
    assert SiteSettingsService(db).get().indexnow_key == ""
    decide(indexnow=True)
    key = SiteSettingsService(db).get().indexnow_key
    assert len(key) == 32
    decide(indexnow=True)
    assert SiteSettingsService(db).get().indexnow_key == key
