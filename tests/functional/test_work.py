"""`manage.py work` and `serve` as processes: what ends them, what doesn't, and what they write."""

import json
import os
import re
import signal
import socketserver
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from sqlalchemy import select

from core.jobs import DONE, Job
from core.mail import send_later
from tests.support.checkout import SiteServer
from tests.support.databases import sqlite_url
from tests.support.waiting import until


class WorkProcess(SiteServer):
    """`manage.py work` in a copy of its own; it answers by writing that it runs."""

    def __init__(self, **environ):
        super().__init__(sys.executable, "manage.py", "work", **environ)

    def answers(self):
        return "runs jobs as they come due" in self.log

    def tell(self, number):
        """Send a signal, and leave it to the process what to make of it."""
        self.process.send_signal(number)

    def ended(self):
        """Return the exit status once the process has ended by itself."""
        until(lambda: self.process.poll() is not None, "the end of the worker")
        return self.process.returncode


class SlowMailServer(socketserver.ThreadingTCPServer):
    """Takes mails by SMTP, each as soon as it is allowed to."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), SlowMailHandler)
        self.url = f"smtp://127.0.0.1:{self.server_address[1]}"
        self.asked, self.allowed = threading.Event(), threading.Event()
        threading.Thread(target=self.serve_forever, daemon=True).start()


class SlowMailHandler(socketserver.StreamRequestHandler):
    """Speaks just enough SMTP to take a mail."""

    def handle(self):
        self.wfile.write(b"220 slow ESMTP\r\n")
        while line := self.rfile.readline():
            word = line[:4].upper().strip()
            if word == b"DATA":
                self.server.asked.set()
                self.server.allowed.wait(60)
                self.wfile.write(b"354 go on\r\n")
                while self.rfile.readline() != b".\r\n":
                    pass
            self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")


@pytest.fixture
def mail_server():
    """Return a mail server that keeps a worker waiting."""
    with SlowMailServer() as server:
        yield server
        server.allowed.set()
        server.shutdown()


def states(database):
    with database.reading() as db:
        return list(db.scalars(select(Job.state)))


def send(database):
    with database.transaction() as db:
        send_later(db, to="reader@example.org", subject="s", text="t")


def test_the_worker_finishes_the_job_in_hand(database, database_url, mail_server):
    send(database)
    with WorkProcess(DATABASE_URL=database_url, SMTP_URL=mail_server.url) as worker:
        assert mail_server.asked.wait(60)
        send(database)
        worker.tell(signal.SIGTERM)
        mail_server.allowed.set()
        assert worker.ended() == 0
    assert sorted(states(database)) == [DONE, "waiting"]


@pytest.mark.engine("mariadb")
def test_a_worker_waits_for_a_database_that_goes_away_and_says_so_once(database, relayed_url, relay):
    with WorkProcess(DATABASE_URL=relayed_url) as worker:
        relay.refuse()
        relay.cut()
        until(lambda: "can't reach the database" in worker.log, "the worker's complaint")
        send(database)
        relay.pass_on()
        until(lambda: states(database) == [DONE], "the job")
        worker.tell(signal.SIGINT)
        assert worker.ended() == 0
        assert worker.log.count("can't reach the database") == 1
        assert worker.log.count("the worker goes on") == 1
        assert "Traceback" not in worker.log


def test_a_worker_that_finds_nothing_to_do_leaves_cron_nothing_to_mail(tmp_path, migrated):
    site = SiteServer(DATABASE_URL=migrated.copy(tmp_path))
    command = [sys.executable, "manage.py", "work", "--once"]
    ran = subprocess.run(
        command, cwd=site.root, env=site.environment(), capture_output=True, text=True, timeout=60, check=True
    )
    site.close()
    assert (ran.stdout, ran.stderr) == ("", "")


def test_ctrl_c_reaches_the_workers_of_serve_once(tmp_path, migrated):
    with SiteServer(DATABASE_URL=migrated.copy(tmp_path)) as server:
        main = server.process.pid
        workers = Path(f"/proc/{main}/task/{main}/children").read_text().split()
        for worker in workers:
            (blocked,) = re.findall(r"SigBlk:\s*(\w+)", Path(f"/proc/{worker}/status").read_text())
            assert int(blocked, 16) & 1 << (signal.SIGINT - 1)
        os.killpg(main, signal.SIGINT)
        until(lambda: server.process.poll() is not None, "the end of the server")
        assert workers
        assert server.process.returncode == 0
        assert "refused to gracefully stop" not in server.log
        assert "Traceback" not in server.log


def test_serve_writes_lines_that_machines_read_and_warns_once_of_a_newer_schema(tmp_path, migrated):
    path = tmp_path / "bottlepost.db"
    assert migrated.copy(tmp_path) == sqlite_url(path)
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num='9999'")
    connection.close()
    with SiteServer(DATABASE_URL=sqlite_url(path), LOG_FORMAT="json") as server:
        until(lambda: "newer" in server.log, "the warning")
        until(lambda: "has no administrator" in server.log, "the first contact")
        lines = [json.loads(line) for line in server.log.splitlines()]
    assert lines[0]["message"] == f"Bottlepost serves {server.url} (Ctrl-C ends it)."
    assert [line["level"] for line in lines if "newer" in line["message"]] == ["WARNING"]
