"""Where servers are, seen from this machine."""

import socket

from core.addresses import IPAddress, find_address
from core.checking.timeout import with_timeout

#: Seconds for a name server's answer.
PATIENCE = 2.0


def addresses_of(host: str) -> set[IPAddress]:
    """Return the addresses of a host; none where no name server knows it in time."""
    try:
        found = with_timeout(lambda: socket.getaddrinfo(host.strip("[]"), None, type=socket.SOCK_STREAM), PATIENCE)
    except (OSError, UnicodeError):
        return set()
    texts = {str(item[4][0]) for item in found}
    return {address for address in map(find_address, texts) if address is not None}


def is_public(host: str) -> bool:
    """Tell whether a host is reached over the internet, by any of its addresses."""
    return any(address.is_global for address in addresses_of(host))


def is_here(host: str) -> bool:
    """Tell whether a host is this machine, by its loopback addresses alone."""
    found = addresses_of(host)
    return bool(found) and all(address.is_loopback for address in found)
