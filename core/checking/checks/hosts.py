"""Under which names the site answers, and which visitors it tells apart."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit

from sqlalchemy import select

from core import clock
from core.addresses import find_address, find_network
from core.audit import AuditEvent
from core.checking.check import Fault, error, warning
from core.checking.errors import NotChecked
from core.checking.site import SiteUnderCheck
from core.settings import is_loopback
from core.web.middleware.hosts import Host, find_host

_EXAMPLES: Final = (".example.org", ".example.com", ".example.net")
_LOOK_BACK: Final = timedelta(days=30)
#: So many acts by people tell where people come from.
_ENOUGH: Final = 3


@error("site-url-example", real_only=True)
def example_address(site: SiteUnderCheck) -> Iterator[Fault]:
    """Find an address that stands in a manual."""
    if f".{site.host}".endswith(_EXAMPLES):
        sentence = f"SITE_URL is {site.settings.site_url}, an address from a manual: all links lead there."
        yield Fault(sentence, "Set it to the address of this site.")


@error("hosts-without-site")
def own_host_missing(site: SiteUnderCheck) -> Iterator[Fault]:
    """Find a site that doesn't answer under its own address."""
    url = urlsplit(site.settings.site_url)
    own = Host.find(url.netloc.rpartition("@")[2])
    if own is None:
        return
    allowed = {find_host(text) for text in site.settings.allowed_hosts}
    port = own.port or {"http": 80, "https": 443}[url.scheme]
    if allowed.isdisjoint((Host(own.name), Host(own.name, port))):
        names = ", ".join(site.settings.allowed_hosts)
        sentence = f"ALLOWED_HOSTS ({names}) lacks {own.name}, the host of SITE_URL: each of its pages answers 421."
        yield Fault(sentence, f"Add {own.name}, or leave ALLOWED_HOSTS out.")


@warning("hosts-address", real_only=True)
def bare_addresses(site: SiteUnderCheck) -> Iterator[Fault]:
    """Find names that no reader of a real site uses, and those who would deceive their browsers do."""
    if site.settings.is_trial:
        return
    hosts = site.settings.allowed_hosts
    bare = [text for text in hosts if (name := _name(text)) != site.host and _is_bare(name)]
    if bare:
        sentence = f"ALLOWED_HOSTS names {', '.join(bare)}, under which no reader knows the site."
        yield Fault(sentence, "Leave that out: probes that ask for /healthz need no host name.")


@error("proxy-hops-missing", real_only=True)
def all_seem_to_be_one(site: SiteUnderCheck) -> Iterator[Fault]:
    """Find a proxy that isn't counted, by what the audit log tells of people."""
    addresses = _seen_addresses(site)
    if len(addresses) >= _ENOUGH and all(is_loopback(address) for address in addresses):
        sentence = "All people in the audit log of 30 days came from this machine itself: visitors can't be told apart."
        yield Fault(sentence, "Set TRUSTED_PROXY_HOPS to the number of proxies before the site, mostly 1.")


@warning("proxy-hops-zero", real_only=True)
def no_proxy_counted(site: SiteUnderCheck) -> Iterator[Fault]:
    """Find a site behind HTTPS that counts no proxy, while nothing shows yet that there is none."""
    if site.settings.trusted_proxy_hops or not site.settings.is_secure:
        return
    try:
        addresses = _seen_addresses(site)
    except NotChecked:
        addresses = []
    if not addresses or (len(addresses) < _ENOUGH and all(is_loopback(address) for address in addresses)):
        sentence = (
            "TRUSTED_PROXY_HOPS is 0, and readers come over https://, which something before the site must end: "
            "all of them may seem to be that one visitor, with one limit for signing in."
        )
        remedy = "Set it to 1 behind nginx, Caddy, haproxy or a load balancer; under mod_wsgi or Passenger 0 is right."
        yield Fault(sentence, remedy)


@warning("proxy-hops-open", real_only=True)
def forgeable_addresses(site: SiteUnderCheck) -> Iterator[Fault]:
    """Find a port that others can reach past the proxy, with any address they like."""
    host = site.settings.host
    address = find_address(host)
    reachable = address is not None and (address.is_unspecified or address.is_global)
    if site.settings.trusted_proxy_hops and reachable:
        sentence = (
            f"HOST is {host} while TRUSTED_PROXY_HOPS is {site.settings.trusted_proxy_hops}: whoever reaches port "
            f"{site.settings.port} past the proxy can claim any address."
        )
        remedy = "Set HOST to 127.0.0.1, or to the address in the network that only your proxies share."
        yield Fault(sentence, remedy)


@warning("metrics-open", real_only=True)
def open_metrics(site: SiteUnderCheck) -> Iterator[Fault]:
    """Find metrics that half the world may read."""
    for entry in site.settings.metrics_allow:
        network = find_network(entry)
        if network is not None and not network.is_private and network.num_addresses > 2**16:
            sentence = f"METRICS_ALLOW lets {entry} read how the site is used: {network.num_addresses:,} addresses."
            yield Fault(sentence, "Name the address of the server that collects the metrics.")


@warning("metrics-token", real_only=True)
def short_token(site: SiteUnderCheck) -> Iterator[Fault]:
    """Find a token that can be guessed, or that was meant to be an address."""
    for entry in site.settings.metrics_allow:
        if find_network(entry) is None and len(entry) < 20:  # noqa: PLR2004 - 120 bits in base64
            sentence = (
                f"METRICS_ALLOW has an entry of {len(entry)} characters, no address and so a token, and too short."
            )
            yield Fault(sentence, "Write an address or a network, or a token of 20 random characters or more.")


def _name(text: str) -> str:
    """Return the name or address in an entry, without its port."""
    host = find_host(text)
    return host.name.strip("[]") if host is not None else text


def _is_bare(name: str) -> bool:
    return is_loopback(name) or find_address(name) is not None


def _seen_addresses(site: SiteUnderCheck) -> list[str]:
    """Return where the latest acts by people came from, newest first; empty where there were none lately."""
    wanted = (AuditEvent.at > clock.now() - _LOOK_BACK, AuditEvent.ip != "")
    latest = select(AuditEvent.ip).where(*wanted).order_by(AuditEvent.at.desc()).limit(50)
    return list(site.database.ask_of_its_tables(lambda db: db.scalars(latest).all()))
