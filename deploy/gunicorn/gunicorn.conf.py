"""gunicorn for Bottlepost: gunicorn --config /etc/bottlepost/gunicorn.conf.py apps.wsgi:application."""

import subprocess
import sys
from pathlib import Path

from gunicorn.http.message import Request

chdir = "/srv/bottlepost"
# HOST and PORT of the site's settings mean nothing here. While somebody else has the port, gunicorn tries for five
# seconds, with a line in the log for each try, before it ends.
bind = "127.0.0.1:8000"
worker_class = "gthread"
#: One for each processor; each has connections of its own, as many as threads and two more.
workers = 2
threads = 4
# The site's connection pool has to be as large as the threads are many.
raw_env = [f"THREADS={threads}"]

# Told to stop, gunicorn gives what is being answered this many seconds. Its own 30 outlast the patience of most hosts.
graceful_timeout = 8
# A thread that waits for a slow visitor doesn't count: only a worker that doesn't turn its loop for so long is ended.
timeout = 30
# Longer than nginx keeps a connection, so that nginx never writes on one that is being closed.
keepalive = 75

# The site answers addresses above 8,000 bytes and headers above 32 KiB with pages of its own. gunicorn takes no request
# line above 8,190, but without any limit; what is longer gets its bare 400.
limit_request_line = 8190
limit_request_field_size = 65536

# Whom a request comes from is settled by the site, by TRUSTED_PROXY_HOPS; gunicorn believes nobody.
forwarded_allow_ips = ""
# The site logs each request itself.
accesslog = None
errorlog = "-"
loglevel = "warning"

# A heartbeat in memory: on a disk that is full or busy, healthy workers would be ended.
memory = Path("/dev/shm")  # noqa: S108 - gunicorn makes a file there that nobody else can open
worker_tmp_dir = str(memory) if memory.is_dir() else None
# No socket in somebody's home directory, which a service hasn't.
control_socket_disable = True
# Each worker loads the site itself, so that SIGHUP brings new code and settings without a pause.
preload_app = False


def on_starting(_arbiter: object) -> None:
    """Load the site once before there are workers: of several that can't, gunicorn makes a traceback of its own."""
    loaded = subprocess.run([sys.executable, "-c", "import apps.wsgi"], cwd=chdir, check=False)
    if loaded.returncode:
        sys.exit(loaded.returncode)


def pre_request(_worker: object, request: Request) -> None:
    """End the connection after a request with a body.

    gunicorn passes a body on as slowly as it comes, and the site keeps one thread of each process free of that. What
    the site leaves unread, gunicorn would have a thread read for five seconds, for the sake of the next request.
    """
    if any(name in {"CONTENT-LENGTH", "TRANSFER-ENCODING"} for name, _ in request.headers):
        request.force_close()
