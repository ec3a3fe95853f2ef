"""Passwords: hashed, checked at one cost, and refused where they are easily guessed."""

import threading

import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.exceptions import VerifyMismatchError

from apps.auth.services import passwords
from apps.auth.services.passwords import PasswordTooWeak, check_strength, hash_password, is_outdated, verify_password
from core.errors import Unavailable

GOOD = "stamp-collection-77"


def test_a_password_fits_its_own_hash_alone():
    stored = hash_password(GOOD)
    assert verify_password(stored, GOOD)
    assert not verify_password(stored, GOOD + " ")


def test_the_hash_is_argon2id_with_owasp_s_minimum():
    found = extract_parameters(hash_password(GOOD))
    assert (found.type.name, found.memory_cost, found.time_cost, found.parallelism) == ("ID", 19 * 1024, 2, 1)


def test_equal_passwords_have_different_hashes():
    assert hash_password(GOOD) != hash_password(GOOD)


def test_a_password_typed_on_another_keyboard_is_the_same():
    assert verify_password(hash_password("ｐａｓｓｗｏｒｔ①é"), "passwort1e\u0301")


@pytest.mark.parametrize("stored", [None, "", "no hash at all", "$argon2id$v=19$m=19456,t=2,p=1$broken$broken"])
def test_nothing_fits_where_no_hash_is_stored(stored):
    assert not verify_password(stored, GOOD)


def test_what_is_checked_for_nobody_costs_as_much_as_a_real_hash():
    assert extract_parameters(passwords._NOBODY) == extract_parameters(hash_password(GOOD))
    with pytest.raises(VerifyMismatchError):  # and not an error found before any work
        passwords._hasher.verify(passwords._NOBODY, GOOD)


def test_a_hash_of_older_parameters_is_outdated():
    assert is_outdated(PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1).hash(GOOD))
    assert not is_outdated(hash_password(GOOD))


def test_too_many_hashes_at_once_are_asked_to_come_back(monkeypatch):
    turns = threading.BoundedSemaphore(1)
    monkeypatch.setattr(passwords, "_turns", turns)
    monkeypatch.setattr(passwords, "PATIENCE", 0.01)
    stored = hash_password(GOOD)
    with turns:
        with pytest.raises(Unavailable):
            hash_password(GOOD)
        with pytest.raises(Unavailable):
            verify_password(stored, GOOD)
    assert verify_password(stored, GOOD)


@pytest.mark.parametrize("password", [GOOD, "正确的马电池订书钉", "x7" * 64, "ＡＢＣ deux trois", "kein Sonderzeichen"])
def test_a_password_needs_nothing_but_length(password):
    check_strength(password)


@pytest.mark.parametrize(
    "password",
    [
        *("", "short-7", "七个字的密码啊", "x" * 129),  # too short or too long
        *("password1", "PassWord1", "ｐａｓｓｗｏｒｄ１", "qwertyuiop", "1qaz2wsx", "a123456789"),
        *("woaini1314", "WoAiNi520", "5201314520", "woaiwojia", "zhongguo", "147258369", "11111111", "88888888"),
    ],
)
def test_what_others_would_try_first_is_refused(password):
    with pytest.raises(PasswordTooWeak):
        check_strength(password)


@pytest.mark.parametrize(
    "password",
    [
        "li-xiaoming",
        "Li-XiaoMing",
        "li-xiaoming-2031!",
        "xm.li@example.org",
        "xm.li@example.org1",
        "李小明的博客2031",
        "李小明20310514",
    ],
)
def test_what_is_known_of_a_person_is_refused(password):
    with pytest.raises(PasswordTooWeak) as refused:
        check_strength(password, name="li-xiaoming", email="xm.li@example.org", known=["李小明", "李小明的博客"])
    assert "too close" in refused.value.message.text


def test_a_name_inside_a_longer_password_is_no_harm():
    check_strength("li-xiaoming likes stamps", name="li-xiaoming", known=["", "A"])
    check_strength("a7391046285", known=["A"])


def test_the_list_of_common_passwords_holds_what_is_compared():
    listed = passwords._common()
    assert len(listed) > 10_000
    assert all(len(entry) >= passwords.SHORTEST and entry == passwords._normal(entry).casefold() for entry in listed)
