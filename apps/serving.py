"""The application as `manage.py serve` runs it: with a thread that does the jobs."""

import signal
import threading

# A terminal's Ctrl-C reaches the server's main process too, which tells its workers; told twice, they may hang.
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
# While it loads, a worker has nothing to finish, and the handler that it was forked with would swallow the end.
signal.signal(signal.SIGTERM, signal.SIG_DFL)

from apps.wsgi import application

# A daemon: a job that is cut off by the end of the process is leased again and repeated.
threading.Thread(target=application.worker.run_until, args=(threading.Event(),), name="jobs", daemon=True).start()

__all__ = ["application"]
