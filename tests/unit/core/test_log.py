"""A log line says what happened, for which request, on one line and without a secret."""

import io
import json
import logging
import re
import sys

import pytest

from core import log
from core.settings import Settings

SECRET = "correct-horse-battery"


@pytest.fixture
def written():
    """Configure the logs as the test asks, and put them back."""
    root = logging.getLogger()
    level = root.level
    stream = io.StringIO()

    def configure(log_format, **options):
        log.configure(log_format, stream=stream, **options)
        return stream

    yield configure
    for handler in [known for known in root.handlers if known.get_name() == "bottlepost"]:
        root.removeHandler(handler)
    root.setLevel(level)
    log.request_id.set("")


def lines_of(stream):
    return stream.getvalue().split("\n")[:-1]


def test_a_line_of_text_says_when_what_and_for_which_request(written):
    stream = written("text")
    log.request_id.set("abc123")
    logging.getLogger("core.jobs").warning("%d jobs wait", 3, extra={"queue": "mail", "note": "two words", "none": ""})
    (line,) = lines_of(stream)
    assert re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z WARNING core\.jobs abc123 3 jobs wait ", line)
    assert line.endswith('queue=mail note="two words" none=""')


def test_a_server_that_logs_to_stderr_too_does_so_no_longer(written):
    root = logging.getLogger()
    theirs, elsewhere = logging.StreamHandler(), logging.StreamHandler(io.StringIO())
    root.handlers += [theirs, elsewhere]
    try:
        written("text", secrets=[SECRET])
        assert theirs not in root.handlers
        assert elsewhere in root.handlers
    finally:
        root.removeHandler(elsewhere)


def test_outside_of_a_request_a_dash_stands_for_it(written):
    stream = written("text")
    logging.getLogger("core.jobs").info("idle")
    assert lines_of(stream)[0].endswith("INFO core.jobs - idle")


def test_a_line_of_json_has_the_same_fields(written):
    stream = written("json")
    log.request_id.set("abc123")
    logging.getLogger("core.jobs").info("网站 %s", "ok", extra={"ms": 1.5})
    (line,) = lines_of(stream)
    entry = json.loads(line)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", entry.pop("time"))
    expected = {"level": "INFO", "logger": "core.jobs", "message": "网站 ok", "request_id": "abc123", "ms": 1.5}
    assert entry == expected


@pytest.mark.parametrize("log_format", ["text", "json"])
@pytest.mark.parametrize(
    "forged", ["\n", "\r", "\r\n", "\x0b", "\x0c", "\x1b[2K", "\x85", "\u2028", "\u202e", "\ud800"]
)
def test_no_text_forges_a_line(written, log_format, forged):
    stream = written(log_format)
    logging.getLogger("core").info("a%sb", forged, extra={"field": f"a{forged}b"})
    (line,) = lines_of(stream)
    assert line.splitlines() == [line]
    assert forged not in line


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_a_traceback_belongs_to_its_line(written, log_format):
    stream = written(log_format)
    try:
        raise ValueError("first\n2026-01-01T00:00:00.000Z INFO core - forged")
    except ValueError:
        logging.getLogger("core").exception("failed", stack_info=True)
    first, *more = lines_of(stream)
    assert "failed" in first
    assert all(line.startswith("  | ") for line in more)
    assert "ValueError: first" in stream.getvalue()
    assert "Stack (most recent call last)" in stream.getvalue()


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_known_secrets_are_struck_out_wherever_they_stand(written, log_format):
    awkward = 'with "quote" and 密码'
    stream = written(log_format, secrets=[SECRET, awkward, "short"])
    try:
        raise ValueError(f"can't connect with {awkward}")
    except ValueError:
        logging.getLogger("core").exception(
            "url is mysql://u:%s@h", SECRET, extra={"dsn": f"{SECRET} {awkward}", "word": "short"}
        )
    assert SECRET not in stream.getvalue()
    assert 'with \\"quote' not in stream.getvalue()
    assert "密码" not in stream.getvalue()
    assert "\\u5bc6" not in stream.getvalue()
    assert "short" in stream.getvalue()


@pytest.mark.parametrize("log_format", ["text", "json"])
@pytest.mark.parametrize("name", ["password", "new_password", "secret_key", "token", "Cookie", "authorization"])
def test_a_field_named_like_a_secret_is_hidden(written, log_format, name):
    stream = written(log_format)
    logging.getLogger("core").info("saved", extra={name: "hunter22"})
    assert "hunter22" not in stream.getvalue()
    assert "***" in stream.getvalue()


def test_a_line_may_name_another_request_than_the_running_one(written):
    stream = written("text")
    log.request_id.set("running")
    logging.getLogger("core").info("about another", extra={"request_id": "another1"})
    assert " another1 about another" in lines_of(stream)[0]


def test_configuring_twice_writes_once(written):
    written("text")
    stream = written("text")
    logging.getLogger("core").info("once")
    assert len(lines_of(stream)) == 1


def test_a_library_that_talks_about_itself_is_heard_from_a_warning_on(written):
    stream = written("text")
    chatty = logging.getLogger("alembic.runtime.migration")
    chatty.info("Context impl SQLiteImpl.")
    chatty.warning("something is wrong")
    (line,) = lines_of(stream)
    assert line.endswith("something is wrong")


def test_logs_go_to_stderr(written, monkeypatch):
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    written("text")
    log.configure("text")
    logging.getLogger("core").info("here")
    assert stream.getvalue().endswith("here\n")


def test_the_secrets_of_the_settings_are_known():
    settings = Settings(
        secret_key="k" * 40,
        database_url="mysql+pymysql://blog:p%40ssword@db/blog",
        smtp_url="smtp://u:mailpass@mail",
        metrics_allow=("10.0.0.0/8", "scrape-token"),
    )
    known = set(log.secrets_of(settings))
    assert {"k" * 40, "p%40ssword", "p@ssword", "mailpass", "scrape-token"} <= known
    assert "10.0.0.0/8" not in known


def test_passwords_among_the_arguments_of_an_address_are_known():
    url = "mysql+pymysql://u@h/d?passwd=one%2Fone&password=two+two&ssl_key_password=three&charset=utf8mb4"
    known = set(log.secrets_of(Settings(database_url=url)))
    assert {"one/one", "one%2Fone", "two two", "two+two", "three"} <= known
    assert "utf8mb4" not in known
