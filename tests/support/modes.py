"""What obeys the modes of files even where the tests run as root, whom they don't bind."""

import os
from pathlib import Path
from typing import Final

from tests.support.servers import program

#: What lets root pass by: without it root is one owner of files among others.
_PRIVILEGES: Final = "-dac_override,-dac_read_search,-fowner"


def obeying_modes(*command: str | Path) -> list[str]:
    """Return a command line that runs a command so."""
    words = [str(word) for word in command]
    if os.geteuid() != 0:
        return words
    return [program("setpriv"), f"--bounding-set={_PRIVILEGES}", f"--inh-caps={_PRIVILEGES}", "--", *words]
