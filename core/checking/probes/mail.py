"""How far a mail gets on its way to the mail server, without sending one."""

import smtplib
import socket
import ssl
from dataclasses import dataclass
from email.utils import parseaddr
from enum import Enum, auto
from urllib.parse import SplitResult, unquote, urlsplit

from core.checking.timeout import with_timeout
from core.settings import Settings

#: Seconds for the whole conversation.
PATIENCE = 3.0


class Stop(Enum):
    """Where a mail's way ends."""

    #: Nowhere: it would be taken.
    NONE = auto()
    AWAY = auto()
    TLS = auto()
    LOGIN = auto()
    SENDER = auto()


@dataclass(frozen=True, slots=True)
class MailOutcome:
    """How far a mail gets, and what the server says where it ends."""

    stop: Stop
    says: str = ""


def try_mail(settings: Settings) -> MailOutcome:
    """Speak with the mail server as far as the sender's address; send nothing."""
    if not settings.smtp_url:
        return MailOutcome(Stop.NONE)
    conversation = _Conversation(urlsplit(settings.smtp_url), parseaddr(settings.mail_from)[1])
    try:
        with_timeout(conversation.hold, PATIENCE)
    except TimeoutError:
        return MailOutcome(Stop.AWAY, f"it gives no answer within {PATIENCE:g} seconds")
    except ssl.SSLError as error:
        return MailOutcome(Stop.TLS, str(getattr(error, "verify_message", "") or error.reason or error))
    except smtplib.SMTPResponseException as error:
        says = error.smtp_error if isinstance(error.smtp_error, str) else error.smtp_error.decode("ascii", "replace")
        return MailOutcome(conversation.stop, f"{error.smtp_code} {says}")
    except (OSError, UnicodeError) as error:
        return MailOutcome(conversation.stop, str(getattr(error, "strerror", None) or error))
    return MailOutcome(Stop.NONE)


class _Conversation:
    """The site's own way to its mail server, up to where a message would follow."""

    def __init__(self, url: SplitResult, sender: str) -> None:
        self._url = url
        self._sender = sender
        self.stop = Stop.AWAY

    def hold(self) -> None:
        """Go as far as the server lets us; `stop` tells what was being tried."""
        server = self._connect()
        try:
            self._speak(server)
            # Its answer, if it gives one, changes nothing.
            server.putcmd("quit")
        finally:
            server.close()

    def _speak(self, server: smtplib.SMTP) -> None:
        if self._url.scheme == "smtp+starttls":
            self.stop = Stop.TLS
            server.starttls(context=ssl.create_default_context())
        if self._url.username:
            self.stop = Stop.LOGIN
            server.login(unquote(self._url.username), unquote(self._url.password or ""))
        self.stop = Stop.SENDER
        server.ehlo_or_helo_if_needed()
        code, says = server.mail(self._sender)
        if code != 250:  # noqa: PLR2004 - "okay" in SMTP
            raise smtplib.SMTPResponseException(code, says)

    def _connect(self) -> smtplib.SMTP:
        host, port = self._url.hostname or "localhost", self._url.port
        # The full name would be looked up, for as long as a name server takes.
        name = socket.gethostname()
        if self._url.scheme == "smtps":
            return smtplib.SMTP_SSL(host, port or 465, name, timeout=PATIENCE, context=ssl.create_default_context())
        return smtplib.SMTP(host, port or 587, name, timeout=PATIENCE)
