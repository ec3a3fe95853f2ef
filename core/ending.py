"""How a process ends that can't do its work: with one sentence. It is read by Pythons as old as 3.6."""

import sys
from typing import NoReturn

#: gunicorn starts a worker again and again, unless the last one left with this status.
STATUS = 3


def end_with(sentence: str, *, status: int = STATUS) -> NoReturn:
    """End the process with a sentence for the operator and no traceback."""
    sys.stderr.write(sentence + "\n")
    sys.stderr.flush()
    # Without what led here: mod_wsgi shows the traceback of an end, too.
    raise SystemExit(status) from None
