"""Known devices, and what a try to sign in is counted for."""

import pytest

from apps.auth.services.known_devices import KnownDevices, sign_in_subjects

KNOWN = KnownDevices("k" * 40)


def test_a_browser_is_known_for_the_account_it_carries():
    mark = KNOWN.mark(7)
    assert KNOWN.find([mark], 7)
    assert KNOWN.find([mark], 8) is None


def test_a_known_browser_keeps_its_id():
    device = KNOWN.find([KNOWN.mark(7)], 7)
    assert KNOWN.find([KNOWN.mark(7, device)], 7) == device
    assert KNOWN.find([KNOWN.mark(7)], 7) != device


def test_what_others_planted_beside_it_does_no_harm():
    assert KNOWN.find(["junk", "", KNOWN.mark(8), KNOWN.mark(7, "mine")], 7) == "mine"


@pytest.mark.parametrize(
    "forged",
    [
        KnownDevices("another" * 10).mark(7),
        KNOWN.mark(7)[:-2],
        KNOWN._serializer.dumps("seven"),
        KNOWN._serializer.dumps([7]),
        KNOWN._serializer.dumps(7),
    ],
    ids=["another secret", "cut off", "no list", "no device", "a number"],
)
def test_what_we_did_not_sign_or_mean_is_unknown(forged):
    assert KNOWN.find([forged], 7) is None


def test_a_try_counts_for_the_network_and_then_for_the_name_typed():
    assert sign_in_subjects(" ＡDA ", "192.0.2.1", device=None) == ["network:192.0.2.1", "name:ada"]


def test_a_known_device_has_a_count_of_its_own():
    assert sign_in_subjects("ada", "192.0.2.1", device="d") == ["device:d"]


def test_all_addresses_of_one_ipv6_network_count_as_one():
    first, second = (sign_in_subjects("ada", ip, device=None)[0] for ip in ("2001:db8::1", "2001:db8::ffff:2"))
    assert first == second != sign_in_subjects("ada", "2001:db8:0:1::1", device=None)[0]


def test_what_is_no_address_counts_as_it_stands():
    assert sign_in_subjects("ada", "unix:", device=None)[0] == "network:unix:"
