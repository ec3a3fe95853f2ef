"""The site behind a real port, in threads of the test process."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from waitress import wasyncore
from waitress.server import create_server
from waitress.task import ThreadedTaskDispatcher

from core.web.site import Site

THREADS = 4


@contextmanager
def served(site: Site, port: int) -> Iterator[None]:
    """Serve a site on a port of 127.0.0.1; close it afterwards."""

    class Threads(ThreadedTaskDispatcher):
        def handler_thread(self, thread_no: int) -> None:
            super().handler_thread(thread_no)
            site.close()

    threads = Threads()
    threads.set_thread_count(THREADS)
    sockets: dict[int, object] = {}
    server = create_server(site, map=sockets, _dispatcher=threads, host="127.0.0.1", port=port)
    loop = threading.Thread(target=server.run, name="live site")
    loop.start()
    try:
        yield
    finally:
        # The loop ends when it has no socket left; closing them is its own thread's business. An answer that has just
        # ended may wake the loop for it between our word and our pull, which then finds the trigger closed.
        with suppress(OSError):
            server.trigger.pull_trigger(lambda: wasyncore.close_all(sockets))
        loop.join()
        threads.shutdown()
        site.close()
