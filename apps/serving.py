"""The application as `manage.py serve` runs it: with a thread that does the jobs."""

import threading

from apps.wsgi import application

# A daemon: a job that is cut off by the end of the process is leased again and repeated.
threading.Thread(target=application.worker().run_until, args=(threading.Event(),), name="jobs", daemon=True).start()

__all__ = ["application"]
