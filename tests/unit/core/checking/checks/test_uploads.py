"""Whether uploads can be kept and are there, and who else sees the readers."""

import os

import pytest

from core.database.database import Database
from core.settings import Settings
from core.site_settings import SiteSettingsService, StoredPicture
from core.storage import FileStorage
from tests.support.checking import REAL

NAME = f"{'0' * 32}.png"


@pytest.fixture
def choose(root, embedded):
    """Return a function that makes decisions about the site."""

    def choose(**changes):
        database = Database(Settings.examine(root, REAL)[0])
        with database.transaction() as db:
            SiteSettingsService(db).update(changes)
        database.dispose()

    return choose


def test_storage_unwritable(look, root, monkeypatch):
    assert not look("storage-unwritable")
    (root / "var/taken").touch()
    (said,) = look("storage-unwritable", STORAGE_URL="file:var/taken")
    assert "which is no folder" in said
    monkeypatch.setattr(os, "access", lambda *_: False)  # root may write everything
    (said,) = look("storage-unwritable", STORAGE_URL="file:var/elsewhere")
    assert "var/elsewhere" in said


def test_storage_lost(look, root, choose):
    assert not look("storage-lost")
    choose(logo=StoredPicture(NAME, 1, 1))
    (said,) = look("storage-lost")
    assert "The site's logo can't be found" in said
    FileStorage(root / "var/media").save(NAME, b"png")
    assert not look("storage-lost")


def test_visits_counted(look, choose):
    assert not look("visits-counted")
    choose(analytics_src="https://counter.example/x.js")
    (said,) = look("visits-counted")
    assert "https://counter.example/x.js" in said
