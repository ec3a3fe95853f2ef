"""What the tests of core share: a memcached that a test may break, and a way to speak to it past our client."""

import socket
from pathlib import Path

import pytest

from tests.support.servers import MemcachedServer
from tests.support.waiting import until


@pytest.fixture
def own_memcached():
    """Return a memcached of this test alone, which may pause, stop and restart it."""
    with MemcachedServer() as server:
        yield server


@pytest.fixture
def empty_memcached(memcached):
    """Return this process's memcached with nothing in it."""
    memcached.flush()
    return memcached


@pytest.fixture
def raw(memcached):
    """Return what sends words to memcached as they are, and returns its answer."""
    with socket.create_connection((memcached.host, memcached.port), timeout=5) as connection:
        stream = connection.makefile("rwb")

        def ask(*words, data=None):
            command = b" ".join(word if isinstance(word, bytes) else str(word).encode() for word in words) + b"\r\n"
            stream.write(command if data is None else command + data + b"\r\n")
            stream.flush()
            return stream.readline().rstrip(b"\r\n").decode()

        yield ask
        stream.close()


@pytest.fixture
def hang():
    """Return what makes a server swallow all it is sent; a signal to stop takes a moment to reach each thread."""

    def stop(server):
        server.pause()
        tasks = Path(f"/proc/{server.process.pid}/task")
        until(lambda: all(_state(task) == "T" for task in tasks.iterdir()), "the stop")

    return stop


def _state(task):
    return (task / "stat").read_text().rpartition(")")[2].split()[0]
