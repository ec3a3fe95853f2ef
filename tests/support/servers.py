"""Private servers for the tests: free ports, temporary folders, gone when the tests are."""

import atexit
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import weakref
from pathlib import Path
from typing import Self

from tests.support.ports import free_port
from tests.support.waiting import LIMIT, LOOK

#: Debian keeps servers where only root looks.
SEARCH_PATH = os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/sbin", "/usr/local/sbin"])

_running: weakref.WeakSet["Server"] = weakref.WeakSet()


class ServerFailed(RuntimeError):
    """A server ended or stayed silent; says what it wrote."""


class Server:
    """A process of its own group on a free port of 127.0.0.1, with a temporary folder."""

    name = "server"
    #: What the kernel sends it when we are gone; one whose own processes would outlive it ends them by SIGTERM.
    ended_by = "KILL"

    def __init__(self) -> None:
        self.host = "127.0.0.1"
        self.port = free_port()
        self.folder = Path(tempfile.mkdtemp(prefix=f"bottlepost-{self.name}-"))
        self.process: subprocess.Popen | None = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *error: object) -> None:
        self.close()

    @property
    def address(self) -> str:
        return f"{self.host}:{self.port}"

    @property
    def log(self) -> str:
        """What the server has written so far."""
        path = self.folder / "log"
        return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""

    def command(self) -> list[str]:
        """Return the server's command line."""
        raise NotImplementedError

    def environment(self) -> dict[str, str] | None:
        """Return the server's environment; None means ours."""
        return None

    def working_folder(self) -> Path | None:
        """Return the folder that the server runs in; None means ours."""
        return None

    def answers(self) -> bool:
        """Tell whether the server can be talked to."""
        return self.can_be_reached()

    def can_be_reached(self) -> bool:
        """Tell whether the server takes connections."""
        try:
            with socket.create_connection((self.host, self.port), timeout=1):
                return True
        except OSError:
            return False

    def launch(self) -> Self:
        """Start without waiting for the first answer."""
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [*_dies_with_us(self.ended_by), *self.command()],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=self.environment(),
                cwd=self.working_folder(),
                # A group of its own: Ctrl-C reaches the tests first, and they stop their servers.
                start_new_session=True,
            )
        _running.add(self)
        return self

    def start(self) -> Self:
        """Start and wait for the first answer."""
        return self.launch().wait()

    def wait(self) -> Self:
        """Wait until a server that was launched answers; raise ServerFailed if it ends or stays silent."""
        for _ in range(int(LIMIT / LOOK)):
            if self.answers():
                return self
            if self.has_ended_within(LOOK):
                break
        self.kill()
        raise ServerFailed(f"{self.name} did not start:\n{self.log}")

    def stop(self) -> None:
        """Let the server end in its own way; its port and folder stay for another start."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End the server without a warning, as the kernel does when memory runs out."""
        self._end(signal.SIGKILL)

    def restart(self) -> Self:
        self.stop()
        return self.start()

    def pause(self) -> None:
        """Make the server swallow whatever it is sent, without an answer."""
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        self._signal(signal.SIGCONT)

    def close(self) -> None:
        """Stop the server and remove its folder."""
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _end(self, number: int) -> None:
        if self.process is None:
            return
        self._signal(number)
        # A process that is paused takes SIGTERM only when it goes on.
        self._signal(signal.SIGCONT)
        if not self.has_ended_within(20):
            self._signal(signal.SIGKILL)
            self.process.wait()
        self.process = None
        _running.discard(self)

    def _signal(self, number: int) -> None:
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, number)

    def has_ended_within(self, seconds: float) -> bool:
        try:
            self.process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            return False
        return True


class MemcachedServer(Server):
    """A memcached of 16 MB."""

    name = "memcached"

    def command(self) -> list[str]:
        options = ["-l", self.host, "-p", str(self.port), "-U", "0", "-m", "16"]
        return [program("memcached"), *options, *(["-u", "root"] if os.geteuid() == 0 else [])]

    def flush(self) -> None:
        """Forget everything, at once."""
        with socket.create_connection((self.host, self.port), timeout=5) as connection:
            connection.sendall(b"flush_all\r\n")
            connection.recv(64)


def program(name: str) -> str:
    """Return the path of a program that `make test` sees to; raise ServerFailed if it isn't there."""
    path = shutil.which(name, path=SEARCH_PATH)
    if path is None:
        raise ServerFailed(f"{name} is not on this machine; `make test` installs it")
    return path


def _dies_with_us(signal_name: str) -> list[str]:
    # Even when the tests are killed and can run nothing more, the kernel ends their servers.
    setpriv = shutil.which("setpriv", path=SEARCH_PATH)
    return [setpriv, "--pdeathsig", signal_name, "--"] if setpriv else []


@atexit.register
def _close_all() -> None:
    for server in list(_running):
        server.close()
