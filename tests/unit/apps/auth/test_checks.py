"""What `manage.py check` asks about people."""

from apps.auth.checks import nobody_administers
from apps.auth.services.accounts import AccountService
from core.checking.running import run_checks
from core.checking.site import SiteUnderCheck
from core.permissions import Role
from core.settings import Settings


def test_administrator_none(settings, database, database_url):
    environ = {"DATABASE_URL": database_url, "SITE_URL": "https://notes.test", "SECRET_KEY": "x" * 40}
    site = SiteUnderCheck(*Settings.examine(settings().root, environ))
    assert [found.id for found in run_checks(site, [nobody_administers]).findings] == ["administrator-none"]
    database.run(lambda db: AccountService(db).create(name="mei", display_name="Mei", email=None, role=Role.ADMIN))
    assert not run_checks(site, [nobody_administers]).findings
    site.close()
