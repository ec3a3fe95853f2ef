"""The Jinja2 environments: ours, and one for each theme, made when a page is first shown in it."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from jinja2 import BaseLoader, ChoiceLoader, Environment, FileSystemLoader, PrefixLoader, StrictUndefined, nodes

from core.web.themes import Theme, Themes

#: What a page of readers stands on: themes dress these pages and no others, so that none can break the desk.
LAYOUT: Final = "layout.html"
#: Before a template's name: ours, whatever the theme has under that name.
OURS: Final = "ours"


class Environments:
    """Knows which environment a page is made in."""

    def __init__(self, folder: Path, themes: Themes, *, static_url: Callable[[str], str]) -> None:
        """Read our own templates from `folder`."""
        self._own_loader = FileSystemLoader(folder)
        self._static_url = static_url
        self._themes = themes
        self._dressed: dict[str, Environment] = {}
        self._stands: dict[str, bool] = {}
        self._making = threading.Lock()
        self.ours = _environment(self._own_loader, static_url)

    def dressed(self, theme: Theme) -> Environment:
        """Return the environment in which a theme's files come first."""
        with self._making:
            if theme.key not in self._dressed:
                self._dressed[theme.key] = self._make(theme)
            return self._dressed[theme.key]

    def is_for_themes(self, template: str) -> bool:
        """Tell whether a template of ours stands on the readers' layout, whichever of its parents it extends."""
        if template not in self._stands:
            parents = self._parents(template)
            self._stands[template] = template == LAYOUT or (bool(parents) and all(map(self.is_for_themes, parents)))
        return self._stands[template]

    def _make(self, theme: Theme) -> Environment:
        own = self._own_loader
        loaders = [FileSystemLoader(theme.folder / "templates"), own, PrefixLoader({OURS: own})]
        return _environment(ChoiceLoader(loaders), theme.url_or(self._static_url))

    def _parents(self, template: str) -> list[str]:
        """Return what a template extends, on one page or another."""
        source, _, _ = self._own_loader.get_source(self.ours, template)
        return [name for node in self.ours.parse(source).find_all(nodes.Extends) for name in _named(node.template)]


def _named(parent: nodes.Expr | None) -> Iterator[str]:
    if isinstance(parent, nodes.CondExpr):
        yield from _named(parent.expr1)
        yield from _named(parent.expr2)
    elif isinstance(parent, nodes.Const):
        yield parent.value


def _environment(loader: BaseLoader, static_url: Callable[[str], str]) -> Environment:
    environment = Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    # Translations arrive with each page's context; these stand in while templates are compiled.
    environment.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
    environment.globals["static_url"] = static_url
    return environment
