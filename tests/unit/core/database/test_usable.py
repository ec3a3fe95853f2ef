"""What can't be used of DATABASE_URL is refused in words that name it."""

import sqlite3
import sys

import pytest
from sqlalchemy.engine import make_url

from core.database.usable import installed, prepare_file, understood
from core.errors import SettingsError


def test_a_file_that_is_missing_is_made_with_its_folder_for_its_owner_alone(tmp_path):
    path = tmp_path / "new" / "site.db"
    assert prepare_file(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert not prepare_file(path)


def test_a_database_is_left_as_it_is(tmp_path):
    path = tmp_path / "site.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE kept (id INTEGER)")
    connection.close()
    before = path.read_bytes()
    assert not prepare_file(path)
    assert path.read_bytes() == before


def test_what_is_no_database_is_not_touched(tmp_path):
    path = tmp_path / "letter.txt"
    path.write_text("Dear reader")
    with pytest.raises(SettingsError, match="is no SQLite database: name another file in DATABASE_URL"):
        prepare_file(path)
    assert path.read_text() == "Dear reader"


@pytest.mark.parametrize("name", ["", "letter.txt/site.db"])
def test_what_cannot_be_a_file_is_named(tmp_path, name):
    (tmp_path / "letter.txt").touch()
    with pytest.raises(SettingsError, match=f"The database {tmp_path / name} can't be read and written"):
        prepare_file(tmp_path / name)


def test_a_driver_that_is_there_is_taken_and_another_refused(monkeypatch):
    url = make_url("mysql+mysqldb://u@h/d")
    assert installed(url) == url
    monkeypatch.setitem(sys.modules, "MySQLdb", None)
    with pytest.raises(SettingsError, match="The driver mysqldb in DATABASE_URL can't be loaded"):
        installed(url)


@pytest.mark.parametrize("error", [TypeError("unexpected keyword"), ValueError("no number"), OSError("no such file")])
def test_what_a_driver_does_not_take_is_the_operators_to_mend(error):
    with pytest.raises(SettingsError) as refused, understood():
        raise error
    # Its words may be a part of the password.
    said = f"The driver doesn't take DATABASE_URL ({type(error).__name__}): mend its password or its arguments."
    assert str(refused.value) == said
