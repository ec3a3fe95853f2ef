"""One-time links: for how long, how often and for what they work."""

import pytest
from sqlalchemy import select

from apps.auth.models import OneTimeLink
from apps.auth.services.accounts import AccountService
from apps.auth.services.links import RESET, SETUP, LinkGone, LinkService, address
from core.permissions import Role


@pytest.fixture
def links(db):
    return LinkService(db)


@pytest.fixture
def person(db):
    return AccountService(db).create(display_name="Ada", role=Role.AUTHOR)


def test_a_token_finds_its_link_and_only_for_its_purpose(links, person):
    token = links.issue(RESET, person.id)
    assert links.find(RESET, token).user_id == person.id
    assert links.find(SETUP, token) is None
    assert links.find(RESET, token + "x") is None


def test_the_token_itself_is_stored_nowhere(links, person, db):
    token = links.issue(RESET, person.id)
    link = db.scalars(select(OneTimeLink)).one()
    assert token not in {str(value) for value in vars(link).values()}
    assert len(token) >= 43


def test_a_reset_link_works_for_a_day(links, person, clock):
    token = links.issue(RESET, person.id)
    clock.advance(hours=23, minutes=59)
    assert links.find(RESET, token)
    clock.advance(minutes=1)
    assert links.find(RESET, token) is None
    with pytest.raises(LinkGone):
        links.use(RESET, token)


def test_a_setup_link_never_expires_by_itself(links, clock):
    token = links.issue(SETUP)
    clock.advance(days=1000)
    assert links.find(SETUP, token)


def test_a_link_works_once(links, person):
    token = links.issue(RESET, person.id)
    links.use(RESET, token)
    with pytest.raises(LinkGone):
        links.use(RESET, token)


def test_links_of_one_account_end_together_and_those_of_others_go_on(links, person, db):
    other = AccountService(db).create(display_name="Grace", role=Role.AUTHOR)
    mine, too, theirs = links.issue(RESET, person.id), links.issue(RESET, person.id), links.issue(RESET, other.id)
    links.use_up(RESET, person.id)
    assert [links.find(RESET, token) is not None for token in (mine, too, theirs)] == [False, False, True]


def test_expired_links_are_deleted_and_no_others(links, person, clock, db):
    links.issue(RESET, person.id)
    clock.advance(days=2)
    kept = [links.issue(RESET, person.id), links.issue(SETUP)]
    links.purge()
    assert len(db.scalars(select(OneTimeLink)).all()) == 2
    assert links.find(RESET, kept[0])
    assert links.find(SETUP, kept[1])


def test_addresses_are_full():
    assert address("https://example.org", SETUP, "abc") == "https://example.org/auth/setup/abc"
    assert address("https://example.org", RESET, "abc") == "https://example.org/auth/reset/abc"
