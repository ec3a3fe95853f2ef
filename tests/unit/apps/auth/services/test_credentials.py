"""Credentials: what a new password ends, and links that are used at once."""

import threading

import pytest
from sqlalchemy import select

from apps.auth.models import SUSPENDED, User
from apps.auth.services.credentials import CredentialService
from apps.auth.services.devices import DeviceService
from apps.auth.services.links import RESET, LinkGone, LinkService
from core.audit import Actor, AuditEvent
from tests.factories import make_user


@pytest.fixture
def credentials(db):
    return CredentialService(db)


@pytest.fixture
def ada(db):
    return make_user(db, "ada", password_hash="old hash")


def choose(credentials, token):
    return credentials.choose(token, "new hash", ip="192.0.2.1", request_id="r")


def test_a_link_lets_choose_a_password_once(credentials, ada, db):
    token = LinkService(db).issue(RESET, ada.id)
    assert credentials.find_by_link(token).id == ada.id
    assert choose(credentials, token).password_hash == "new hash"
    with pytest.raises(LinkGone):
        choose(credentials, token)


def test_choosing_uses_up_all_links_of_the_account(credentials, ada, db):
    first, second = (LinkService(db).issue(RESET, ada.id) for _ in range(2))
    choose(credentials, first)
    with pytest.raises(LinkGone):
        choose(credentials, second)


@pytest.mark.parametrize("act", ["change", "choose"])
def test_a_new_password_ends_all_devices_and_links_and_is_noted(credentials, ada, db, act):
    DeviceService(db).sign_in(ada, "here", remember=True, ip="", user_agent="")
    token = LinkService(db).issue(RESET, ada.id)
    if act == "choose":
        choose(credentials, token)
    else:
        credentials.change(ada, "new hash", actor=Actor(ada.id, ada.name))
    assert DeviceService(db).find("here") is None
    assert LinkService(db).find(RESET, token) is None
    event = db.scalars(select(AuditEvent).where(AuditEvent.action == "auth.password_changed")).one()
    assert (event.actor_id, event.object_id) == (ada.id, str(ada.id))


def test_a_suspended_account_has_no_use_for_its_link(credentials, ada, db):
    token = LinkService(db).issue(RESET, ada.id)
    ada.state = SUSPENDED
    db.flush()
    assert credentials.find_by_link(token) is None
    with pytest.raises(LinkGone):
        choose(credentials, token)


def test_what_changed_while_a_password_was_checked_counts(credentials, ada, db):
    assert credentials.confirm(ada.id, "old hash").id == ada.id
    assert credentials.confirm(ada.id, "older hash") is None
    assert credentials.confirm(ada.id + 1, "old hash") is None
    ada.state = SUSPENDED
    db.flush()
    assert credentials.confirm(ada.id, "old hash") is None


def test_who_has_no_password_is_never_confirmed(credentials, db):
    assert credentials.confirm(make_user(db, "grace").id, None) is None


def test_of_two_who_use_two_links_at_once_one_is_too_late(committed_database):
    with committed_database.transaction() as db:
        ada_id = make_user(db, "ada").id
        tokens = [LinkService(db).issue(RESET, ada_id) for _ in range(2)]
    outcomes = []

    def use(token):
        unit = CredentialService
        try:
            committed_database.run(lambda db: unit(db).choose(token, f"hash {token}", ip="", request_id=""))
        except LinkGone:
            outcomes.append("gone")
        else:
            outcomes.append(token)

    threads = [threading.Thread(target=use, args=(token,)) for token in tokens]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (winner,) = [outcome for outcome in outcomes if outcome != "gone"]
    with committed_database.reading() as db:
        assert db.get(User, ada_id).password_hash == f"hash {winner}"
    assert len(outcomes) == 2
