"""How Python runs, and whether the release is whole."""

import subprocess
import sys
import tracemalloc

from core.vendored import TAG, tag_of_this_python
from tests.support.source import ROOT


def test_debug(look):
    tracemalloc.start()
    try:
        assert any("PYTHONTRACEMALLOC" in said for said in look("debug"))
    finally:
        tracemalloc.stop()
    assert not any("PYTHONTRACEMALLOC" in said for said in look("debug"))


def test_debug_is_seen_from_the_command(root):
    words = [sys.executable, "-X", "dev", "-W", "ignore", str(ROOT / "manage.py"), "check", "--as-real", "--json"]
    environ = {"DATABASE_URL": f"sqlite:///{root}/none.db"}
    told = subprocess.run(words, capture_output=True, text=True, check=False, env=environ).stdout
    assert "development mode" in told


def test_files_missing(root, look):
    assert not look("files-missing")
    (root / "templates").unlink()
    (said,) = look("files-missing")
    assert str(root / "templates") in said


def test_packages_differ(root, look):
    pins = root / "requirements.txt"
    pins.write_text((ROOT / "requirements.txt").read_text())
    assert not look("packages-differ")
    pins.write_text("sqlalchemy==1.0.1 \\\n    --hash=sha256:aa\nno-such-thing==2.0 ; python_version < '3'\n")
    (said,) = look("packages-differ")
    assert "sqlalchemy" in said
    assert "no-such-thing" not in said


def test_packages_differ_only_from_something(look):
    assert not look("packages-differ", not_made=["packages-differ"])


def test_site_packages(root, look):
    (root / "site-packages").mkdir()
    assert not look("site-packages")
    (root / "site-packages" / TAG).write_text(f"{tag_of_this_python()}\n0123")
    assert not look("site-packages")
    (root / "site-packages" / TAG).write_text("cpython-399-sparc64-linux-gnu\n0123")
    (said,) = look("site-packages")
    assert "make bundle" in said
    (root / "Makefile").touch()
    (said,) = look("site-packages")
    assert "make vendor" in said
