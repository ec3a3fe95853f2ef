"""Whether mails leave: asked of servers that speak SMTP, each bad in its own way."""

import pytest

from tests.support.mailserver import MailServer
from tests.support.ports import free_port

#: What tells where a mail's way ends.
STOPS = ("mail-away", "mail-tls", "mail-login", "mail-refused")


@pytest.fixture
def stops(look):
    """Return a function that tells where a mail's way ends with a server that answers in some way."""

    def find(url, **answers):
        with MailServer(**answers) as server:
            given = url.format(at=server.address)
            found = {id: said for id in STOPS for said in look(id, SMTP_URL=given)}
        assert "hush" not in str(found)
        return found

    return find


def test_mail_none(look):
    assert look("mail-none", SMTP_URL="")
    assert not look("mail-none")


def test_mail_away(look):
    (said,) = look("mail-away", SMTP_URL=f"smtp://127.0.0.1:{free_port()}")
    assert "Connection refused" in said


def test_mail_away_where_the_server_says_nothing(stops, monkeypatch):
    monkeypatch.setattr("core.checking.probes.mail.PATIENCE", 0.3)
    assert list(stops("smtp://{at}", greeting="")) == ["mail-away"]


def test_mail_away_where_the_server_is_busy(stops):
    assert "421 come later" in stops("smtp://{at}", greeting="421 come later")["mail-away"]


def test_mail_away_where_the_server_says_several_lines_that_move_the_cursor(stops):
    said = stops("smtp://{at}", greeting="550-\x1b]0;owned\x07 no\r\n550 error    forged")["mail-away"]
    assert r": 550 \x1b]0;owned\x07 no error forged." in said


def test_mail_tls(stops):
    assert list(stops("smtp+starttls://me:hush@{at}")) == ["mail-tls"]
    assert list(stops("smtps://me:hush@{at}")) == ["mail-tls"]


def test_mail_tls_with_a_certificate(look, certificate, monkeypatch):
    with MailServer(certificate) as server:
        url = f"smtp+starttls://me:hush@{server.address}"
        (said,) = look("mail-tls", SMTP_URL=url)
        assert "self-signed certificate" in said
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        for id in STOPS:
            assert not look(id, SMTP_URL=url)
        (said,) = look("mail-tls", SMTP_URL=url.replace("127.0.0.1", "localhost"))
        assert "localhost" in said


def test_mail_login(stops):
    found = stops("smtp://me:hush@{at}", auth="535 wrong password")
    assert list(found) == ["mail-login"]
    assert "535 wrong password" in found["mail-login"]


def test_mail_login_where_the_server_knows_none(stops):
    assert list(stops("smtp://me:hush@{at}", ehlo="250 nothing")) == ["mail-login"]


def test_mail_refused(stops):
    found = stops("smtp://me:hush@{at}", mail="553 that is not yours")
    assert list(found) == ["mail-refused"]
    assert "553 that is not yours" in found["mail-refused"]


def test_a_mail_that_would_be_taken_is_not_sent(look):
    with MailServer() as server:
        for id in STOPS:
            assert not look(id, SMTP_URL=f"smtp://me:hush@{server.address}")
        assert "mail" in server.heard
        assert not {"rcpt", "data"}.intersection(server.heard)


def test_mail_clear(look):
    assert look("mail-clear", SMTP_URL="smtp://mail.notes.test")
    assert not look("mail-clear", SMTP_URL="smtp://localhost:2525")
    assert not look("mail-clear", SMTP_URL="smtps://mail.notes.test")


@pytest.mark.parametrize("sender", ["notes.test", "me@", "Me <me>", "@notes.test"])
def test_mail_sender(look, sender):
    assert look("mail-sender", MAIL_FROM=sender)
    assert not look("mail-sender", MAIL_FROM="The notes <me@notes.test>")
    assert not look("mail-sender")


def test_mail_domain(look):
    assert look("mail-domain", MAIL_FROM="me@elsewhere.test")
    assert look("mail-domain", MAIL_FROM="me@localhost")
    assert look("mail-domain", SITE_URL="https://203.0.113.5")
    for sender in ("me@notes.test", "me@lists.Notes.test"):
        assert not look("mail-domain", MAIL_FROM=sender)
    by_provider = "smtps://me%40provider.test:hush@smtp.relay.test"
    assert not look("mail-domain", MAIL_FROM="me@provider.test", SMTP_URL=by_provider)
    assert not look("mail-domain", MAIL_FROM="me@elsewhere.test", SMTP_URL="")
