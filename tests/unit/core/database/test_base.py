"""Tests of what all tables ask of the engine."""

import pytest
from sqlalchemy.dialects import mysql
from sqlalchemy.dialects.mysql.mariadb import MariaDBDialect
from sqlalchemy.schema import CreateTable

from core.database.migrating import _TABLE
from core.site_settings import Setting


@pytest.mark.parametrize("dialect", [mysql.dialect(), MariaDBDialect()], ids=["mysql", "mariadb"])
def test_either_scheme_makes_tables_that_keep_every_text_and_roll_back(dialect):
    made, lock = (str(CreateTable(table).compile(dialect=dialect)) for table in (Setting.__table__, _TABLE))
    for part in ("ENGINE=InnoDB", "CHARSET=utf8mb4", "COLLATE utf8mb4_unicode_520_ci"):
        assert part in made
    assert "ENGINE=InnoDB" in lock
