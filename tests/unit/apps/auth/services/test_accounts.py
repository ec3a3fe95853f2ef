"""Accounts: names, e-mail addresses, roles and who is the last administrator."""

import threading

import pytest
from sqlalchemy import select, update

from apps.auth.models import SUSPENDED, User
from apps.auth.services.accounts import (
    AccountService,
    EmailRefused,
    EmailTaken,
    LastAdministrator,
    NameRefused,
    NameTaken,
    note_set_up,
)
from apps.auth.services.devices import DeviceService
from core.audit import Actor, AuditEvent
from core.errors import NotFound
from core.jobs import Job
from core.permissions import Role
from core.site_settings import SiteSettingsService
from tests.factories import make_user

ROOT = Actor(name="root")


@pytest.fixture
def accounts(db):
    return AccountService(db)


@pytest.mark.parametrize(
    ("display_name", "name"),
    [
        ("Ada Lovelace", "ada-lovelace"),
        ("张三", "张三"),
        ("  José  ", "josé"),
        ("posts", "posts-1"),
        ("x" * 200, "x" * 48),
    ],
)
def test_a_name_is_made_from_the_display_name(accounts, display_name, name):
    assert accounts.create(display_name=display_name, role=Role.AUTHOR).name == name


def test_namesakes_get_numbers(accounts):
    assert [accounts.create(display_name="张三", role=Role.AUTHOR).name for _ in range(3)] == [
        "张三",
        "张三-2",
        "张三-3",
    ]


def test_who_has_no_letter_in_the_name_gets_a_random_one(accounts):
    first, second = (accounts.create(display_name="！？", role=Role.AUTHOR) for _ in range(2))
    assert len(first.name) == 8
    assert first.name != second.name


def test_a_display_name_of_any_length_fits(accounts, db):
    assert len(accounts.create(display_name="名" * 500, role=Role.AUTHOR).display_name) == 120


@pytest.mark.parametrize("name", ["ada", "ADA", "Ａｄａ", " ada "])
def test_a_name_is_taken_in_all_its_spellings(accounts, name):
    accounts.create(name="ada", display_name="Ada", role=Role.AUTHOR)
    with pytest.raises(NameTaken):
        accounts.create(name=name, display_name="Another", role=Role.AUTHOR)


@pytest.mark.parametrize("name", ["", "-", "a b", "a_b", "a/b", "../x", "a@b", "<b>", "a" * 65, "\u202eada"])
def test_a_name_that_could_not_stand_in_an_address_is_refused(accounts, name):
    with pytest.raises(NameRefused):
        accounts.create(name=name, display_name="Ada", role=Role.AUTHOR)


@pytest.mark.parametrize("text", ["ada", " ADA ", "Ada@Example.org", "ａｄａ＠example.org", "ada@EXAMPLE.ORG"])
def test_people_are_found_by_name_or_email(accounts, text):
    ada = accounts.create(name="Ada", display_name="Ada", email="ada@example.org", role=Role.AUTHOR)
    assert accounts.find_by_name_or_email(text).id == ada.id


@pytest.mark.parametrize("text", ["", "grace", "ada@example.com", "ada%", "\x00"])
def test_nobody_is_found_by_another_s(accounts, text):
    accounts.create(name="ada", display_name="Ada", email="ada@example.org", role=Role.AUTHOR)
    assert accounts.find_by_name_or_email(text) is None


@pytest.mark.parametrize(
    "email", ["ada", "ada@", "@example.org", "ada@localhost", "a b@example.org", "ada@example.org\nBcc: x@y.org"]
)
def test_what_is_no_email_address_is_refused(accounts, email):
    with pytest.raises(EmailRefused):
        accounts.create(display_name="Ada", email=email, role=Role.AUTHOR)


def test_an_email_address_belongs_to_one_account(accounts):
    accounts.create(display_name="Ada", email="ada@example.org", role=Role.AUTHOR)
    with pytest.raises(EmailTaken):
        accounts.create(display_name="Another", email="ADA@example.org", role=Role.AUTHOR)


def test_an_email_address_taken_at_the_same_moment_is_told_from_a_name(committed_database):
    outcomes = []

    def take():
        try:
            committed_database.run(make_ada)
        except EmailTaken:
            outcomes.append("taken")

    second = threading.Thread(target=take)
    with committed_database.transaction() as db:
        make_ada(db)
        second.start()  # it waits for this transaction, or comes after it
    second.join()
    assert outcomes == ["taken"]


def test_accounts_without_email_do_not_collide(accounts):
    assert accounts.create(display_name="Ada", role=Role.AUTHOR).email_key is None
    assert accounts.create(display_name="Grace", email="", role=Role.AUTHOR).email_key is None


def test_who_is_imported_is_one_person_who_cannot_sign_in(accounts):
    first, again = accounts.find_or_create_person("张三"), accounts.find_or_create_person("张三")
    assert first.id == again.id
    assert (first.role, first.password_hash, first.email) == (Role.AUTHOR, None, None)


def test_who_is_imported_without_a_letter_in_the_name_is_one_person_too(accounts):
    assert accounts.find_or_create_person("！").id == accounts.find_or_create_person("！").id
    assert accounts.find_or_create_person("！").id != accounts.find_or_create_person("？").id


def test_imported_posts_belong_to_whoever_has_the_name_already(accounts):
    ada = accounts.create(name="ada-lovelace", display_name="Ada", role=Role.EDITOR)
    assert accounts.find_or_create_person("Ada Lovelace").id == ada.id


def test_get_and_get_by_name_raise_where_there_is_nobody(accounts):
    with pytest.raises(NotFound):
        accounts.get(10**6)
    with pytest.raises(NotFound, match="no account named"):
        accounts.get_by_name("nobody")


def test_a_site_with_an_administrator_counts_as_set_up(accounts, db):
    accounts.create(display_name="Ada", role=Role.EDITOR)
    assert not accounts.administrators_exist()
    assert not SiteSettingsService(db).get().set_up
    accounts.create(display_name="Grace", role=Role.ADMIN)
    assert accounts.administrators_exist()
    assert SiteSettingsService(db).get().set_up


def test_being_set_up_is_noted_once(db):
    assert note_set_up(db)
    assert not note_set_up(db)


def test_a_promotion_sets_the_site_up_too(accounts, db):
    accounts.set_role(make_user(db, "ada"), Role.ADMIN, actor=ROOT)
    assert SiteSettingsService(db).get().set_up


def test_a_new_role_ends_all_devices_and_is_noted(accounts, db):
    ada, devices = make_user(db, "ada", role=Role.EDITOR), DeviceService(db)
    devices.sign_in(ada, "here", remember=False, ip="", user_agent="")
    accounts.set_role(ada, Role.AUTHOR, actor=ROOT)
    db.flush()
    event = db.scalars(select(AuditEvent).where(AuditEvent.action == "auth.role_changed")).one()
    assert (ada.role, devices.find("here")) == (Role.AUTHOR, None)
    assert (event.actor_name, event.object_id, event.detail) == ("root", str(ada.id), {"role": ["editor", "author"]})


def test_the_same_role_again_changes_nothing(accounts, db):
    ada, devices = make_user(db, "ada", role=Role.ADMIN), DeviceService(db)
    devices.sign_in(ada, "here", remember=False, ip="", user_agent="")
    accounts.set_role(ada, Role.ADMIN, actor=ROOT)
    assert devices.find("here")


def test_the_last_administrator_stays_one(accounts, db):
    ada = make_user(db, "ada", role=Role.ADMIN)
    make_user(db, "suspended", role=Role.ADMIN, state=SUSPENDED)
    with pytest.raises(LastAdministrator):
        accounts.set_role(ada, Role.EDITOR, actor=ROOT)
    make_user(db, "grace", role=Role.ADMIN)
    accounts.set_role(ada, Role.EDITOR, actor=ROOT)
    assert ada.role == Role.EDITOR


def test_a_suspended_administrator_is_not_the_one_a_site_needs(accounts, db):
    make_user(db, "ada", role=Role.ADMIN)
    suspended = make_user(db, "grace", role=Role.ADMIN, state=SUSPENDED)
    accounts.set_role(suspended, Role.AUTHOR, actor=ROOT)
    assert suspended.role == Role.AUTHOR


def test_two_administrators_cannot_demote_each_other_at_once(committed_database):
    with committed_database.transaction() as db:
        ids = [make_user(db, name, role=Role.ADMIN).id for name in ("ada", "grace")]
    outcomes = []

    def demote(user_id):
        def unit(db):
            accounts = AccountService(db)
            accounts.set_role(accounts.get(user_id), Role.EDITOR, actor=ROOT)

        try:
            committed_database.run(unit)
        except LastAdministrator:
            outcomes.append("refused")
        else:
            outcomes.append("done")

    run_at_once(lambda: demote(ids[0]), lambda: demote(ids[1]))
    assert sorted(outcomes) == ["done", "refused"]
    with committed_database.reading() as db:
        assert len(db.scalars(select(User.id).where(User.role == Role.ADMIN)).all()) == 1


def test_a_profile_changes(accounts, db):
    ada = make_user(db, "ada")
    accounts.update_profile(ada, display_name="Ada L.", language="zh_CN")
    assert (ada.display_name, ada.language) == ("Ada L.", "zh_CN")


def make_ada(db):
    AccountService(db).create(display_name="Ada", email="ada@example.org", role=Role.AUTHOR)


def run_at_once(*acts):
    threads = [threading.Thread(target=act) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_of_two_portraits_at_once_the_one_that_was_first_is_let_go(db, accounts):
    mei = make_user(db, "mei", portrait="old.jpg")
    db.execute(update(User).values(portrait="first.jpg").execution_options(synchronize_session=False))
    accounts.set_portrait(mei, "second.jpg")
    db.flush()
    assert db.scalars(select(Job.payload)).all() == [{"name": "first.jpg"}]
