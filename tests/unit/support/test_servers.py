"""The tests' own servers start, fail and end as the drills need it."""

import os
import subprocess
import sys

import psutil
import pytest

from tests.support.mariadb import MariaDBServer
from tests.support.ports import free_port
from tests.support.servers import MemcachedServer, Server, ServerFailed
from tests.support.source import ROOT
from tests.support.waiting import until

LEAVES_A_SERVER = """
import os, signal
from tests.support.servers import MemcachedServer
server = MemcachedServer().start()
print(server.process.pid, flush=True)
os.kill(os.getpid(), signal.{ending})
"""


class SilentServer(Server):
    name = "silent"

    def command(self):
        return ["sh", "-c", "echo 'no port for me'; exit 3"]


def test_mariadb_keeps_its_port_and_data_over_a_crash_and_a_restart():
    with MariaDBServer() as server:
        port = server.port
        server.create("kept")
        server.execute("CREATE TABLE kept.words (word TEXT)", "INSERT INTO kept.words VALUES ('信')")
        server.kill()
        assert not server.answers()
        server.start().restart()
        with server.connect("kept") as connection, connection.cursor() as cursor:
            cursor.execute("SELECT word FROM words")
            assert cursor.fetchall() == (("信",),)
        assert server.port == port
    assert not server.folder.exists()


def test_a_server_that_is_paused_stops_when_it_is_told_to():
    with MemcachedServer() as server:
        server.pause()
        until(lambda: psutil.Process(server.process.pid).status() == psutil.STATUS_STOPPED, "the pause")
        server.resume()
        server.flush()
        server.pause()
        server.stop()
        assert not server.answers()


def test_a_server_that_does_not_start_tells_what_it_wrote():
    server = SilentServer()
    with pytest.raises(ServerFailed, match="no port for me"):
        server.start()
    server.close()


@pytest.mark.parametrize("ending", ["SIGTERM", "SIGKILL", "SIGINT"])
def test_no_server_outlives_the_tests(ending, tmp_path):
    ended = subprocess.run(
        [sys.executable, "-c", LEAVES_A_SERVER.format(ending=ending)],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    left = int(ended.stdout)
    until(lambda: not is_running(left), "the end of the server")


def is_running(pid):
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_free_ports_are_free_and_no_outgoing_connection_gets_them():
    ports = {free_port() for _ in range(50)}
    assert len(ports) > 1
    assert max(ports) < 32768
