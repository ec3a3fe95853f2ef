"""The first contact with the database: what is logged while it fails, and how often."""

import pytest

from apps.site import create_site
from core.errors import Unavailable
from tests.support.databases import sqlite_url, upgrade


def test_each_reason_is_logged_once(settings, tmp_path, caplog):
    url = sqlite_url(tmp_path / "made later" / "site.db")
    site = create_site(settings(DATABASE_URL=url))

    def reasons():
        caplog.clear()
        site.try_to_meet_database()
        for _ in range(2):
            with pytest.raises(Unavailable):
                site.first_contact()
        return [record.getMessage() for record in caplog.records if "503" in record.getMessage()]

    (said,) = reasons()
    assert said.startswith("The database can't be opened (unable to open database file): ")
    assert not reasons()
    (tmp_path / "made later").mkdir()
    site.database.breaker.succeeded()
    (said,) = reasons()
    assert "manage.py upgrade" in said
    upgrade(url)
    site.first_contact()
    site.close()
