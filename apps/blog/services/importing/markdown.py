"""A folder of Markdown files as a source, with or without front matter."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from apps.blog.services.importing.files import SourceFile, list_files, open_all
from apps.blog.services.importing.front_matter import split
from apps.blog.services.importing.imported import Entry, ImportedPost, Reading, Refused
from apps.blog.services.importing.old_pictures import host_of
from apps.blog.services.importing.parsing import Rules, parse
from apps.blog.services.importing.permalinks import address
from apps.blog.services.importing.report import LeftOut
from core.i18n import N_

# Capitals may be followed by more (README.zh-CN, LICENSE-MIT); a post may well be called readme-driven-writing.
_ABOUT_FILES = re.compile(
    r"(?:README|LICENSE|CONTRIBUTING|CHANGELOG)[^/]*|(?i:readme|license|contributing|changelog)\.[^./]+"
)


class MarkdownSource:
    """All Markdown files below a folder; each is known by its path from there."""

    system = "markdown"

    def __init__(self, folder: Path) -> None:
        """Look which files there are."""
        self._folder = folder
        self._paths = list_files(folder)

    def __len__(self) -> int:
        """Return how many files there are."""
        return len(self._paths)

    def entries(self) -> Iterator[Entry | Refused]:
        """Yield the files in the order of their paths."""
        return open_all(self._folder, self._paths, _read)


def _read(file: SourceFile, reading: Reading) -> ImportedPost:
    if _is_about_files(file):
        raise LeftOut(N_("It says something about the files here, and has no front matter of a post."))
    parsed = parse(file, Rules(zone=reading.zone, language=reading.language, keeps_unknown=True))
    old = parsed.fields.line("permalink", "url")
    return replace(parsed.post, old_address=address(old), old_host=host_of(old))


def _is_about_files(file: SourceFile) -> bool:
    """Tell whether a file is a LICENSE or the like; in a folder named by a day a README is that day's post."""
    name = file.path.rpartition("/")[2]
    return bool(_ABOUT_FILES.fullmatch(name)) and not file.dated_name[0] and split(file.text).line == 1
