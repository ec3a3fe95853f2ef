"""Free ports on this machine."""

import random
import socket

#: Below the ports that outgoing connections get, so that none of those takes ours before the server does.
RANGE = range(20000, 32000)
#: Of the system: Hypothesis gives `random` the same seed in every test process, and so they would all ask for one port.
_LOT = random.SystemRandom()


def free_port() -> int:
    """Return a port of 127.0.0.1 that nothing listens on."""
    while True:
        port = _LOT.choice(RANGE)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
