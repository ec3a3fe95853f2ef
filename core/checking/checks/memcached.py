"""Whether memcached answers, and to whom."""

from collections.abc import Iterator
from typing import Final

from core.addresses import find_address
from core.checking import network
from core.checking.check import Fault, error, warning
from core.checking.probes.memcached import MemcachedReport
from core.checking.site import SiteUnderCheck
from core.settings import is_loopback

_REMEDY: Final = "Start it with -l 127.0.0.1, or -l and the address in the network that only your servers share."
#: One item in so many pushed out before its time.
_OFTEN: Final = 10


@error("memcached-away")
def not_answering(site: SiteUnderCheck) -> Iterator[Fault]:
    """Find a memcached that can't be used."""
    for report in site.memcached:
        if report.trouble:
            sentence = f"The memcached {report.address} can't be used: {report.trouble}."
            yield Fault(sentence, "Start it, or mend MEMCACHED_SERVERS (host:port, several with commas).")


@error("memcached-public", real_only=True)
def over_the_internet(site: SiteUnderCheck) -> Iterator[Fault]:
    """Find a memcached that sessions travel to over the internet, and that anybody there may read."""
    for report in site.memcached:
        if report.host and network.is_public(report.host):
            sentence = f"The memcached {report.address} has a public address, no password, and no encryption."
            yield Fault(sentence, "Reach it under an address of a private network, and let it listen there alone.")


@error("memcached-open", real_only=True)
def open_to_others(site: SiteUnderCheck) -> Iterator[Fault]:
    """Find a memcached of this machine that others can reach too."""
    for report in site.memcached:
        if report.trouble or not network.is_here(report.host):
            continue
        others = ", ".join(_others(report))
        if others:
            sentence = f"The memcached {report.address} listens on {others}: others can read, change and empty it."
            yield Fault(sentence, _REMEDY)


@error("memcached-udp", real_only=True)
def answering_udp(site: SiteUnderCheck) -> Iterator[Fault]:
    """Find a memcached that answers whoever sends a packet under another's name."""
    for report in site.memcached:
        if report.settings.get("udpport", "0") != "0":
            sentence = f"The memcached {report.address} answers UDP, with which others are flooded in its name."
            yield Fault(sentence, "Start it with -U 0.")


@warning("memcached-full")
def pushing_out(site: SiteUnderCheck) -> Iterator[Fault]:
    """Find a memcached that is too small for what it is to keep."""
    for report in site.memcached:
        evicted, total = report.stat("evictions"), report.stat("total_items")
        if evicted * _OFTEN > total:
            size = report.stat("limit_maxbytes") // 2**20
            sentence = f"The memcached {report.address} ({size} MB) pushed out {evicted:,} of {total:,} items early."
            yield Fault(sentence, "Give it more memory (-m), or one that it needn't share.")


def _others(report: MemcachedReport) -> Iterator[str]:
    """Yield where it listens beside this machine itself."""
    listens = report.settings.get("inter", "127.0.0.1")
    for text in listens.split(","):
        address = find_address(text)
        if text == "NULL" or (address is not None and address.is_unspecified):
            yield "every address of this machine"
        elif not is_loopback(str(address or text)):
            yield text
