"""Folders of text files as a source: found in a fixed order, read one at a time, never trusted to be text."""

import hashlib
import os
import re
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from apps.blog.services.importing.imported import Entry, ImportedPost, Reading, Refused
from apps.blog.services.importing.report import SourceRefused
from core import clock
from core.i18n import N_

#: Four bytes for each of the 300,000 characters that a text may have, and the front matter.
LARGEST: Final = 1_300_000
ENDINGS: Final = (".md", ".markdown", ".mkd", ".mkdn", ".mdown")
_DATED_NAME: Final = re.compile(r"(\d{4}-\d{1,2}-\d{1,2})-(.+)", re.DOTALL)
#: Names of files that stand for the folder they are in.
_FOR_FOLDER: Final = frozenset({"index", "_index", "readme"})
_NEVER_ENTERED: Final = frozenset({"node_modules", "_site"})


def list_files(folder: Path, *below: str) -> list[str]:
    """Return the Markdown files in a folder, or in those `below` it, as paths from the folder, in their order.

    Hidden folders and what programs made are left out, and so are links, which may lead anywhere.
    """
    found: list[str] = []
    for part in below or ("",):
        for root, folders, names in os.walk(folder / part):
            folders[:] = [name for name in folders if not name.startswith(".") and name not in _NEVER_ENTERED]
            paths = (Path(root, name) for name in names if name.lower().endswith(ENDINGS) and name[0] != ".")
            found += [path.relative_to(folder).as_posix() for path in paths if not path.is_symlink()]
    return sorted(found)


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file that has been opened: its bytes, and what its name and date say."""

    path: str
    content: bytes
    modified_at: datetime

    @property
    def text(self) -> str:
        """Return the content as text with single line ends; raise SourceRefused if it is none, or empty."""
        try:
            text = self.content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise SourceRefused(N_("It isn't UTF-8 text (byte %(position)s).", position=error.start + 1)) from error
        if not text.strip():
            raise SourceRefused(N_("It is empty."))
        return text.replace("\r\n", "\n").replace("\r", "\n")

    @property
    def dated_name(self) -> tuple[str, str]:
        """Return the day in the file's name, empty if there is none, and the name without it and the ending."""
        return dated_name(self.path)


def dated_name(path: str) -> tuple[str, str]:
    """Return the day in a path's last part, and the name without it; index.md is named by its folder."""
    *folders, last = path.split("/")
    name = last.rpartition(".")[0]
    if name.lower() in _FOR_FOLDER:
        name = folders[-1] if folders else ""
    found = _DATED_NAME.fullmatch(name)
    return (found[1], found[2]) if found else ("", name)


def open_file(folder: Path, path: str) -> SourceFile:
    """Return a file of the folder; raise SourceRefused for one that can't be read or is no text by its size."""
    if not (folder / path).resolve().is_relative_to(folder.resolve()):
        # A folder, or _config.yml, can be a link to what the blog's author would like to see published.
        raise SourceRefused(N_("It is a link that leads out of the folder."))
    try:
        with open(folder / path, "rb", opener=_without_waiting) as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise SourceRefused(N_("It is no regular file."))
            content = file.read(LARGEST + 1)
    except OSError as error:
        raise SourceRefused(N_("It can't be read: %(reason)s.", reason=error.strerror or "?")) from error
    if len(content) > LARGEST:
        raise SourceRefused(N_("It is larger than %(limit)s bytes.", limit=LARGEST))
    # A file from the future would be published in the future.
    modified = min(datetime.fromtimestamp(max(status.st_mtime, 0), UTC), clock.now())
    return SourceFile(path, content, modified)


def _without_waiting(path: str, flags: int) -> int:
    """Open a file; a pipe, too, is open at once, even when nobody ever writes to it."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


@dataclass(frozen=True, slots=True)
class FileEntry:
    """A file as an entry, read by `parse`."""

    file: SourceFile
    parse: Callable[[SourceFile, Reading], ImportedPost]

    @property
    def source_id(self) -> str:
        """Return the path from the source's folder."""
        return shown(self.file.path)

    @property
    def content_hash(self) -> str:
        """Return the sha256 of the file."""
        return hashlib.sha256(self.file.content).hexdigest()

    @property
    def size(self) -> int:
        """Return the number of bytes."""
        return len(self.file.content)

    def read(self, reading: Reading) -> ImportedPost:
        """Return the post; raise SourceRefused for a broken file."""
        return self.parse(self.file, reading)


def open_all(
    folder: Path, paths: list[str], parse: Callable[[SourceFile, Reading], ImportedPost]
) -> Iterator[Entry | Refused]:
    """Yield the files as entries, each opened when it is its turn."""
    for path in paths:
        try:
            yield FileEntry(open_file(folder, path), parse)
        except SourceRefused as error:
            yield Refused(shown(path), error.message)


def shown(path: str) -> str:
    """Return a path as text, also where its name on disk is none."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")
