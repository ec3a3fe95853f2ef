"""Whether the embedded database is whole, and where it can be written."""

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

from core.checking.check import Fault, error
from core.checking.checks.disk import mount_of, nearest_folder
from core.checking.errors import NotChecked
from core.checking.site import SiteUnderCheck

#: File systems on which locks between machines can't be relied on.
_NETWORK: Final = ("nfs", "cifs", "smb", "afs", "ceph", "glusterfs", "sshfs", "s3fs", "lustre", "davfs")
#: Seconds for looking through the file; a large one isn't finished in that time.
PATIENCE: Final = 2.0
_INSTRUCTIONS: Final = 10_000


@error("sqlite-unwritable")
def not_writable(site: SiteUnderCheck) -> Iterator[Fault]:
    """Find a database file that can't be written, or a folder where its log can't be made."""
    path = site.settings.database_file
    if path is None:
        return
    wanted = [path, path.parent] if _is_there(path) else [nearest_folder(path.parent)]
    for place in wanted:
        if not os.access(place, os.W_OK):
            remedy = "Let the user of the site write the file and its folder, where SQLite keeps its log."
            yield Fault(f"The site can't write {place}: nothing can be saved.", remedy)


@error("sqlite-network")
def on_a_network_disk(site: SiteUnderCheck) -> Iterator[Fault]:
    """Find a database file on a disk that belongs to another machine."""
    path = site.settings.database_file
    if path is None:
        return
    mount = mount_of(path)
    kind = mount.kind.removeprefix("fuse.")
    if kind.startswith(_NETWORK):
        sentence = f"The database {path} lies on a network file system ({mount.kind}), where SQLite's locks may fail."
        yield Fault(sentence, "Move it to a disk of this machine, or use MySQL or MariaDB.")


@error("sqlite-damaged")
def damaged(site: SiteUnderCheck) -> Iterator[Fault]:
    """Find a database file that isn't whole."""
    path = site.settings.database_file
    if path is None or not _is_there(path):
        return
    says = _quick_check(path)
    if says != "ok":
        sentence = f"The database {path} is damaged: {says}."
        yield Fault(sentence, "Stop the site, keep a copy of the file, and go back to the last backup.")


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError as error:
        raise NotChecked(f"{path} can't be looked at: {error.strerror}.") from error


def _quick_check(path: Path) -> str:
    """Return "ok" or the first fault; raise NotChecked where the file can't be looked through in time, or at all."""
    end = time.monotonic() + PATIENCE
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            connection.set_progress_handler(lambda: time.monotonic() > end, _INSTRUCTIONS)
            return str(connection.execute("PRAGMA quick_check(1)").fetchone()[0])
    except sqlite3.OperationalError as error:
        why = f"that takes longer than {PATIENCE:g} seconds" if time.monotonic() > end else error
        raise NotChecked(f"{path} can't be looked through: {why}.") from error
    except sqlite3.DatabaseError as error:
        return str(error)
