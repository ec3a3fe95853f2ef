"""A relay in front of a MariaDB: passes everything on until it is told to fail, in the ways a network does."""

import socket
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Final, Self

from tests.support.ports import free_port

#: Says of what one connection has asked in its transaction so far, the newest last, whether it is to be cut now.
Wanted = Callable[[Sequence[str]], bool]
_CHUNK: Final = 65536
#: What is kept of a statement: enough to know it by.
_SHOWN: Final = 300
_QUERY: Final = 3


class Relay:
    """A port of its own whose connections lead to the server at `port`, for whoever should meet its faults."""

    def __init__(self, port: int, host: str = "127.0.0.1") -> None:
        self.host = "127.0.0.1"
        self.port = free_port()
        #: How many connections a wish of cut_at() has ended, and how many were ever accepted.
        self.cuts = 0
        self.accepted = 0
        self._server = (host, port)
        self._lock = threading.Lock()
        self._pairs: set[_Pair] = set()
        self._swallows = False
        self._drops = False
        self._trap: tuple[Wanted, bool] | None = None
        self._listener: socket.socket | None = None

    def __enter__(self) -> Self:
        self._listen()
        return self

    def __exit__(self, *error: object) -> None:
        self.refuse()
        self.cut()

    def pass_on(self) -> None:
        """Work again; connections that have lost something on the way are closed."""
        self._swallows = self._drops = False
        self._trap = None
        for pair in self._known():
            if pair.lost:
                pair.close()
        self._listen()

    def swallow(self) -> None:
        """Take what is sent, and new connections too, and answer nothing: as a firewall that drops packets."""
        self._swallows = True

    def fall_silent(self) -> None:
        """Throw away what comes on the connections there are, as a router that has forgotten them; new ones work."""
        for pair in self._known():
            pair.lost = True

    def drop(self) -> None:
        """Accept new connections and close them at once: as a proxy whose server is away. Those there are go too."""
        self._drops = True
        self.cut()

    def refuse(self) -> None:
        """Let nobody connect any more; the connections there are stay."""
        with self._lock:
            listener, self._listener = self._listener, None
        if listener is not None:
            # Closing alone doesn't wake the thread that waits in accept().
            with suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            listener.close()

    def cut(self) -> None:
        """Close all connections there are."""
        for pair in self._known():
            pair.close()

    def cut_at(self, wanted: Wanted, *, reached: bool = False) -> None:
        """Cut the first connection whose statements `wanted` picks: before the newest reaches the server.

        With `reached` the server has done it, and only its answer is lost.
        """
        self._trap = (wanted, reached)

    def swallowing(self) -> bool:
        """Tell whether bytes are thrown away."""
        return self._swallows

    def springs(self, statements: Sequence[str]) -> tuple[bool, bool]:
        """Return whether a connection is to be cut, and whether once its newest statement has reached the server."""
        with self._lock:
            if self._trap is None or not self._trap[0](statements):
                return False, False
            reached = self._trap[1]
            self._trap = None
            self.cuts += 1
            return True, reached

    def forget(self, pair: "_Pair") -> None:
        """Know a closed connection no more."""
        with self._lock:
            self._pairs.discard(pair)

    def _known(self) -> list["_Pair"]:
        with self._lock:
            return list(self._pairs)

    def _listen(self) -> None:
        with self._lock:
            if self._listener is not None:
                return
            self._listener = socket.create_server((self.host, self.port))
            threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:  # it was closed
                return
            self.accepted += 1
            if self._drops:
                client.close()
                continue
            pair = _Pair(self, client)
            with self._lock:
                self._pairs.add(pair)
            pair.start(None if self._swallows else self._server)


class _Pair:
    """One connection through the relay: a client's, and ours to the server."""

    def __init__(self, relay: Relay, client: socket.socket) -> None:
        #: True once bytes are thrown away; what comes later is of no use to anybody.
        self.lost = False
        self._relay = relay
        self._client = client
        self._server: socket.socket | None = None
        self._statements = _Statements()
        self._answer_is_lost = False

    def start(self, server: tuple[str, int] | None) -> None:
        """Begin to pass on, each way in a thread; without a server there is nobody to answer."""
        if server is None:
            self.lost = True
        else:
            try:
                self._server = socket.create_connection(server, timeout=5)
            except OSError:
                self.close()
                return
            self._server.settimeout(None)
            threading.Thread(target=self._pump, args=(self._server, self._down), daemon=True).start()
        threading.Thread(target=self._pump, args=(self._client, self._up), daemon=True).start()

    def close(self) -> None:
        """Close both ends, which also ends both threads."""
        self._relay.forget(self)
        for end in (self._client, self._server):
            if end is not None:
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
                end.close()

    def _pump(self, source: socket.socket, pass_on: Callable[[bytes], None]) -> None:
        with suppress(OSError):
            while data := source.recv(_CHUNK):
                if self._relay.swallowing():
                    self.lost = True
                if not self.lost:
                    pass_on(data)
        if self._relay.swallowing():
            self.lost = True  # that one end has hung up is swallowed too
        else:
            self.close()

    def _up(self, data: bytes) -> None:
        assert self._server is not None
        if self._statements.feed(data):
            cut, reached = self._relay.springs(self._statements.said)
            if cut and not reached:
                self.close()
                return
            self._answer_is_lost = cut
        self._server.sendall(data)

    def _down(self, data: bytes) -> None:
        if self._answer_is_lost:
            self.close()
        else:
            self._client.sendall(data)


class _Statements:
    """What a client of MySQL says, read from the bytes it sends."""

    def __init__(self) -> None:
        #: The statements of the present transaction; the one that ends it is the last.
        self.said: list[str] = []
        self._rest = b""
        self._ended = False

    def feed(self, data: bytes) -> bool:
        """Take bytes; tell whether they complete a statement."""
        self._rest += data
        count = 0
        while len(self._rest) >= 4:  # the length in three bytes, and the number within the exchange
            end = 4 + int.from_bytes(self._rest[:3], "little")
            if len(self._rest) < end:
                break
            packet, self._rest = self._rest[3:end], self._rest[end:]
            # A command begins an exchange, so its number is 0; what is sent while signing in has others.
            if packet[:2] == bytes((0, _QUERY)):
                self._note(packet[2:].decode("utf-8", "replace")[:_SHOWN])
                count += 1
        return count > 0

    def _note(self, statement: str) -> None:
        if self._ended:
            self.said = []
        self.said.append(statement)
        self._ended = statement.upper() in {"COMMIT", "ROLLBACK"}
