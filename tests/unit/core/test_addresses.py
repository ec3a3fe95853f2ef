"""Addresses as they arrive are understood, whatever stands around them."""

import pytest

from core.addresses import find_address, find_network, is_host, is_in, network_of


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("192.0.2.1", "192.0.2.1"),
        (" 192.0.2.1 ", "192.0.2.1"),
        ("192.0.2.1:8080", "192.0.2.1"),
        ("2001:DB8:0:0::1", "2001:db8::1"),
        ("[2001:db8::1]", "2001:db8::1"),
        ("[2001:db8::1]:8080", "2001:db8::1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("fe80::1%eth0", "fe80::1"),
    ],
)
def test_an_address_is_normalised(text, address):
    assert str(find_address(text)) == address


@pytest.mark.parametrize("text", ["", "unknown", "_hidden", "unix:", "192.0.2.256", "192.0.2.1, 192.0.2.2", "[", "1"])
def test_what_is_no_address_gives_none(text):
    assert find_address(text) is None


@pytest.mark.parametrize(
    ("network", "address", "inside"),
    [
        ("10.0.0.0/8", "10.1.2.3", True),
        ("10.0.0.1/8", "10.1.2.3", True),
        ("10.0.0.0/8", "11.0.0.1", False),
        ("127.0.0.1", "127.0.0.1", True),
        ("2001:db8::/32", "2001:db8::5", True),
        ("[::1]", "::1", True),
        ("2001:db8::/32", "10.0.0.1", False),
        ("10.0.0.0/8", "", False),
    ],
)
def test_a_network_holds_its_addresses(network, address, inside):
    assert is_in(find_address(address), [find_network(network)]) is inside


@pytest.mark.parametrize("text", ["a-token", "10.0.0.0/99", ""])
def test_what_is_no_network_gives_none(text):
    assert find_network(text) is None


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8::1", "2001:db8::/64"),
        ("2001:db8:0:0:ffff::", "2001:db8::/64"),
        ("2001:db8:0:1::1", "2001:db8:0:1::/64"),
        ("unix:", "unix:"),
        ("", ""),
    ],
)
def test_what_one_person_has_all_of_is_one_network(address, network):
    assert network_of(address) == network


@pytest.mark.parametrize("text", ["localhost", "example.org:8000", "my_host", "192.0.2.1", "[::1]:8000", "a"])
def test_a_host_is_named(text):
    assert is_host(text)


@pytest.mark.parametrize(
    "text", ["", "*", "a b", "a.example;x", "user@a.example", "a:port", "::1", "-a", "例子", "a\n"]
)
def test_what_names_no_host_is_told(text):
    assert not is_host(text)
