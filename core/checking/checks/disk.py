"""Whether there is room, and whether the site may write where it must."""

import os
import pwd
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from core.checking.check import Fault, error, warning
from core.checking.site import SiteUnderCheck

_MB: Final = 2**20
#: Below this, the next copy of a database or the next picture may not find room.
LOW: Final = 500 * _MB
#: Below this, nothing is sure to be saved.
FULL: Final = 100 * _MB
#: Requests pass through the folder for temporary files one at a time.
FULL_FOR_TEMPORARY: Final = 32 * _MB
_MOUNTS: Final = Path("/proc/self/mounts")


@dataclass(frozen=True, slots=True)
class Mount:
    """A file system, by where it begins and what kind it is."""

    folder: Path
    kind: str


def mount_of(path: Path, mounts: Path = _MOUNTS) -> Mount:
    """Return the file system a path is on; its kind is "" where the system doesn't tell."""
    found = Mount(Path("/"), "")
    if not mounts.is_file():
        return found
    for line in mounts.read_text(encoding="utf-8", errors="replace").splitlines():
        _, folder, kind, *_ = line.split(" ")
        # A space stands there as \\040.
        begin = Path(re.sub(r"\\([0-7]{3})", lambda octal: chr(int(octal[1], 8)), folder))
        if path.resolve().is_relative_to(begin) and len(begin.parts) >= len(found.folder.parts):
            found = Mount(begin, kind)
    return found


@error("disk-full")
def full(site: SiteUnderCheck) -> Iterator[Fault]:
    """Find a disk on which the next change may not find room."""
    for folder in _folders(site):
        yield from _below(folder, FULL, "nothing is sure to be saved any more")
    temporary = nearest_folder(Path(tempfile.gettempdir()))
    yield from _below(temporary, FULL_FOR_TEMPORARY, "forms and uploads may not get through")


@warning("disk-low")
def low(site: SiteUnderCheck) -> Iterator[Fault]:
    """Find a disk that will soon be full."""
    for folder in _folders(site):
        if _free(folder) >= FULL:
            yield from _below(folder, LOW, "it will soon be full")


@error("disk-files")
def no_more_files(site: SiteUnderCheck) -> Iterator[Fault]:
    """Find a disk that has room, and none for one more file."""
    for folder in _folders(site):
        state = os.statvfs(folder)
        if state.f_files and not state.f_favail:
            yield Fault(f"The disk of {folder} takes no more files (no inodes left).", "Delete what is many and small.")


@error("temporary-unwritable")
def no_temporary_files(_site: SiteUnderCheck) -> Iterator[Fault]:
    """Find a site without a place for what is larger than memory should hold."""
    try:
        with tempfile.TemporaryFile():
            pass
    except OSError as fault:
        sentence = f"No temporary file can be made ({fault.strerror}): uploads and large forms will fail."
        yield Fault(sentence, "Set TMPDIR to a folder that the site may write.")


@warning("var-unwritable", real_only=True)
def var_unwritable(site: SiteUnderCheck) -> Iterator[Fault]:
    """Find a site that keeps its mails in a folder it can't write."""
    if not site.settings.smtp_url and not os.access(nearest_folder(site.settings.var), os.W_OK):
        sentence = f"The site can't write {site.settings.var}: mails wait in the database until it can."
        yield Fault(sentence, "Set SMTP_URL, so that they leave, or let the user of the site write there.")


@error("var-owner")
def strange_owner(site: SiteUnderCheck) -> Iterator[Fault]:
    """Find files that root made, by a command perhaps, where the site's own user can't write them now."""
    for folder in sorted({site.settings.var, *_database_folder(site)}):
        if not folder.is_dir() or not (owner := folder.stat().st_uid):
            continue
        entries = [entry for entry in folder.iterdir() if not entry.name.endswith(".backup.db")]
        if roots := sorted(entry.name for entry in entries if not entry.lstat().st_uid):
            name = _name(owner)
            sentence = f"In {folder}, which belongs to {name}, these belong to root: {', '.join(roots[:5])}."
            yield Fault(sentence, f"Run `chown -R {name} {folder}`, and from now on commands as {name}, not as root.")


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def _database_folder(site: SiteUnderCheck) -> Iterator[Path]:
    path = site.settings.database_file
    if path is not None:
        yield path.parent


def _folders(site: SiteUnderCheck) -> Iterator[Path]:
    """Yield the folders that the site keeps things in, once for each disk."""
    seen: set[int] = set()
    for folder in (site.settings.var, site.settings.storage_folder, *_database_folder(site)):
        nearest = nearest_folder(folder)
        device = nearest.stat().st_dev
        if device not in seen:
            seen.add(device)
            yield nearest


def _below(folder: Path, most: int, means: str) -> Iterator[Fault]:
    free = _free(folder)
    if free < most:
        sentence = f"The disk of {folder} has {free // _MB:,} MB left: {means}."
        yield Fault(sentence, "Make room there, or move the folder to a larger disk.")


def _free(folder: Path) -> int:
    state = os.statvfs(folder)
    return state.f_bavail * state.f_frsize


def nearest_folder(path: Path) -> Path:
    """Return the folder itself, or the first above it that is there."""
    return next(folder for folder in (path, *path.parents) if folder.is_dir())
