"""What `manage.py check` asks about people."""

from apps.auth.checks import nobody_administers, portraits_are_lost
from apps.auth.services.accounts import AccountService
from core.checking.running import run_checks
from core.checking.site import SiteUnderCheck
from core.permissions import Role
from core.settings import Settings
from core.storage import FileStorage, name_of
from tests.factories import make_user


def test_administrator_none(settings, database, database_url):
    environ = {"DATABASE_URL": database_url, "SITE_URL": "https://notes.test", "SECRET_KEY": "x" * 40}
    site = SiteUnderCheck(*Settings.examine(settings().root, environ))
    assert [found.id for found in run_checks(site, [nobody_administers]).findings] == ["administrator-none"]
    database.run(lambda db: AccountService(db).create(name="mei", display_name="Mei", email=None, role=Role.ADMIN))
    assert not run_checks(site, [nobody_administers]).findings
    site.close()


def test_portraits_lost(settings, database, database_url):
    name = name_of(b"face", "jpg")
    database.run(lambda db: make_user(db, "ada"))
    database.run(lambda db: make_user(db, "mei", portrait=name))
    environ = {"DATABASE_URL": database_url}
    site = SiteUnderCheck(*Settings.examine(settings().root, environ))
    (found,) = run_checks(site, [portraits_are_lost]).findings
    assert "portrait of mei can't be found" in found.sentence
    FileStorage(site.settings.storage_folder).save(name, b"face")
    assert not run_checks(site, [portraits_are_lost]).findings
    site.close()


def test_portraits_lost_are_named_as_far_as_a_sentence_can(settings, database, database_url):
    portrait = name_of(b"face", "jpg")
    database.run(lambda db: [make_user(db, f"person-{letter}", portrait=portrait) for letter in "abcdefg"])
    site = SiteUnderCheck(*Settings.examine(settings().root, {"DATABASE_URL": database_url}))
    (found,) = run_checks(site, [portraits_are_lost]).findings
    named = "The portraits of person-a, person-b, person-c, person-d, person-e and 2 others can't be found"
    assert found.sentence.startswith(named)
    site.close()
