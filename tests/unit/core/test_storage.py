"""Uploads are kept whole, under names that lead nowhere else."""

import os
from datetime import timedelta

import pytest

from core.errors import NotFound
from core.storage import FileStorage, StorageAway, is_name, name_of, version_of

CONTENT = b"some bytes"
NAME = name_of(CONTENT, "png")
OUTSIDE = ["../secret.png", "/etc/passwd", "a.png", f"{'0' * 32}.svg", f"{'0' * 32}.png\n", f"{'0' * 31}/.png", ""]


@pytest.fixture
def storage(tmp_path):
    """Return a storage whose folder nobody has made yet."""
    return FileStorage(tmp_path / "media")


def test_what_is_saved_is_read_again(storage):
    assert not storage.exists(NAME)
    storage.save(NAME, CONTENT)
    storage.save(NAME, CONTENT)
    assert storage.exists(NAME)
    assert storage.read(NAME) == CONTENT


def test_a_name_is_made_from_the_content():
    assert name_of(b"a", "png") == name_of(b"a", "png") != name_of(b"b", "png")
    assert version_of(NAME, 32) == NAME.replace(".png", "_32.png")
    assert version_of("0.jpg", 32) == "0_32.jpg"
    assert version_of(NAME, suffix="ico") == NAME.replace(".png", ".ico")
    assert all(map(is_name, (NAME, version_of(NAME, 32), version_of(NAME, suffix="ico"))))


@pytest.mark.parametrize("name", OUTSIDE)
def test_no_name_leads_out_of_the_folder(storage, name):
    assert not is_name(name)
    assert not storage.exists(name)
    with pytest.raises(NotFound):
        storage.read(name)
    with pytest.raises(ValueError, match=r"\A"):
        storage.save(name, CONTENT)


def test_what_was_never_saved_is_not_found(storage):
    with pytest.raises(NotFound):
        storage.read(NAME)


HOUR = timedelta(hours=1)


def test_what_is_deleted_goes_with_its_versions(storage, clock):
    for name in (NAME, version_of(NAME, 32), version_of(NAME, suffix="ico"), other := name_of(b"", "png")):
        storage.save(name, CONTENT)
    clock.advance(hours=1)
    assert storage.delete(NAME, older_than=HOUR)
    assert storage.delete(NAME, older_than=HOUR)
    assert [path.name for path in storage.folder.rglob("*.*")] == [other]


@pytest.mark.parametrize("name", [NAME, version_of(NAME, 32)])
def test_what_was_saved_again_a_moment_ago_stays_whole(storage, clock, name):
    for each in (NAME, version_of(NAME, 32)):
        storage.save(each, CONTENT)
    clock.advance(days=1)
    storage.save(name, CONTENT)
    clock.advance(minutes=59)
    assert not storage.delete(NAME, older_than=HOUR)
    assert storage.exists(NAME)
    assert storage.exists(version_of(NAME, 32))


def test_a_file_that_is_no_longer_whole_is_written_anew(storage):
    storage.save(NAME, CONTENT)
    next(storage.folder.rglob(NAME)).write_bytes(b"")
    storage.save(NAME, CONTENT)
    assert storage.read(NAME) == CONTENT


def test_a_file_that_breaks_off_leaves_nothing(storage, monkeypatch):
    def fail(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(StorageAway):
        storage.save(NAME, CONTENT)
    assert not storage.exists(NAME)
    assert [path for path in storage.folder.rglob("*") if path.is_file()] == []


def test_a_place_that_is_no_folder_is_away(tmp_path):
    (tmp_path / "taken").touch()
    with pytest.raises(StorageAway):
        FileStorage(tmp_path / "taken").save(NAME, CONTENT)


def test_everybody_may_read_what_a_web_server_is_to_serve(storage):
    storage.save(NAME, CONTENT)
    (path,) = (path for path in storage.folder.rglob("*") if path.is_file())
    assert path.stat().st_mode & 0o777 == 0o644
