"""Whether secrets are secret: not copied from a manual, and not for other users of the machine to read."""

import re
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from core.checking.check import Fault, error, warning
from core.checking.site import SiteUnderCheck

#: Words of examples and of people in a hurry; by chance one of them stands in one random key of millions.
_WORDS: Final = re.compile(
    r"change.?me|replace|example|characters|openssl|secret|password|passphrase|default|insecure|random|"
    r"bottlepost|qwerty|0123456789|1234567890|abcdefghij",
    re.IGNORECASE,
)
#: Folders that web servers hand out as they are.
_SERVED: Final = frozenset({"public_html", "htdocs", "httpdocs", "wwwroot"})
_REMEDY_KEY: Final = "Set SECRET_KEY to what `openssl rand -base64 48` prints; everybody will have to sign in again."


@error("secret-known", real_only=True)
def known_secret(site: SiteUnderCheck) -> Iterator[Fault]:
    """Find a secret that looks like one of a manual, or like a pattern."""
    secret = site.settings.secret_key
    if (word := _WORDS.search(secret)) is not None:
        yield Fault(f"SECRET_KEY holds the word {word[0]!r}: it was written by somebody, or copied.", _REMEDY_KEY)
    elif secret and secret in f"{secret}{secret}"[1:-1]:
        yield Fault("SECRET_KEY says the same again and again.", _REMEDY_KEY)


@error("secret-readable", real_only=True)
def readable_files(site: SiteUnderCheck) -> Iterator[Fault]:
    """Find files with secrets that every user of the machine may open."""
    for path in _secret_files(site):
        if _others_may_open(path):
            yield Fault(f"Every user of this machine may open {path}.", f"Run `chmod o= {path}`.")


@warning("secret-served", real_only=True)
def served_files(site: SiteUnderCheck) -> Iterator[Fault]:
    """Find a site inside a folder that a web server hands out."""
    inside = _SERVED.intersection(site.root.parts)
    if inside or site.root.is_relative_to("/var/www/html"):
        sentence = f"The site's folder, {site.root}, is inside one that web servers hand out file by file."
        yield Fault(sentence, "Move it out; the web server needs nothing of it but what the site answers.")


def _secret_files(site: SiteUnderCheck) -> Iterator[Path]:
    yield site.root / "bottlepost.env"
    yield site.settings.var / "secret_key"
    if site.settings.database_file is not None:
        yield site.settings.database_file
    yield site.settings.var / "mail"


def _others_may_open(path: Path) -> bool:
    try:
        readable = path.stat().st_mode & (stat.S_IROTH | stat.S_IWOTH)
        # Nobody gets past a folder that is closed.
        return bool(readable) and all(folder.stat().st_mode & stat.S_IXOTH for folder in path.resolve().parents)
    except OSError:
        return False
