"""Whether there is room, and whether the site may write where it must."""

import os
import tempfile
from pathlib import Path
from types import SimpleNamespace

import pytest

from core.checking.checks.disk import Mount, mount_of

MB = 2**20


@pytest.fixture
def disk_has(monkeypatch):
    """Return a function that fills the disks: no test fills one in earnest."""

    def fill(megabytes, files=1000):
        state = SimpleNamespace(f_bavail=megabytes, f_frsize=MB, f_files=5000, f_favail=files)
        monkeypatch.setattr(os, "statvfs", lambda _: state)

    return fill


def test_disk_full(look, disk_has):
    disk_has(99)
    (said,) = look("disk-full")
    assert "99 MB left" in said
    disk_has(10)
    assert [("forms and uploads" in said) for said in look("disk-full")] == [False, True]
    disk_has(101)
    assert not look("disk-full")


def test_disk_low(look, disk_has):
    disk_has(499)
    assert look("disk-low")
    disk_has(501)
    assert not look("disk-low")
    disk_has(99)  # told as full
    assert not look("disk-low")


def test_disk_files(look, disk_has):
    disk_has(10_000, files=0)
    assert look("disk-files")
    disk_has(10_000)
    assert not look("disk-files")


def test_temporary_unwritable(look, monkeypatch, tmp_path):
    assert not look("temporary-unwritable")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "none"))
    (said,) = look("temporary-unwritable")
    assert "TMPDIR" in said


def test_var_unwritable(look, monkeypatch):
    assert not look("var-unwritable", SMTP_URL="")
    monkeypatch.setattr(os, "access", lambda *_: False)  # root may write everything
    assert look("var-unwritable", SMTP_URL="")
    assert not look("var-unwritable")


def test_var_owner(look, root, monkeypatch):
    (root / "var/secret_key").touch()
    (root / "var/bottlepost-1.backup.db").touch()
    assert not look("var-owner")
    owners = {root / "var": 12345, root / "var/secret_key": 0, root / "var/bottlepost-1.backup.db": 0}
    plain = type(root).stat
    monkeypatch.setattr(type(root), "stat", lambda path, **more: _owned(plain(path, **more), owners.get(path)))
    monkeypatch.setattr(type(root), "lstat", lambda path: _owned(plain(path), owners.get(path)))
    (said,) = look("var-owner")
    assert "belongs to 12345" in said
    assert ": secret_key. " in said
    owners[root / "var/secret_key"] = 12345
    assert not look("var-owner")


def _owned(state, owner):
    values = {name: getattr(state, name) for name in dir(state) if name.startswith("st_")}
    return SimpleNamespace(**{**values, **({} if owner is None else {"st_uid": owner})})


def test_a_mount_is_the_nearest_above(tmp_path):
    mounts = tmp_path / "mounts"
    mounts.write_text(
        "none / ext4 rw 0 0\nserver:/x /mnt nfs4 rw 0 0\nbox /mnt/my\\040disk/中文 vfat rw 0 0\nnone /mn tmpfs rw 0 0\n"
    )
    assert mount_of(tmp_path / "a.db", mounts) == Mount(Path("/"), "ext4")
    assert mount_of(Path("/mnt/a/b.db"), mounts) == Mount(Path("/mnt"), "nfs4")
    assert mount_of(Path("/mnt/my disk/中文/b.db"), mounts).kind == "vfat"
    assert mount_of(Path("/mnt/a/b.db"), tmp_path / "none").kind == ""
