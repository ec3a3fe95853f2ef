"""Passwords: hashed with argon2id, few at a time, and refused where anybody would guess them."""

import functools
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from core.errors import Unavailable, Unprocessable
from core.i18n import N_, Message
from core.text.normal import normal

SHORTEST: Final = 8
LONGEST: Final = 128
#: Hashes at once in one process: each takes 19 MiB and a core, and other requests want to be answered too.
AT_ONCE: Final = 2
#: Seconds a sign-in waits for its turn before it is asked to come back.
PATIENCE: Final = 5.0

_COMMON: Final = Path(__file__).parent.parent / "common_passwords.txt"
# OWASP's minimum for argon2id.
_hasher: Final = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1, type=Type.ID)
_turns: Final = threading.BoundedSemaphore(AT_ONCE)
#: What is checked when there is nothing to check, made with the parameters above of a password nobody has.
_NOBODY: Final = "$argon2id$v=19$m=19456,t=2,p=1$YNfwP9RP40zrzTrNnHLi5g$0000000000000000000000000000000000000000000"


class PasswordTooWeak(Unprocessable):
    """The password is too short, too long, or among the first that others would try."""


def hash_password(text: str) -> str:
    """Return what is stored of a password; slow, so call it outside of any transaction.

    Raises Unavailable when too many are being hashed already.
    """
    with _turn():
        return _hasher.hash(_normal(text))


def verify_password(stored: str | None, text: str) -> bool:
    """Tell whether `text` is the password; as slow where nothing is stored, so that time tells nobody who exists.

    Raises Unavailable when too many are being checked already.
    """
    with _turn():
        try:
            _hasher.verify(stored or _NOBODY, _normal(text))
        except (VerificationError, InvalidHashError):
            return False
    return stored is not None


def is_outdated(stored: str) -> bool:
    """Tell whether a hash was made with other parameters than those of today."""
    return _hasher.check_needs_rehash(stored)


def check_strength(text: str, *, name: str = "", email: str = "", known: Iterable[str] = ()) -> None:
    """Raise PasswordTooWeak, with its reason; `known` is what else anybody knows, as the site's title."""
    normal = _normal(text)
    if len(normal) < SHORTEST:
        raise PasswordTooWeak(N_("At least %(count)s characters, please.", count=SHORTEST))
    if len(normal) > LONGEST:
        raise PasswordTooWeak(N_("At most %(count)s characters, please.", count=LONGEST))
    folded = normal.casefold()
    if folded in _common():
        raise PasswordTooWeak(_GUESSED)
    own = {_normal(word).casefold() for word in (name, email, email.partition("@")[0], *known)}
    # "amy2026!" is as good as "amy": what is left of both without digits and signs.
    bare = {letters for letters in map(_letters, own) if len(letters) > 1}
    if folded in own or _letters(folded) in bare:
        raise PasswordTooWeak(_PERSONAL)


_GUESSED: Final[Message] = N_("This password is one of the first that others would try. Please choose another.")
_PERSONAL: Final[Message] = N_("This password is too close to your name, your e-mail or the site's title.")


@contextmanager
def _turn() -> Iterator[None]:
    if not _turns.acquire(timeout=PATIENCE):
        raise Unavailable
    try:
        yield
    finally:
        _turns.release()


def _normal(text: str) -> str:
    """Return the one form of a text that keyboards of all systems send in different ones."""
    return normal("NFKC", text)


def _letters(text: str) -> str:
    return "".join(character for character in text if character.isalpha())


@functools.cache
def _common() -> frozenset[str]:
    lines = _COMMON.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("# "))
