"""Where servers are."""

import socket
import threading

import pytest

from core.checking import network


@pytest.fixture
def name_server(monkeypatch):
    """Return what a name server knows: addresses by name."""
    known = {}

    def answer(host, *_, **__):
        if host not in known:
            raise socket.gaierror(socket.EAI_NONAME, "unknown")
        return [(0, 0, 0, "", (address, 0)) for address in known[host]]

    monkeypatch.setattr(network.socket, "getaddrinfo", answer)
    return known


def test_a_host_is_public_by_any_of_its_addresses(name_server):
    name_server.update(cache=["10.0.0.5", "8.8.8.8"], inner=["10.0.0.5", "fd00::1"], here=["127.0.0.1", "::1"])
    assert [network.is_public(host) for host in ("cache", "inner", "here", "unknown")] == [True, False, False, False]


def test_a_host_is_here_by_all_of_its_addresses(name_server):
    name_server.update(both=["127.0.0.1", "10.0.0.5"], here=["127.0.0.1", "::1"])
    assert [network.is_here(host) for host in ("both", "here", "unknown")] == [False, True, False]


def test_an_address_needs_no_name_server():
    assert network.is_here("[::1]")
    assert network.is_public("2606:4700::1111")


def test_a_name_server_that_is_silent_is_waited_for_no_longer_than_said(monkeypatch):
    released = threading.Event()
    monkeypatch.setattr(network.socket, "getaddrinfo", lambda *_, **__: released.wait(60))
    monkeypatch.setattr(network, "PATIENCE", 0.1)
    assert network.addresses_of("slow") == set()
    released.set()
