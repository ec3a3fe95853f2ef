"""Devices: who is found under which session id, for how long, and what ends it."""

import pytest
from sqlalchemy import select

from apps.auth.models import SUSPENDED, Device
from apps.auth.services.devices import ABSOLUTE, IDLE, REMEMBERED, TOUCH_AFTER, DeviceService
from core.errors import NotFound
from core.permissions import Role
from tests.factories import make_user


@pytest.fixture
def devices(db):
    return DeviceService(db)


@pytest.fixture
def ada(db):
    return make_user(db, "ada", role=Role.EDITOR)


def sign_in(devices, user, session_id="first", *, remember=False, user_agent="Firefox"):
    return devices.sign_in(user, session_id, remember=remember, ip="192.0.2.1", user_agent=user_agent)


def test_who_signed_in_is_found_by_the_session_s_id(devices, ada):
    device = sign_in(devices, ada)
    found = devices.find("first")
    assert (found.user.id, found.device_id, found.reused) == (ada.id, device.id, False)
    assert devices.find("another") is None


def test_the_id_itself_is_stored_nowhere(devices, ada, db):
    sign_in(devices, ada, "secret-session-id")
    device = db.scalars(select(Device)).one()
    assert "secret-session-id" not in {str(value) for value in vars(device).values()}


def test_a_user_agent_of_any_length_is_kept_short(devices, ada):
    assert len(sign_in(devices, ada, user_agent="x" * 5000).user_agent) == 255


def test_signing_out_ends_the_device(devices, ada):
    sign_in(devices, ada)
    devices.sign_out("first")
    assert devices.find("first") is None


def test_an_account_that_is_suspended_is_nobody_at_once(devices, ada, db):
    sign_in(devices, ada)
    ada.state = SUSPENDED
    db.flush()
    assert devices.find("first") is None


@pytest.mark.parametrize(("remember", "idle"), [(False, IDLE), (True, REMEMBERED)])
def test_a_device_that_stays_away_is_signed_out(devices, ada, clock, remember, idle):
    sign_in(devices, ada, remember=remember)
    clock.advance(seconds=idle.total_seconds() - 1)
    assert devices.find("first")
    clock.advance(seconds=1)
    assert devices.find("first") is None


@pytest.mark.parametrize(("remember", "age"), [(False, None), (True, 30 * 24 * 3600)])
def test_the_cookie_lives_as_long_as_was_asked_for(devices, ada, remember, age):
    sign_in(devices, ada, remember=remember)
    assert devices.find("first").cookie_age == age


def test_a_device_in_use_stays_signed_in(devices, ada, clock):
    device = sign_in(devices, ada)
    for _ in range(4):
        clock.advance(hours=11)
        assert devices.find("first")
        devices.touch(device.id, "192.0.2.99")
    assert devices.list_for(ada.id)[0].ip == "192.0.2.99"


def test_even_a_device_in_daily_use_ends_after_90_days(devices, ada, clock):
    device = sign_in(devices, ada, remember=True)
    for _ in range(ABSOLUTE.days - 1):
        clock.advance(days=1)
        devices.touch(device.id, "192.0.2.1")
        assert devices.find("first")
    clock.advance(days=1)
    assert devices.find("first") is None


def test_a_device_is_noted_again_after_five_minutes(devices, ada, clock):
    device = sign_in(devices, ada)
    clock.advance(seconds=TOUCH_AFTER.total_seconds() - 1)
    assert not devices.find("first").touch_due
    clock.advance(seconds=1)
    assert devices.find("first").touch_due
    devices.touch(device.id, "192.0.2.1")
    assert not devices.find("first").touch_due


def test_a_late_note_wakes_no_device_that_has_ended(devices, ada, clock, db):
    device = sign_in(devices, ada)
    before = device.expires_at
    devices.sign_out("first")
    db.expire_all()
    clock.advance(minutes=6)
    devices.touch(device.id, "192.0.2.1")
    devices.touch(device.id + 1000, "192.0.2.1")
    assert devices.find("first") is None
    assert device.expires_at == before


def test_the_list_has_the_devices_that_are_signed_in_the_last_used_first(devices, ada, clock, db):
    other = make_user(db, "grace")
    old, ended, new = (sign_in(devices, ada, session_id) for session_id in ("old", "ended", "new"))
    sign_in(devices, other, "theirs")
    devices.revoke(ada.id, ended.id)
    clock.advance(minutes=6)
    devices.touch(old.id, "192.0.2.1")
    db.flush()
    assert [device.id for device in devices.list_for(ada.id)] == [old.id, new.id]


def test_nobody_ends_another_s_device(devices, ada, db):
    device = sign_in(devices, ada)
    with pytest.raises(NotFound):
        devices.revoke(make_user(db, "grace").id, device.id)
    assert devices.find("first")


def test_a_device_ends_once(devices, ada):
    device = sign_in(devices, ada)
    devices.revoke(ada.id, device.id)
    with pytest.raises(NotFound):
        devices.revoke(ada.id, device.id)


def test_all_but_one_end(devices, ada, db):
    kept = sign_in(devices, ada, "kept")
    sign_in(devices, ada, "a")
    sign_in(devices, ada, "b")
    sign_in(devices, make_user(db, "grace"), "theirs")
    assert devices.revoke_others(ada.id, kept.id) == 2
    assert [bool(devices.find(name)) for name in ("kept", "a", "b", "theirs")] == [True, False, False, True]
    assert devices.revoke_others(ada.id) == 1
    assert devices.find("kept") is None


def test_rows_that_no_longer_count_are_deleted_after_a_month(devices, ada, clock, db):
    sign_in(devices, ada, "idle")
    sign_in(devices, ada, "ended")
    devices.sign_out("ended")
    clock.advance(days=30)
    devices.purge()
    assert len(db.scalars(select(Device)).all()) == 2
    clock.advance(days=1)
    sign_in(devices, ada, "new")
    devices.purge()
    assert [device.id for device in devices.list_for(ada.id)] == list(db.scalars(select(Device.id)))
