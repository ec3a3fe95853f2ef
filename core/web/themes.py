"""Themes: folders of templates and static files that stand in for ours, file by file, on the pages of readers."""

import logging
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from core.web.middleware.protocols import WSGIApplication
from core.web.middleware.static import StaticFiles

_log = logging.getLogger(__name__)
#: What describes a theme, in its folder.
DESCRIPTION: Final = "theme.toml"
_KEY: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_WORDS: Final = ("name", "description")


class ThemeError(ValueError):
    """A folder of themes/ that is none; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Theme:
    """One folder of themes/: what it is called, its templates and its static files."""

    key: str
    folder: Path
    static: StaticFiles
    #: Locale code → what it says of itself there; "" is English.
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @classmethod
    def read(cls, folder: Path) -> "Theme":
        """Return the theme of a folder; raise ThemeError if it can't be one."""
        if not _KEY.fullmatch(folder.name):
            raise ThemeError(f"{folder} can't be a theme: its name may have the letters a-z, digits and hyphens.")
        static = StaticFiles(root=folder / "static", prefix=f"/static/themes/{folder.name}/")
        return cls(folder.name, folder, static, _texts(folder / DESCRIPTION))

    def name(self, code: str) -> str:
        """Return what it is called in a language of the interface."""
        return self._text("name", code)

    def description(self, code: str) -> str:
        """Return one sentence about it."""
        return self._text("description", code)

    def url_or(self, ours: Callable[[str], str]) -> Callable[[str], str]:
        """Return what gives the address of a static file: the theme's own, else ours."""

        def url(name: str) -> str:
            return self.static.url(name) if self.static.has(name) else ours(name)

        return url

    def _text(self, word: str, code: str) -> str:
        return self.texts.get(code, {}).get(word) or self.texts[""][word]


class Themes:
    """The themes that were there at the start, by the names of their folders."""

    def __init__(self, folder: Path) -> None:
        """Read every folder that describes itself; one that can't be read is left out and logged."""
        self._themes: dict[str, Theme] = {}
        for path in sorted(folder.glob(f"*/{DESCRIPTION}")):
            try:
                self._themes[path.parent.name] = Theme.read(path.parent)
            except ThemeError as error:
                _log.warning("%s", error)

    def __iter__(self) -> Iterator[Theme]:
        """Yield the themes in the order of their names."""
        return iter(self._themes.values())

    def find(self, key: str) -> Theme | None:
        """Return the theme of that name; None for ours, and for one that is gone."""
        return self._themes.get(key)

    def around(self, app: WSGIApplication) -> WSGIApplication:
        """Return a middleware that serves the themes' static files, and passes on everything else."""
        for theme in self:
            app = theme.static.around(app)
        return app


def _texts(path: Path) -> Mapping[str, Mapping[str, str]]:
    try:
        read: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise ThemeError(f"{path} can't be read: {error}.") from error
    texts = {code: words for code, words in read.items() if isinstance(words, dict)}
    texts[""] = {word: read.get(word, "") for word in _WORDS}
    if not all(isinstance(text, str) for words in texts.values() for text in words.values()) or not texts[""]["name"]:
        raise ThemeError(f'{path} has to say at least name = "…"; what it says has to be text.')
    return texts
