"""Whether mails leave, and arrive."""

from collections.abc import Iterator
from email.utils import parseaddr
from typing import Final
from urllib.parse import unquote, urlsplit

from core.addresses import find_address
from core.checking.check import Check, Fault, error, warning
from core.checking.probes.mail import Stop
from core.checking.subject import Subject
from core.settings import is_loopback

_CURE: Final = "Compare SMTP_URL with what your mail provider says: begin, host, port, user and password."


@warning("mail-none", real_only=True)
def no_server(subject: Subject) -> Iterator[Fault]:
    """Find a site that can't send mails."""
    if not subject.settings.smtp_url:
        sentence = "SMTP_URL is not set: mails are kept in var/mail/, and who forgets a password waits for you."
        yield Fault(sentence, "Set it to smtp+starttls://user:password@host.")


@error("mail-away")
def server_away(subject: Subject) -> Iterator[Fault]:
    """Find a mail server that gives no answer."""
    if subject.mail.stop is Stop.AWAY:
        yield Fault(f"The mail server {_server(subject)} can't be reached: {_said(subject)}.", _CURE)


@error("mail-tls")
def no_encryption(subject: Subject) -> Iterator[Fault]:
    """Find a mail server with which no encrypted connection comes about."""
    if subject.mail.stop is Stop.TLS:
        sentence = f"No encrypted connection to the mail server {_server(subject)} comes about: {_said(subject)}."
        yield Fault(sentence, "Use the name in its certificate; smtps:// is for port 465, smtp+starttls:// for 587.")


@error("mail-login")
def login_refused(subject: Subject) -> Iterator[Fault]:
    """Find a mail server that doesn't take our user or password."""
    if subject.mail.stop is Stop.LOGIN:
        sentence = f"The mail server {_server(subject)} doesn't let the site sign in: {_said(subject)}."
        yield Fault(sentence, f"{_CURE} In a password / and @ are written %2F and %40.")


@error("mail-refused")
def sender_refused(subject: Subject) -> Iterator[Fault]:
    """Find a mail server that takes no mails from our sender."""
    if subject.mail.stop is Stop.SENDER:
        sender = subject.settings.mail_from
        sentence = f"The mail server {_server(subject)} takes no mails from {sender}: {_said(subject)}."
        yield Fault(sentence, "Set MAIL_FROM to an address that you may send from there.")


@warning("mail-clear", real_only=True)
def in_the_clear(subject: Subject) -> Iterator[Fault]:
    """Find mails, with their links to choose a password, that travel for all to read."""
    url = urlsplit(subject.settings.smtp_url)
    if url.scheme == "smtp" and not is_loopback(url.hostname or ""):
        sentence = f"Mails travel to {url.hostname} unencrypted, with links by which a password is chosen."
        yield Fault(sentence, "Let SMTP_URL begin with smtp+starttls:// or smtps://.")


@error("mail-sender")
def no_sender(subject: Subject) -> Iterator[Fault]:
    """Find a sender that is no address."""
    name, _, domain = parseaddr(subject.settings.mail_from)[1].rpartition("@")
    if not name or not domain or not subject.settings.mail_from.isprintable():
        yield Fault(f"MAIL_FROM is {subject.settings.mail_from!r}, no mail address.", "Write name@example.org.")


@warning("mail-domain", real_only=True)
def strange_sender(subject: Subject) -> Iterator[Fault]:
    """Find a sender whose domain has to do with neither the site nor the mail server."""
    settings = subject.settings
    domain = parseaddr(settings.mail_from)[1].rpartition("@")[2].casefold()
    url = urlsplit(settings.smtp_url)
    known = {subject.host, url.hostname or "", unquote(url.username or "").rpartition("@")[2]}
    if not url.hostname or not domain:
        return
    cure = "Set MAIL_FROM to an address of the site's own domain."
    if "." not in domain or find_address(domain.strip("[]")) is not None:
        yield Fault(f"MAIL_FROM ends in {domain}, to which nobody can answer: many servers drop such mails.", cure)
    elif not any(_related(domain, host.casefold()) for host in known):
        sentence = f"MAIL_FROM ends in {domain}, which is neither the site's domain nor the mail server's."
        yield Fault(f"{sentence} Many servers take such mails for forged.", cure)


def _server(subject: Subject) -> str:
    url = urlsplit(subject.settings.smtp_url)
    return f"{url.hostname}:{url.port}" if url.port else str(url.hostname)


def _said(subject: Subject) -> str:
    return subject.mail.says.strip().rstrip(".")


def _related(domain: str, host: str) -> bool:
    """Tell whether two names end in the same two labels."""
    return domain.split(".")[-2:] == host.split(".")[-2:]


CHECKS: tuple[Check, ...] = (
    no_server,
    server_away,
    no_encryption,
    login_refused,
    sender_refused,
    in_the_clear,
    no_sender,
    strange_sender,
)
