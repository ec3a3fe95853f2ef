"""The first start: the links, the first administrator, and two at once."""

import logging
import threading
from types import SimpleNamespace

import pytest
from sqlalchemy import func, select

from apps.auth.models import OneTimeLink, User
from apps.auth.services.accounts import AccountService, EmailTaken
from apps.auth.services.links import LinkGone, LinkService
from apps.auth.services.setup import Answers, SetupService, announce_setup
from core.audit import AuditEvent
from core.permissions import Role
from core.site_settings import SiteSettingsService

ANSWERS = Answers(
    title="李小明的博客",
    language="zh_CN",
    timezone="Asia/Shanghai",
    display_name="李小明",
    email="xm.li@example.org",
    password_hash="a hash",
)
SITE = SimpleNamespace(settings=SimpleNamespace(site_url="https://example.org"))


@pytest.fixture
def setups(db):
    return SetupService(db)


def complete(setups, token, answers=ANSWERS):
    return setups.complete(token, answers, ip="192.0.2.1", request_id="r")


def announced(db, caplog):
    """Return the token of the link that a start logs."""
    caplog.clear()
    with caplog.at_level(logging.WARNING):
        announce_setup(SITE, db)
    (record,) = caplog.records
    assert record.levelname == "WARNING"
    assert record.getMessage().count("\n") == 0
    return record.getMessage().rpartition("https://example.org/auth/setup/")[2]


def test_the_first_administrator_is_made_with_the_site(setups, db):
    user = complete(setups, setups.issue())
    site = SiteSettingsService(db).get()
    assert (user.name, user.role, user.email, user.language) == ("李小明", Role.ADMIN, "xm.li@example.org", "zh_CN")
    assert (site.title, site.language, site.timezone, site.set_up) == ("李小明的博客", "zh_CN", "Asia/Shanghai", True)
    assert db.scalars(select(AuditEvent.action)).all() == ["auth.set_up"]


def test_each_start_announces_a_link_and_the_earlier_ones_work_on(setups, db, caplog):
    first, second = announced(db, caplog), announced(db, caplog)
    assert first != second
    assert setups.is_open(first)
    assert setups.is_open(second)


def test_one_link_that_was_used_ends_all(setups, db, caplog):
    tokens = [announced(db, caplog) for _ in range(3)]
    complete(setups, tokens[1])
    assert not any(setups.is_open(token) for token in tokens)
    assert db.scalar(select(func.count()).select_from(OneTimeLink)) == 0
    with pytest.raises(LinkGone):
        complete(setups, tokens[0])


def test_nothing_is_announced_once_there_is_an_administrator(setups, db, caplog):
    complete(setups, setups.issue())
    with caplog.at_level(logging.WARNING):
        announce_setup(SITE, db)
    assert not caplog.records
    assert setups.issue() is None


def test_an_administrator_made_by_command_ends_the_links_too(setups, db):
    token = setups.issue()
    AccountService(db).create(name="root", display_name="Root", role=Role.ADMIN)
    assert not setups.is_open(token)
    with pytest.raises(LinkGone):
        complete(setups, token)


@pytest.mark.parametrize("token", ["", "x", "0" * 43])
def test_an_invented_link_opens_nothing(setups, token):
    setups.issue()
    assert not setups.is_open(token)
    with pytest.raises(LinkGone):
        complete(setups, token)


def test_a_link_for_something_else_sets_nothing_up(setups, db):
    setups.issue()
    ada = AccountService(db).create(display_name="Ada", role=Role.AUTHOR)
    assert not setups.is_open(LinkService(db).issue("reset", ada.id))


def test_whoever_imported_their_blog_before_is_its_author(setups, db):
    author = AccountService(db).find_or_create_person(ANSWERS.display_name)
    user = complete(setups, setups.issue())
    assert (user.id, user.role, user.email) == (author.id, Role.ADMIN, ANSWERS.email)


def test_an_account_that_is_somebodys_is_not_taken_over(setups, db):
    other = AccountService(db).create(display_name=ANSWERS.display_name, role=Role.AUTHOR, email="other@example.org")
    assert complete(setups, setups.issue()).id != other.id


def test_an_email_address_that_somebody_has_is_refused(setups, db):
    AccountService(db).create(display_name="Ada", email=ANSWERS.email, role=Role.AUTHOR)
    with pytest.raises(EmailTaken):
        complete(setups, setups.issue())


@pytest.mark.parametrize("links", [1, 2])
def test_of_two_who_set_the_site_up_at_once_one_does(committed_database, links):
    with committed_database.transaction() as db:
        tokens = [SetupService(db).issue() for _ in range(links)]
    outcomes = []

    def set_up(token, email):
        answers = Answers("Site", "en", "UTC", email, email, "a hash")
        try:
            committed_database.run(lambda db: complete(SetupService(db), token, answers))
        except LinkGone:
            outcomes.append("gone")
        else:
            outcomes.append("done")

    threads = [threading.Thread(target=set_up, args=(tokens[n % links], f"p{n}@example.org")) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["done", "gone"]
    with committed_database.reading() as db:
        assert db.scalar(select(func.count()).where(User.role == Role.ADMIN)) == 1
        assert db.scalar(select(func.count()).select_from(User)) == 1
