"""A Jekyll site as a source: its posts and drafts, read with what _config.yml says."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

from apps.blog.services.importing.dates import zone_named
from apps.blog.services.importing.expressions import Scope
from apps.blog.services.importing.feed_ids import jekyll_id
from apps.blog.services.importing.fields import Fields, language_tag
from apps.blog.services.importing.files import SourceFile, list_files, open_all, open_file
from apps.blog.services.importing.front_matter import load
from apps.blog.services.importing.imported import Entry, ImportedPost, Reading, Refused
from apps.blog.services.importing.old_pictures import host_of
from apps.blog.services.importing.parsing import Rules, parse, wanted_slugs
from apps.blog.services.importing.permalinks import permalink
from apps.blog.services.importing.report import Kind, Notice, SourceRefused
from core.i18n import N_

_POSTS, _DRAFTS = "_posts", "_drafts"
_CONFIGURATIONS = ("_config.yml", "_config.yaml")
# Jekyll leaves out what lies among the posts under any other name.
_POST_NAME = re.compile(r"\d{2,4}-\d{1,2}-\d{1,2}-[^/]*\.[^./]+")
_UNDATED = Notice(
    Kind.DATE, 0, N_("There is no date in its name, so Jekyll didn't publish it: it is a draft here, too.")
)


class JekyllSource:
    """The posts of a Jekyll site; each is known by its path from the site's folder."""

    system = "jekyll"

    def __init__(self, folder: Path) -> None:
        """Look which files there are; raise SourceRefused for a folder that is no Jekyll site."""
        if folder.name == _POSTS:
            folder = folder.parent
        if not (folder / _POSTS).is_dir() and not (folder / _DRAFTS).is_dir():
            raise SourceRefused(N_("There is no folder _posts in it."))
        self._folder = folder
        # Posts first: of two equal names the one that readers know is the one without a number.
        self._paths = list_files(folder, _POSTS) + list_files(folder, _DRAFTS)
        self._problems: list[Refused] = []
        self._config = self._read_config()

    def __len__(self) -> int:
        """Return how many files there are."""
        return len(self._paths) + len(self._problems)

    def entries(self) -> Iterator[Entry | Refused]:
        """Yield the posts in the order of their days, then the drafts."""
        yield from self._problems
        yield from open_all(self._folder, self._paths, self._read)

    def _read_config(self) -> dict[str, Any]:
        for name in _CONFIGURATIONS:
            if (self._folder / name).is_file():
                try:
                    return load(open_file(self._folder, name).text)
                except SourceRefused as error:
                    self._problems.append(Refused(name, error.message))
        return {}

    def _read(self, file: SourceFile, reading: Reading) -> ImportedPost:
        config = Fields(self._config)
        rules = Rules(
            zone=zone_named(config.line("timezone")) or reading.zone,
            language=language_tag(config.line("lang", "language", "locale")) or reading.language,
            spaced=True,
            site=self._config,
            find_post=lambda name: self._address_of(name, reading),
        )
        in_drafts = file.path.startswith(f"{_DRAFTS}/")
        unpublished = not in_drafts and not _POST_NAME.fullmatch(file.path.rpartition("/")[2])
        parsed = parse(file, rules, is_draft=in_drafts or unpublished)
        post = parsed.post
        old = parsed.fields.line("permalink") or config.line("permalink")
        base = Scope(self._config).base
        path = permalink(old, name=file.dated_name[1], day=parsed.day, categories=post.categories, base=base)
        return replace(
            post,
            authors=post.authors or config.people("author"),
            old_address="" if post.is_draft else path,
            feed_id=post.feed_id or jekyll_id(config.line("url"), path, post.slug or post.name),
            old_host=host_of(config.line("url")),
            notices=(*post.notices, *([_UNDATED] if unpublished else ())),
        )

    def _address_of(self, name: str, reading: Reading) -> str:
        """Return the address here of what {% post_url name %} or {% link path %} means; empty if it is no post."""
        path = self._by_name.get(name.strip("/").removesuffix(".md"))
        if path is None:
            return ""
        try:
            return reading.find_address(path, lambda: wanted_slugs(open_file(self._folder, path)))
        except SourceRefused:
            return ""

    @cached_property
    def _by_name(self) -> dict[str, str]:
        """Return the files by all that a text may call them: with folders or without, from _posts or from the site."""
        names: dict[str, str] = {}
        for path in reversed(self._paths):
            whole = path.rpartition(".")[0]
            names[whole.rpartition("/")[2]] = names[whole.partition("/")[2]] = names[whole] = path
        return names
