"""Mail: composed with the transaction, kept as a file or sent by SMTP."""

import socketserver
import threading
from email import message_from_bytes, policy

import pytest
from sqlalchemy import select

from core.jobs import Job, Worker
from core.mail import MAIL, Mailer, send_later


class SMTPHandler(socketserver.StreamRequestHandler):
    """Speaks just enough SMTP to take a mail."""

    def handle(self):
        self.wfile.write(b"220 test ESMTP\r\n")
        while line := self.rfile.readline():
            word = line[:4].upper().strip()
            if word == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                lines = []
                while (line := self.rfile.readline()) != b".\r\n":
                    lines.append(line)
                self.server.mails.append(b"".join(lines))
            self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")


@pytest.fixture
def smtp():
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), SMTPHandler) as server:
        server.mails = []
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def send(database):
    with database.transaction() as db:
        send_later(db, to="reader@example.org", subject="新文章 😀", text="你好，\n\nhello")


def parse(raw):
    return message_from_bytes(raw, policy=policy.default)


def test_without_smtp_a_mail_is_kept_as_a_file(database, settings):
    site = settings()
    send(database)
    assert Worker(database, {MAIL: Mailer(site).deliver}).run_all() == 1
    (path,) = (site.var / "mail").iterdir()
    mail = parse(path.read_bytes())
    assert (mail["To"], mail["Subject"]) == ("reader@example.org", "新文章 😀")
    assert "你好" in mail.get_content()


def test_with_smtp_a_mail_is_sent(database, settings, smtp):
    site = settings(SMTP_URL=f"smtp://127.0.0.1:{smtp.server_address[1]}")
    send(database)
    assert Worker(database, {MAIL: Mailer(site).deliver}).run_all() == 1
    assert parse(smtp.mails[0])["Subject"] == "新文章 😀"


def test_a_mail_that_is_sent_twice_has_one_message_id(settings, smtp):
    mailer = Mailer(settings(SMTP_URL=f"smtp://127.0.0.1:{smtp.server_address[1]}"))
    payload = {"to": "a@example.org", "subject": "s", "text": "t", "message_id": "<1@bottlepost>"}
    mailer.deliver(payload)
    mailer.deliver(payload)
    assert [parse(mail)["Message-ID"] for mail in smtp.mails] == ["<1@bottlepost>"] * 2


def test_a_server_that_is_away_loses_no_mail(database, settings, clock, smtp):
    send(database)
    away = Mailer(settings(SMTP_URL="smtp://127.0.0.1:1"))
    Worker(database, {MAIL: away.deliver}).run_all()
    clock.advance(minutes=1)
    back = Mailer(settings(SMTP_URL=f"smtp://127.0.0.1:{smtp.server_address[1]}"))
    assert Worker(database, {MAIL: back.deliver}).run_all() == 1
    assert len(smtp.mails) == 1


def test_without_smtp_and_a_disk_mails_wait(database, settings, clock):
    site = settings()
    (site.var / "mail").write_text("a file where the folder should be")
    send(database)
    worker = Worker(database, {MAIL: Mailer(site).deliver})
    assert worker.run_all() == 0
    assert "set SMTP_URL" in one_job(database).error
    (site.var / "mail").unlink()
    clock.advance(minutes=10)
    assert worker.run_all() == 1


def one_job(database):
    with database.reading() as db:
        return db.scalars(select(Job)).one()
