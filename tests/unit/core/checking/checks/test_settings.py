"""Each setting that is refused is named, and one that is refused hides no other."""

import pytest

from core.settings import Settings


def test_settings_file(root, look):
    (root / "bottlepost.env").write_text("PORT 9000\nTHREADS\n")
    first, second = look("settings-file")
    assert first.startswith("bottlepost.env, line 1 sets nothing.")
    assert second.startswith("bottlepost.env, line 2 sets nothing.")
    (root / "bottlepost.env").write_text("PORT=9000\n")
    assert not look("settings-file")


def test_settings_unknown(root, look):
    (root / "bottlepost.env").write_text("SMPT_URL=smtp://x\nTREADS=4\nPORT=9000\n")
    assert [said.split(" ")[0] for said in look("settings-unknown")] == ["SMPT_URL", "TREADS"]
    (root / "bottlepost.env").unlink()
    assert not look("settings-unknown")


def test_setting_wrong(look):
    wrong = {"PORT": "many", "LOG_FORMAT": "xml", "THREADS": "0", "DATABASE_URL": "postgres://x/y", "SMTP_URL": "mail"}
    said = look("setting-wrong", **wrong)
    assert [name for name in wrong if any(sentence.startswith(name) for sentence in said)] == list(wrong)
    assert not look("setting-wrong")


def test_site_url_missing(look):
    (said,) = look("site-url-missing", SITE_URL="", HOST="0.0.0.0")  # noqa: S104 - what is told
    assert said.startswith("SITE_URL is missing")
    assert not look("site-url-missing")


def test_https(look):
    (said,) = look("https", SITE_URL="http://notes.test")
    assert "notes.test is not this machine alone" in said
    assert not look("https")


def test_https_of_a_trial_site_that_is_judged_as_a_real_one(look):
    (said,) = look("https", SITE_URL="http://127.0.0.1:8000", as_real=True)
    assert "this machine alone" in said
    assert not look("https", SITE_URL="http://127.0.0.1:8000")


def test_secret_missing(root, look):
    (said,) = look("secret-missing", SECRET_KEY="", DATABASE_URL="mysql://u:p@h/d")
    assert said.startswith("SECRET_KEY is missing")
    assert not look("secret-missing", SECRET_KEY="")  # the embedded site makes its own
    (root / "var/secret_key").write_text("\n")
    (said,) = look("secret-missing", SECRET_KEY="")
    assert "secret_key is empty" in said


def test_looking_makes_no_secret(root):
    assert Settings.examine(root, {})[0].secret_key == ""
    assert not (root / "var/secret_key").exists()


@pytest.mark.parametrize("key", ["short", "a" * 40])
def test_secret_weak(look, key):
    (said,) = look("secret-weak", SECRET_KEY=key)
    assert said.startswith(f"SECRET_KEY has {len(key)} characters")
    assert not look("secret-weak")


def test_mail_password(look):
    (said,) = look("mail-password", SMTP_URL="smtp://me:hush@mail.notes.test")
    assert "hush" not in said
    assert not look("mail-password", SMTP_URL="smtps://me:hush@mail.notes.test")
