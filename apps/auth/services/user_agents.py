"""User agents in words, for the list of devices."""

import re
from dataclasses import dataclass
from typing import Final

from ua_parser import parse

#: Whether a browser is mobile shows in its system.
_MOBILE: Final = re.compile(r"\bMobile\b ?| ?\bMobile\b")
_SYSTEMS: Final = {"Mac OS X": "macOS"}
#: The parser's word for what it doesn't know.
_OTHER: Final = "Other"


@dataclass(frozen=True, slots=True)
class Described:
    """Browser and system, empty where the header doesn't tell."""

    browser: str = ""
    system: str = ""


def describe(user_agent: str) -> Described:
    """Return what a User-Agent header says: "Firefox" and "Windows".

    Without versions: browsers no longer tell that of the system, and their own has changed since they signed in.
    """
    found = parse(user_agent)
    browser = found.user_agent.family if found.user_agent else _OTHER
    system = found.os.family if found.os else _OTHER
    return Described(
        browser="" if browser == _OTHER else _MOBILE.sub("", browser),
        system="" if system == _OTHER else _SYSTEMS.get(system, system),
    )
