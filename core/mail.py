"""Mail: composed in a transaction, kept as a job, sent by a worker; kept in var/mail/ where there is no SMTP."""

import smtplib
import ssl
from collections.abc import Mapping
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from typing import Final
from urllib.parse import SplitResult, unquote, urlsplit

from sqlalchemy.orm import Session

from core import clock
from core.jobs import JobService, Postponed
from core.settings import Settings

MAIL: Final = "mail"
#: Seconds a worker waits for the mail server.
_PATIENCE: Final = 20


def send_later(db: Session, *, to: str, subject: str, text: str) -> None:
    """Take on a mail in the transaction of `db`; its Message-ID is fixed now, so a second delivery is known as one."""
    payload = {"to": to, "subject": subject, "text": text, "message_id": make_msgid(domain="bottlepost")}
    JobService(db).enqueue(MAIL, payload)


class Mailer:
    """Delivers mails: the handler of the mail jobs."""

    def __init__(self, settings: Settings) -> None:
        """Know where mails go."""
        self._settings = settings

    def deliver(self, payload: Mapping[str, object]) -> None:
        """Hand one mail to the SMTP server, or keep it as a file; raise what the server raises.

        Raises Postponed while there is neither a server nor a disk to write to.
        """
        message = self._compose(payload)
        if self._settings.smtp_url:
            self._send(message, urlsplit(self._settings.smtp_url))
        else:
            self._keep(message)

    def _compose(self, payload: Mapping[str, object]) -> EmailMessage:
        message = EmailMessage(policy=SMTP)
        message["From"] = self._settings.mail_from
        message["To"] = str(payload["to"])
        message["Subject"] = str(payload["subject"])
        message["Date"] = format_datetime(clock.now())
        message["Message-ID"] = str(payload["message_id"])
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(str(payload["text"]))
        return message

    def _send(self, message: EmailMessage, url: SplitResult) -> None:
        context = ssl.create_default_context()
        host, port = url.hostname or "localhost", url.port
        if url.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(host, port or 465, timeout=_PATIENCE, context=context)
        else:
            server = smtplib.SMTP(host, port or 587, timeout=_PATIENCE)
        with server:
            if url.scheme == "smtp+starttls":
                server.starttls(context=context)
            if url.username:
                server.login(unquote(url.username), unquote(url.password or ""))
            server.send_message(message)

    def _keep(self, message: EmailMessage) -> None:
        folder = self._settings.var / "mail"
        name = "".join(letter for letter in message["Message-ID"] if letter.isalnum() or letter in ".-")
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            (folder / f"{name}.eml").write_bytes(message.as_bytes())
        except OSError as error:
            # A small host's tree is read-only: the mail stays where it is until there is a way for it.
            raise Postponed(f"{folder} can't be written ({error.strerror}); set SMTP_URL to send mails.") from error
