"""Who may do what: five roles in order, capabilities, and the one function that decides."""

from enum import IntEnum
from typing import Final, Protocol


class Role(IntEnum):
    """The fixed roles; each may do all that the ones below may."""

    SUBSCRIBER = 10
    CONTRIBUTOR = 20
    AUTHOR = 30
    EDITOR = 40
    ADMIN = 50

    @property
    def label(self) -> str:
        """Return the name that commands and forms use."""
        return self.name.lower()

    @classmethod
    def named(cls, label: str) -> "Role":
        """Return the role of that name; raise KeyError if there is none."""
        return cls[label.upper()]


class Person(Protocol):
    """Whoever acts."""

    @property
    def id(self) -> int:
        """Return the account's number."""

    @property
    def role(self) -> Role:
        """Return the role."""

    @property
    def is_active(self) -> bool:
        """Tell whether the account is neither suspended nor deleted."""


class Owned(Protocol):
    """Whatever belongs to somebody."""

    def is_owned_by(self, user_id: int) -> bool:
        """Tell whether the thing belongs to that account."""

    @property
    def is_live(self) -> bool:
        """Tell whether readers see it: a contributor's own drafts are theirs, what is live is not."""


#: capability → the lowest role that has it for anything, whoever it belongs to.
ANY: Final[dict[str, Role]] = {
    "account.own": Role.SUBSCRIBER,
    "desk.view": Role.CONTRIBUTOR,
    "post.list": Role.CONTRIBUTOR,
    "post.create": Role.CONTRIBUTOR,
    "post.view": Role.EDITOR,
    "post.edit": Role.EDITOR,
    "post.publish": Role.EDITOR,
    "post.delete": Role.EDITOR,
    #: Who signs a text, and what stands on top of the home page.
    "post.arrange": Role.EDITOR,
    "page.edit": Role.EDITOR,
    "term.edit": Role.EDITOR,
    "settings.edit": Role.ADMIN,
    "import.run": Role.ADMIN,
}
#: capability → the lowest role that has it for what is its own.
OWN: Final[dict[str, Role]] = {
    "post.view": Role.CONTRIBUTOR,
    "post.edit": Role.CONTRIBUTOR,
    "post.publish": Role.AUTHOR,
    "post.delete": Role.CONTRIBUTOR,
}
#: What a contributor may do with an own post only while readers don't see it.
_ONLY_DRAFTS: Final = frozenset({"post.edit", "post.delete"})
CAPABILITIES: Final = frozenset(ANY) | frozenset(OWN)


def can(user: Person | None, capability: str, thing: Owned | None = None) -> bool:
    """Decide whether `user` may do this, to `thing` if one is given; raise KeyError for an unknown capability.

    Without a thing it tells whether the user may do this to some thing at all: the route's question.
    """
    if capability not in CAPABILITIES:
        raise KeyError(capability)
    if user is None or not user.is_active:
        return False
    if can_any(user, capability):
        return True
    if capability not in OWN or user.role < OWN[capability]:
        return False
    if thing is None:
        return True
    if not thing.is_owned_by(user.id):
        return False
    return user.role >= Role.AUTHOR or capability not in _ONLY_DRAFTS or not thing.is_live


def can_any(user: Person, capability: str) -> bool:
    """Decide whether `user` may do this to anything, whoever it belongs to: what a list shows."""
    return user.is_active and capability in ANY and user.role >= ANY[capability]
