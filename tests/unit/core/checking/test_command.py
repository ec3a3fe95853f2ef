"""`manage.py check`: what it says of a good site, of a bad one, and of one that is tried out."""

import json

import pytest
from click.testing import CliRunner

from apps.auth.services.accounts import AccountService
from core.database.database import Database
from core.permissions import Role
from core.settings import Settings
from manage import manage
from tests.support.checking import REAL
from tests.support.databases import upgrade
from tests.support.mailserver import MailServer
from tests.support.ports import free_port


@pytest.fixture
def check(root, monkeypatch):
    """Return a function that types `manage.py check` in a site of its own."""

    def type_command(*options, **environ):
        monkeypatch.setattr("manage.ROOT", root)
        for name, value in environ.items():
            monkeypatch.setenv(name, value)
        return CliRunner().invoke(manage, ["check", *options])

    return type_command


@pytest.fixture(scope="module")
def good_database(careful_mariadb):
    """Return the DATABASE_URL of a site that is set up, for a user who may do what it needs."""
    careful_mariadb.create("good")
    careful_mariadb.execute("CREATE USER notes@'%' IDENTIFIED BY 'in-tests-only'", "GRANT ALL ON good.* TO notes@'%'")
    url = f"mysql://notes:in-tests-only@{careful_mariadb.address}/good"
    upgrade(url)
    database = Database(Settings.examine(environ={**REAL, "DATABASE_URL": url})[0])
    database.run(lambda db: AccountService(db).create(name="mei", display_name="Mei", role=Role.ADMIN))
    database.dispose()
    return url


@pytest.fixture
def good(good_database, memcached):
    """Return what the operator of a good site sets."""
    with MailServer() as mails:
        yield {
            **REAL,
            "DATABASE_URL": good_database,
            "MEMCACHED_SERVERS": memcached.address,
            "SMTP_URL": f"smtp://{mails.address}",
            "MAIL_FROM": "The notes <mail@notes.test>",
            "METRICS_ALLOW": "10.0.0.0/8",
        }


@pytest.mark.parametrize("options", [(), ("--strict",)])
def test_a_good_site_has_nothing_to_mend(check, good, root, options):
    (root / "requirements.txt").write_text("click\n")
    result = check(*options, **good)
    assert result.exit_code == 0, result.output
    judged, empty, summary = result.output.splitlines()
    assert (judged, empty) == ("https://notes.test is judged as a real site, with readers.", "")
    assert summary.endswith("checks, nothing to mend.")


@pytest.mark.parametrize("wrong", [{"SECRET_KEY": "short"}, {"LOG_FORMAT": "xml"}, {"ALLOWED_HOSTS": "www.notes.test"}])
def test_one_thing_that_is_wrong_is_all_that_is_told(check, good, wrong):
    told = json.loads(check("--json", **{**good, **wrong}).output)
    assert len(told["findings"]) == 1


def test_a_bad_site_is_told_all_of_it_at_once(check, root, careless_mariadb):
    (root / "bottlepost.env").write_text("SMPT_URL=x\nTHREADS\n")
    environ = {
        "SITE_URL": "http://blog.example.org",
        "SECRET_KEY": "short",
        "DATABASE_URL": careless_mariadb.url("site"),
        "MEMCACHED_SERVERS": f"127.0.0.1:{free_port()}",
        "ALLOWED_HOSTS": "localhost",
        "HOST": "0.0.0.0",  # noqa: S104 - what is told
        "TRUSTED_PROXY_HOPS": "1",
        "LOG_FORMAT": "xml",
        "WORKERS": "2",
        "METRICS_ALLOW": "0.0.0.0/0 abc",
        "SMTP_URL": f"smtp://127.0.0.1:{free_port()}",
        "MAIL_FROM": "nobody",
    }
    result = check("--json", **environ)
    assert result.exit_code == 1
    found = {finding["id"] for finding in json.loads(result.output)["findings"]}
    assert found >= {
        "settings-file", "settings-unknown", "setting-wrong", "https", "secret-weak", "site-url-example",
        "hosts-without-site", "hosts-address", "proxy-hops-open", "metrics-open", "metrics-token", "memcached-away",
        "mail-away", "mail-sender", "schema-behind", "database-version", "database-read-only", "database-packet",
        "database-timeout", "database-connections", "database-superuser",
    }  # fmt: skip


def test_a_fresh_trial_site_has_nothing_to_mend(check):
    result = check()
    assert result.exit_code == 0, result.output
    first, *_, summary = result.output.splitlines()
    assert first == (
        "http://127.0.0.1:8000 is this machine: judged as a trial site; --as-real judges it like one with readers."
    )
    assert "Not checked: schema-behind" in result.output
    assert summary.endswith("checks, nothing to mend.")


def test_a_trial_site_can_be_judged_as_a_real_one(check):
    result = check("--as-real")
    assert result.exit_code == 1
    assert "error    https\n" in result.output


def test_a_warning_counts_when_asked_for(check, good):
    good["MAIL_FROM"] = "me@elsewhere.test"
    plain, strict = check(**good), check("--strict", **good)
    assert (plain.exit_code, strict.exit_code) == (0, 1)
    assert "warning  mail-domain\n         MAIL_FROM ends in elsewhere.test" in plain.output
    assert plain.output.splitlines()[-1].endswith("checks: 1 warning. docs/checks.md says more about each.")
    ignoring = check("--strict", "--ignore", "mail-domain", **good)
    assert ignoring.exit_code == 0, ignoring.output


def test_a_check_that_there_is_not_can_not_be_ignored(check):
    result = check("--ignore", "mail-domian")
    assert result.exit_code == 1
    assert result.output == "Error: There is no check 'mail-domian'; docs/checks.md names them all.\n"


def test_machines_are_told_what_people_are(check):
    result = check("--json", "--as-real")
    told = json.loads(result.output)
    assert (told["site"], told["judged_as"]) == ("http://127.0.0.1:8000", "real")
    assert told["findings"][0]["id"] == "https"
    assert told["findings"][0]["page"] == "docs/checks.md#https"
    assert {"level", "sentence", "remedy"} < set(told["findings"][0])
    assert "schema-behind" in told["not_checked"]


@pytest.mark.parametrize("options", [(), ("--json",)])
@pytest.mark.parametrize("login", ["u:p@hush", "u:p@hu:hush", "u:12/hush"])
def test_no_end_of_a_password_is_told(check, options, login):
    result = check(*options, DATABASE_URL=f"mysql://{login}@127.0.0.1:1/d", SMTP_URL=f"smtp://{login}@127.0.0.1:1")
    assert result.exit_code == 1
    assert "DATABASE_URL is no address that can be read" in result.output
    assert "hush" not in result.output


def test_no_password_is_told(check):
    environ = {"DATABASE_URL": "mysql://u:hush-1@127.0.0.1:1/d", "SMTP_URL": "smtp://u:hush-2@127.0.0.1:1"}
    result = check("--as-real", SECRET_KEY="hush-3", **environ)
    assert result.exit_code == 1
    assert "hush" not in result.output
