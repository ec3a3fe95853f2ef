"""Where uploads are kept, under names made from what they hold: so a name never means anything else."""

import hashlib
import logging
import os
import re
import secrets
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, Protocol

from core import clock
from core.errors import NotFound, Unavailable
from core.i18n import N_

_log = logging.getLogger(__name__)
#: The suffixes that are kept, and what they are served as: nothing a browser runs.
TYPES: Final = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "webp": "image/webp",
    "ico": "image/vnd.microsoft.icon",
}
#: A hash, perhaps the size of a smaller version, and a suffix; nothing in it can lead out of the folder.
_NAME: Final = re.compile(rf"[0-9a-f]{{32}}(?:_[0-9]{{1,4}})?\.(?:{'|'.join(TYPES)})", re.ASCII)
_READABLE: Final = 0o644


class StorageAway(Unavailable):
    """Nothing can be kept now: the disk is full, or not ours to write."""

    default = N_("The file can't be kept: the place for uploads is full or can't be written.")


class Storage(Protocol):
    """What keeps files by name; the names are those of name_of() and version_of()."""

    def save(self, name: str, content: bytes) -> None:
        """Keep a file, whole or not at all, and young again if it was kept; raise StorageAway where that fails."""

    def read(self, name: str) -> bytes:
        """Return a file; raise NotFound where there is none of that name."""

    def exists(self, name: str) -> bool:
        """Tell whether there is a file of that name."""

    def delete(self, name: str, *, older_than: timedelta) -> bool:
        """Delete a file and its versions, which may be gone; raise StorageAway where that fails.

        False where one of them was saved since: then all of them stay.
        """


def name_of(content: bytes, suffix: str) -> str:
    """Return the name of a file with this content."""
    return f"{hashlib.sha256(content).hexdigest()[:32]}.{suffix}"


def stem_of(name: str) -> str:
    """Return what the name of a file and those of its versions begin with, and no other's."""
    return name.partition(".")[0]


def version_of(name: str, size: int | None = None, suffix: str = "") -> str:
    """Return the name of a version of a file: of another size, or of another kind."""
    stem, _, own = name.partition(".")
    suffix = suffix or own
    return f"{stem}.{suffix}" if size is None else f"{stem}_{size}.{suffix}"


def is_name(text: str) -> bool:
    """Tell whether a file could have this name."""
    return _NAME.fullmatch(text) is not None


class FileStorage:
    """Files in a folder of this machine, or one that all nodes of a site share: one site's, since it deletes there."""

    def __init__(self, folder: Path) -> None:
        """Keep files in `folder`, which is made when the first one comes."""
        self.folder = folder

    def save(self, name: str, content: bytes) -> None:
        """Write beside its place, then move it there: whoever reads sees all of it or nothing."""
        path = self._path(name)
        if _is_kept(path, len(content)):
            return
        beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with beside.open("xb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            beside.chmod(_READABLE)
            _make_young(beside)
            beside.replace(path)
        except OSError as error:
            with suppress(OSError):
                beside.unlink(missing_ok=True)
            _log.error("the storage can't keep a file: %s", error)
            raise StorageAway(retry_after=60) from error

    def read(self, name: str) -> bytes:
        """Return a file; raise NotFound where there is none of that name."""
        if not is_name(name):
            raise NotFound
        try:
            return self._path(name).read_bytes()
        except OSError as error:
            raise NotFound from error

    def exists(self, name: str) -> bool:
        """Tell whether there is a file of that name."""
        return is_name(name) and self._path(name).is_file()

    def delete(self, name: str, *, older_than: timedelta) -> bool:
        """Delete a file and its versions, the file first: where it is, they are; False where one is younger."""
        whole = self._path(name)
        found = sorted(whole.parent.glob(f"{stem_of(name)}[._]*"), key=lambda path: path != whole)
        try:
            if any(_age_of(path) < older_than for path in found):
                return False
            for path in found:
                path.unlink(missing_ok=True)
        except OSError as error:
            _log.error("the storage can't delete a file: %s", error)
            raise StorageAway(retry_after=60) from error
        return True

    def _path(self, name: str) -> Path:
        """Return where a file is; raise ValueError for a name that none of ours has."""
        if not is_name(name):
            raise ValueError(name)
        # A folder of a hundred thousand files is slow to list on many systems.
        return self.folder / name[:2] / name


def _is_kept(path: Path, size: int) -> bool:
    """Tell whether a file is there whole, and make it young: whose it was may let it go before the new row is there."""
    try:
        if path.stat().st_size != size:
            return False
        _make_young(path)
    except OSError:  # there is none, it goes at this moment, or it is another account's: it is written anew
        return False
    return True


def _make_young(path: Path) -> None:
    # By our clock: that of a file server may differ.
    present = clock.now().timestamp()
    os.utime(path, (present, present))


def _age_of(path: Path) -> timedelta:
    return clock.now() - datetime.fromtimestamp(path.stat().st_mtime, UTC)
