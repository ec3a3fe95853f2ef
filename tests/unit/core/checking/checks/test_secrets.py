"""Secrets from manuals, and files that everybody may open."""

import re
from pathlib import Path

import pytest

from tests.support.source import ROOT

MANUALS = [
    *ROOT.glob("*.md"),
    *ROOT.glob("docs/**/*.md"),
    *(path for path in ROOT.glob("deploy/**/*") if path.is_file()),
]


@pytest.mark.parametrize(
    "secret", ["change-me-please-0a1b2c3d4e5f6a7b8c", "0aB9xQ2zL7" * 4, "MyVeryLongPasswordForTheSite2026"]
)
def test_secret_known(look, secret):
    assert look("secret-known", SECRET_KEY=secret)
    assert not look("secret-known")


def test_secret_known_from_a_manual(look):
    text = "\n".join(path.read_text(encoding="utf-8", errors="replace") for path in MANUALS)
    examples = set(re.findall(r"SECRET_KEY\s*[=:]\s*[\"']?([^\s\"'`|]+)", text))
    assert examples
    taken = [key for key in examples if not look("secret-known", SECRET_KEY=key) + look("secret-weak", SECRET_KEY=key)]
    assert taken == []


def test_secret_readable(open_folder, look):
    (open_folder / "var").mkdir(mode=0o755)
    for name in ("bottlepost.env", "var/secret_key", "var/bottlepost.db"):
        (open_folder / name).touch(mode=0o600)
    assert not look("secret-readable", root=open_folder)
    for name in ("bottlepost.env", "var/secret_key", "var/bottlepost.db"):
        (open_folder / name).chmod(0o644)
        (said,) = look("secret-readable", root=open_folder)
        assert f"chmod o= {open_folder / name}" in said
        (open_folder / name).chmod(0o600)


def test_secret_readable_in_a_folder_that_is_closed(open_folder, look):
    (open_folder / "bottlepost.env").touch(mode=0o644)
    (open_folder / "bottlepost.env").chmod(0o644)
    open_folder.chmod(0o750)
    assert not look("secret-readable", root=open_folder)


def test_secret_readable_is_no_matter_of_a_trial_site(open_folder, look):
    (open_folder / "bottlepost.env").touch()
    (open_folder / "bottlepost.env").chmod(0o644)
    assert not look("secret-readable", root=open_folder, SITE_URL="http://localhost:8000")


@pytest.mark.parametrize("folder", ["public_html/blog", "htdocs"])
def test_secret_served(look, tmp_path, folder):
    (tmp_path / folder).mkdir(parents=True)
    assert look("secret-served", root=tmp_path / folder)
    assert look("secret-served", root=Path("/var/www/html/blog"))
    assert not look("secret-served")
