"""Whether the embedded database is whole, and where it can be written."""

import os

import pytest

from core.checking.checks import sqlite
from core.checking.checks.disk import Mount


@pytest.fixture
def without_rights(monkeypatch):
    """Let nothing below a folder be written: root may write everything, whatever the folder's mode says."""

    def forbid(path):
        monkeypatch.setattr(os, "access", lambda asked, _: not str(asked).startswith(str(path)))

    return forbid


def test_sqlite_unwritable(look, embedded, without_rights):
    assert not look("sqlite-unwritable")
    without_rights(embedded)
    (said,) = look("sqlite-unwritable")
    assert str(embedded) in said


def test_sqlite_unwritable_where_the_folder_is_yet_to_come(look, root, without_rights):
    without_rights(root)
    assert look("sqlite-unwritable", DATABASE_URL="sqlite:///new/folder/x.db")


@pytest.mark.parametrize("kind", ["nfs4", "cifs", "fuse.sshfs"])
def test_sqlite_network(look, embedded, monkeypatch, kind):
    assert not look("sqlite-network")
    monkeypatch.setattr(sqlite, "mount_of", lambda path: Mount(path.parent, kind))  # what the system says
    (said,) = look("sqlite-network")
    assert kind in said


def test_sqlite_damaged(look, embedded):
    assert not look("sqlite-damaged")
    size = embedded.stat().st_size
    with embedded.open("r+b") as file:
        file.seek(size // 2)
        file.write(b"\xff" * (size // 4))
    (said,) = look("sqlite-damaged")
    assert str(embedded) in said


def test_sqlite_damaged_is_not_told_of_a_file_that_takes_too_long(look, embedded, monkeypatch):
    monkeypatch.setattr(sqlite, "PATIENCE", -1.0)
    monkeypatch.setattr(sqlite, "_INSTRUCTIONS", 1)
    assert not look("sqlite-damaged", not_made=["sqlite-damaged"])


def test_sqlite_damaged_is_not_told_of_what_can_not_be_opened(look):
    assert not look("sqlite-damaged", DATABASE_URL="sqlite:///var", not_made=["sqlite-damaged"])


@pytest.mark.parametrize("id", ["sqlite-unwritable", "sqlite-network", "sqlite-damaged"])
def test_a_server_has_no_file(look, id):
    assert not look(id, DATABASE_URL="mysql://u:p@127.0.0.1:1/d")
