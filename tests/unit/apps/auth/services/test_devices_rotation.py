"""Devices: how a session's id is replaced, and what becomes of the one before."""

from hashlib import sha256

import pytest
from sqlalchemy import update

from apps.auth.models import Device
from apps.auth.services.devices import GRACE, IDLE, REMEMBERED, ROTATE_AFTER, DeviceService
from tests.factories import make_user


@pytest.fixture
def devices(db):
    return DeviceService(db)


@pytest.fixture
def ada(db):
    return make_user(db, "ada")


def sign_in(devices, user, session_id="first", *, remember=False):
    return devices.sign_in(user, session_id, remember=remember, ip="192.0.2.1", user_agent="Firefox")


def test_an_id_is_replaced_weekly(devices, ada, clock):
    sign_in(devices, ada, remember=True)
    clock.advance(seconds=ROTATE_AFTER.total_seconds() - 1)
    assert not devices.find("first").rotation_due
    clock.advance(seconds=1)
    assert devices.find("first").rotation_due


def rotated(devices, device):
    """Replace the id `first`, and let its browser bring the new one; return that."""
    new_id = devices.rotate(device.id, "first")
    devices.confirm(device.id, new_id)
    return new_id


def test_both_ids_are_good_for_a_minute_once_the_new_one_was_brought(devices, ada, clock):
    device = sign_in(devices, ada, remember=True)
    clock.advance(days=7)
    new_id = rotated(devices, device)
    clock.advance(seconds=GRACE.total_seconds())
    old, new = devices.find("first"), devices.find(new_id)
    assert old.device_id == new.device_id == device.id
    assert not old.reused
    assert not old.rotation_due
    assert not new.rotation_due


def test_an_old_id_that_comes_after_that_is_told_apart(devices, ada, clock):
    device = sign_in(devices, ada, remember=True)
    new_id = rotated(devices, device)
    clock.advance(seconds=GRACE.total_seconds() + 1)
    assert devices.find("first").reused
    devices.end(device.id)
    assert devices.find("first") is None
    assert devices.find(new_id) is None


def test_an_old_id_goes_on_until_the_new_one_is_brought(devices, ada, clock):
    device = sign_in(devices, ada, remember=True)
    devices.rotate(device.id, "first")
    clock.advance(days=20)
    found = devices.find("first")
    assert (found.reused, found.rotation_due, found.touch_due) == (False, True, True)
    assert found.cookie_age == REMEMBERED.total_seconds()


@pytest.mark.parametrize(("remember", "idle"), [(False, IDLE), (True, REMEMBERED)])
def test_an_old_id_that_goes_on_has_no_more_time_than_any(devices, ada, clock, remember, idle):
    device = sign_in(devices, ada, remember=remember)
    devices.rotate(device.id, "first")
    clock.advance(seconds=idle.total_seconds() - 1)
    assert devices.find("first")
    clock.advance(seconds=1)
    assert devices.find("first") is None


def test_the_minute_begins_when_the_new_id_is_brought(devices, ada, clock):
    device = sign_in(devices, ada, remember=True)
    new_id = devices.rotate(device.id, "first")
    clock.advance(hours=1)
    devices.confirm(device.id, new_id)
    clock.advance(seconds=GRACE.total_seconds())
    assert not devices.find("first").reused
    clock.advance(seconds=1)
    assert devices.find("first").reused


def test_a_new_id_is_noted_as_brought_once(devices, ada, clock):
    device = sign_in(devices, ada, remember=True)
    assert not devices.find("first").confirm_due
    new_id = devices.rotate(device.id, "first")
    assert devices.find(new_id).confirm_due
    devices.confirm(device.id, new_id)
    assert not devices.find(new_id).confirm_due
    clock.advance(seconds=GRACE.total_seconds() + 1)
    devices.confirm(device.id, new_id)
    assert devices.find("first").reused


def test_the_old_id_does_not_pass_for_the_new_one(devices, ada):
    device = sign_in(devices, ada)
    new_id = devices.rotate(device.id, "first")
    assert not devices.find("first").confirm_due
    devices.confirm(device.id, "first")
    assert devices.find(new_id).confirm_due


def test_all_who_rotate_an_id_get_the_same_new_one(devices, ada, clock):
    device = sign_in(devices, ada)
    new_id = devices.rotate(device.id, "first")
    clock.advance(hours=1)
    assert devices.rotate(device.id, "first") == new_id
    assert devices.find(new_id)


def test_a_new_id_that_was_brought_is_not_handed_out_again(devices, ada):
    device = sign_in(devices, ada)
    rotated(devices, device)
    assert devices.rotate(device.id, "first") is None
    assert devices.rotate(device.id, "another") is None


def test_new_ids_can_be_told_from_neither_the_old_one_nor_the_row(devices, ada, db):
    one, another = sign_in(devices, ada), sign_in(devices, ada, "second")
    new_ids = {devices.rotate(one.id, "first"), devices.rotate(another.id, "second")}
    db.expire_all()
    assert len(new_ids) == 2
    assert not new_ids & {str(value) for device in (one, another) for value in vars(device).values()}
    assert {len(new_id) for new_id in new_ids} == {43}


def test_an_id_replaced_by_the_release_before_is_good_for_a_minute(devices, ada, db, clock):
    device = sign_in(devices, ada)
    new_id = devices.rotate(device.id, "first")
    third = {"id_hash": "third", "previous_hash": sha256(new_id.encode()).hexdigest(), "rotated_at": clock()}
    db.execute(update(Device).values(third))
    assert devices.rotate(device.id, new_id) is None
    clock.advance(seconds=GRACE.total_seconds() + 1)
    assert devices.find(new_id).reused


def test_an_ended_device_is_not_rotated_back_to_life(devices, ada):
    device = sign_in(devices, ada)
    devices.sign_out("first")
    assert devices.rotate(device.id, "first") is None


def test_an_ended_device_hands_no_new_id_out_again(devices, ada):
    device = sign_in(devices, ada)
    devices.rotate(device.id, "first")
    devices.sign_out("first")
    assert devices.rotate(device.id, "first") is None


def test_signing_out_with_the_id_before_a_rotation_works_too(devices, ada):
    device = sign_in(devices, ada)
    new_id = devices.rotate(device.id, "first")
    devices.sign_out("first")
    assert devices.find(new_id) is None
