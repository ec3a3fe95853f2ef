"""A folder of Markdown files as a source, with or without front matter."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from apps.blog.services.importing.files import SourceFile, list_files, open_all
from apps.blog.services.importing.imported import Entry, ImportedPost, Reading, Refused
from apps.blog.services.importing.parsing import Rules, parse
from apps.blog.services.importing.permalinks import address


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
    parsed = parse(file, Rules(zone=reading.zone, language=reading.language, keeps_unknown=True))
    return replace(parsed.post, old_address=address(parsed.fields.line("permalink", "url")))
