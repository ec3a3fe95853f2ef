"""Whether mails leave, and arrive."""

from collections.abc import Iterator
from email.utils import parseaddr
from typing import Final
from urllib.parse import unquote, urlsplit

from core.addresses import find_address
from core.checking.check import Fault, error, warning
from core.checking.probes.mail import Stop
from core.checking.site import SiteUnderCheck
from core.settings import is_loopback

_REMEDY: Final = "Compare SMTP_URL with what your mail provider says: begin, host, port, user and password."


@warning("mail-none", real_only=True)
def no_server(site: SiteUnderCheck) -> Iterator[Fault]:
    """Find a site that can't send mails."""
    if not site.settings.smtp_url:
        sentence = "SMTP_URL is not set: mails are kept in var/mail/, and who forgets a password waits for you."
        yield Fault(sentence, "Set it to smtp+starttls://user:password@host.")


@error("mail-away")
def server_away(site: SiteUnderCheck) -> Iterator[Fault]:
    """Find a mail server that gives no answer."""
    if site.mail.stop is Stop.AWAY:
        yield Fault(f"The mail server {_server(site)} can't be reached: {_said(site)}.", _REMEDY)


@error("mail-tls")
def no_encryption(site: SiteUnderCheck) -> Iterator[Fault]:
    """Find a mail server with which no encrypted connection comes about."""
    if site.mail.stop is Stop.TLS:
        sentence = f"No encrypted connection to the mail server {_server(site)} comes about: {_said(site)}."
        yield Fault(sentence, "Use the name in its certificate; smtps:// is for port 465, smtp+starttls:// for 587.")


@error("mail-login")
def login_refused(site: SiteUnderCheck) -> Iterator[Fault]:
    """Find a mail server that doesn't take our user or password."""
    if site.mail.stop is Stop.LOGIN:
        sentence = f"The mail server {_server(site)} doesn't let the site sign in: {_said(site)}."
        yield Fault(sentence, f"{_REMEDY} In a password / and @ are written %2F and %40.")


@error("mail-refused")
def sender_refused(site: SiteUnderCheck) -> Iterator[Fault]:
    """Find a mail server that takes no mails from our sender."""
    if site.mail.stop is Stop.SENDER:
        sender = site.settings.mail_from
        sentence = f"The mail server {_server(site)} takes no mails from {sender}: {_said(site)}."
        yield Fault(sentence, "Set MAIL_FROM to an address that you may send from there.")


@warning("mail-clear", real_only=True)
def in_the_clear(site: SiteUnderCheck) -> Iterator[Fault]:
    """Find mails, with their links to choose a password, that travel for all to read."""
    url = urlsplit(site.settings.smtp_url)
    if url.scheme == "smtp" and not is_loopback(url.hostname or ""):
        sentence = f"Mails travel to {url.hostname} unencrypted, with links by which a password is chosen."
        yield Fault(sentence, "Let SMTP_URL begin with smtp+starttls:// or smtps://.")


@error("mail-sender")
def no_sender(site: SiteUnderCheck) -> Iterator[Fault]:
    """Find a sender that is no address."""
    name, _, domain = parseaddr(site.settings.mail_from)[1].rpartition("@")
    if not name or not domain or not site.settings.mail_from.isprintable():
        yield Fault(f"MAIL_FROM is {site.settings.mail_from!r}, no mail address.", "Write name@example.org.")


@warning("mail-domain", real_only=True)
def strange_sender(site: SiteUnderCheck) -> Iterator[Fault]:
    """Find a sender whose domain has to do with neither the site nor the mail server."""
    settings = site.settings
    domain = parseaddr(settings.mail_from)[1].rpartition("@")[2].casefold()
    url = urlsplit(settings.smtp_url)
    known = {site.host, url.hostname or "", unquote(url.username or "").rpartition("@")[2]}
    if not url.hostname or not domain:
        return
    remedy = "Set MAIL_FROM to an address of the site's own domain."
    if "." not in domain or find_address(domain.strip("[]")) is not None:
        yield Fault(f"MAIL_FROM ends in {domain}, to which nobody can answer: many servers drop such mails.", remedy)
    elif not any(_related(domain, host.casefold()) for host in known):
        sentence = f"MAIL_FROM ends in {domain}, which is neither the site's domain nor the mail server's."
        yield Fault(f"{sentence} Many servers take such mails for forged.", remedy)


def _server(site: SiteUnderCheck) -> str:
    url = urlsplit(site.settings.smtp_url)
    return f"{url.hostname}:{url.port}" if url.port else str(url.hostname)


def _said(site: SiteUnderCheck) -> str:
    """Return what the server says, which may be several lines, on one."""
    return " ".join(site.mail.says.split()).rstrip(".")


def _related(domain: str, host: str) -> bool:
    """Tell whether two names end in the same two labels."""
    return domain.split(".")[-2:] == host.split(".")[-2:]
