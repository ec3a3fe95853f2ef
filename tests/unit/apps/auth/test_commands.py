"""The operator's commands for accounts, and their sentences."""

from types import SimpleNamespace

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from apps.auth.commands import user
from apps.auth.models import User
from apps.auth.services.credentials import CredentialService
from apps.auth.services.devices import DeviceService
from apps.auth.services.setup import SetupService
from core.audit import AuditEvent
from core.commands import OperatorGroup
from core.permissions import Role
from tests.factories import make_user

SITE_URL = "https://example.org"


@pytest.fixture
def run(committed_database):
    """Return what types a command: its exit status, what it printed and what it complained of."""
    group = OperatorGroup("manage")
    group.add_command(user)
    operator = SimpleNamespace(settings=SimpleNamespace(site_url=SITE_URL), database=committed_database)

    def typed(*words):
        return CliRunner().invoke(group, ["user", *words], obj=operator)

    return typed


@pytest.fixture
def look(committed_database):
    def read(name):
        with committed_database.reading() as db:
            return db.scalar(select(User).where(User.name_key == name))

    return read


def token_in(result, kind):
    assert result.exit_code == 0, result.output
    (line,) = result.stdout.splitlines()
    return line.removeprefix(f"{SITE_URL}/auth/{kind}/")


def refused(result):
    """Return the sentence a command ended with."""
    assert (result.exit_code, result.stdout) == (1, "")
    assert isinstance(result.exception, SystemExit)
    (line,) = result.stderr.splitlines()
    return line


def test_create_makes_an_account_and_prints_where_its_password_is_chosen(run, look, committed_database):
    result = run("create", "Ada", "--role", "editor", "--display-name", "Ada Lovelace", "--email", "ada@example.org")
    made = look("ada")
    assert (made.name, made.display_name, made.email, made.role) == (
        "Ada",
        "Ada Lovelace",
        "ada@example.org",
        Role.EDITOR,
    )
    assert made.password_hash is None
    with committed_database.reading() as db:
        assert CredentialService(db).find_by_link(token_in(result, "reset")).id == made.id
        assert db.scalars(select(AuditEvent.action)).all() == ["auth.user_created"]


def test_a_display_name_is_the_name_where_none_is_given(run, look):
    run("create", "张三", "--role", "author")
    assert look("张三").display_name == "张三"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("grace", "--role", "author"), "taken"),
        (("a b", "--role", "author"), "letters, digits and hyphens"),
        (("ada", "--role", "author", "--email", "nonsense"), "not an e-mail address"),
        (("ada", "--role", "author", "--email", "grace@example.org"), "Another account"),
    ],
)
def test_create_refuses_in_one_sentence(run, look, words, sentence):
    run("create", "grace", "--role", "author", "--email", "grace@example.org")
    assert sentence in refused(run("create", *words))
    assert look("ada") is None


def test_create_asks_for_a_role_there_is(run):
    assert run("create", "ada").exit_code == 2
    assert run("create", "ada", "--role", "king").exit_code == 2


def test_reset_link_prints_another_link_by_name_or_email(run, committed_database):
    run("create", "ada", "--role", "author", "--email", "ada@example.org")
    for name in ("ada", "ADA@example.org"):
        with committed_database.reading() as db:
            assert CredentialService(db).find_by_link(token_in(run("reset-link", name), "reset")).name == "ada"


@pytest.mark.parametrize("words", [("reset-link", "nobody"), ("set-role", "nobody", "author")])
def test_nobody_of_that_name_is_said_in_one_sentence(run, words):
    assert refused(run(*words)) == "Error: There is no account named nobody."


def test_set_role_changes_it_and_signs_its_owner_out(run, look, committed_database):
    with committed_database.transaction() as db:
        ada = make_user(db, "ada", role=Role.EDITOR)
        DeviceService(db).sign_in(ada, "here", remember=True, ip="", user_agent="")
    assert run("set-role", "ada", "author").exit_code == 0
    assert look("ada").role == Role.AUTHOR
    with committed_database.reading() as db:
        assert DeviceService(db).find("here") is None


def test_the_last_administrator_is_not_demoted(run, look):
    run("create", "ada", "--role", "admin")
    assert "last administrator" in refused(run("set-role", "ada", "editor"))
    assert look("ada").role == Role.ADMIN


def test_setup_link_prints_a_link_while_there_is_no_administrator(run, committed_database):
    first, second = (token_in(run("setup-link"), "setup") for _ in range(2))
    with committed_database.reading() as db:
        assert SetupService(db).is_open(first)
        assert SetupService(db).is_open(second)
    run("create", "ada", "--role", "admin")
    assert "administrator already" in refused(run("setup-link"))


@pytest.mark.parametrize("name", list(user.commands))
def test_no_command_takes_a_password(name):
    assert not [param.name for param in user.commands[name].params if "pass" in param.name]
