"""Hosts and IP addresses as requests and settings write them: normalised, and the networks they belong to."""

import ipaddress
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
IPNetwork = ipaddress.IPv4Network | ipaddress.IPv6Network

_HOST: Final = re.compile(r"(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)(?::[0-9]{1,5})?")


def is_host(text: str) -> bool:
    """Tell whether this names a host, by its name or its address, IPv6 in brackets, and with its port or without."""
    return _HOST.fullmatch(text) is not None


# Nearly all requests come from the few addresses of our proxies and of those who are reading now.
@lru_cache(maxsize=1024)
def find_address(text: str) -> IPAddress | None:
    """Return the address in "192.0.2.1", "192.0.2.1:80", "2001:db8::1" or "[2001:db8::1]:80", None for anything else.

    An IPv4 address inside IPv6, as a socket open to both gives it, comes back as IPv4; a zone ("%eth0") is dropped.
    """
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def find_network(text: str) -> IPNetwork | None:
    """Return the network in "10.0.0.0/8" or a single address as a network of one, None for anything else."""
    try:
        return ipaddress.ip_network(text.strip().strip("[]"), strict=False)
    except ValueError:
        return None


def network_of(text: str) -> str:
    """Return what one person has all of: an address, of IPv6 the /64 around it; other texts as they are."""
    address = find_address(text)
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address or text)


def is_in(address: IPAddress | None, networks: Iterable[IPNetwork]) -> bool:
    """Tell whether the address is known and belongs to one of the networks."""
    return address is not None and any(address in network for network in networks)
