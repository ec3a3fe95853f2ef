"""Roles and capabilities: the one function that decides."""

from dataclasses import dataclass

import pytest

from core.permissions import CAPABILITIES, Role, can


@dataclass
class Person:
    role: Role
    id: int = 1
    is_active: bool = True


@dataclass
class Thing:
    owner: int = 1
    is_live: bool = False

    def is_owned_by(self, user_id):
        return self.owner == user_id


OWN, OTHERS = Thing(), Thing(owner=2)
LIVE = Thing(is_live=True)


@pytest.mark.parametrize("capability", sorted(CAPABILITIES))
def test_nobody_and_the_suspended_may_nothing(capability):
    assert not can(None, capability)
    assert not can(Person(Role.ADMIN, is_active=False), capability)


@pytest.mark.parametrize("capability", sorted(CAPABILITIES))
@pytest.mark.parametrize("thing", [None, OWN, OTHERS, LIVE])
def test_a_higher_role_may_all_that_a_lower_one_may(capability, thing):
    allowed = [can(Person(role), capability, thing) for role in sorted(Role)]
    assert allowed == sorted(allowed)


@pytest.mark.parametrize(
    ("role", "capability", "thing", "allowed"),
    [
        (Role.SUBSCRIBER, "desk.view", None, False),
        (Role.CONTRIBUTOR, "post.edit", OWN, True),
        (Role.CONTRIBUTOR, "post.edit", LIVE, False),
        (Role.CONTRIBUTOR, "post.edit", OTHERS, False),
        (Role.CONTRIBUTOR, "post.publish", OWN, False),
        (Role.AUTHOR, "post.publish", OWN, True),
        (Role.AUTHOR, "post.edit", LIVE, True),
        (Role.AUTHOR, "post.edit", OTHERS, False),
        (Role.EDITOR, "post.edit", OTHERS, True),
        (Role.EDITOR, "settings.edit", None, False),
        (Role.ADMIN, "settings.edit", None, True),
    ],
)
def test_the_table_of_roles(role, capability, thing, allowed):
    assert can(Person(role), capability, thing) is allowed


def test_a_capability_there_is_not_is_our_mistake():
    with pytest.raises(KeyError):
        can(Person(Role.ADMIN), "post.frobnicate")
