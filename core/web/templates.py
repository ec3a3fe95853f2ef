"""Jinja2 as all pages use it: strict, escaping, translated per request."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

from jinja2 import Environment, TemplateError
from markupsafe import Markup, escape

from core.permissions import can
from core.web.environments import Environments
from core.web.request import AnonymousRequest, Request
from core.web.style import own_style_address
from core.web.themes import Theme, Themes

_log = logging.getLogger(__name__)
#: Where a session keeps the theme that an administrator looks at before choosing it.
PREVIEW: Final = "theme"
#: What a template can get wrong. A fault of the database is none, and neither is our own refusal.
_FAULTS: Final = (TemplateError, LookupError, TypeError, ValueError, AttributeError, ArithmeticError)


@dataclass(frozen=True, slots=True)
class Dress:
    """How a page is dressed: in which theme (None is our own look), only looked at or chosen, and whether it failed."""

    theme: Theme | None
    is_preview: bool = False
    is_faulty: bool = False


class Templates:
    """Renders templates with what every page needs."""

    def __init__(self, environments: Environments, themes: Themes, *, token: Callable[[Request], str]) -> None:
        """Dress readers' pages in `themes`; `token` makes the CSRF token of a request."""
        self._environments = environments
        self._themes = themes
        self._token = token

    def page(self, request: AnonymousRequest, template: str, context: dict[str, Any]) -> str:
        """Return a rendered page in the request's language, in the site's theme if it is for readers.

        A theme that fails costs its looks and never the page: readers get it in ours.
        """
        shown = {**self._base(request), **context}
        dress = self._dress(request) if self._environments.is_for_themes(template) else Dress(None)
        if dress.theme is None:
            return _render(self._environments.ours, template, shown, dress)
        try:
            return _render(self._environments.dressed(dress.theme), template, shown, dress)
        except _FAULTS:
            _log.exception("the theme %s can't show %s", dress.theme.key, template)
            return _render(self._environments.ours, template, shown, replace(dress, is_faulty=True))

    def text(self, template: str, **context: object) -> str:
        """Return a rendered template that belongs to no request: a mail's."""
        return self._environments.ours.get_template(template).render(**context)

    def _base(self, request: AnonymousRequest) -> dict[str, Any]:
        """Return what every page needs."""
        locale = request.locale
        return {
            "request": request,
            "site": request.settings,
            "locale": locale,
            "gettext": _newstyle(locale.gettext),
            "ngettext": _newstyle_plural(locale.ngettext),
            "_": _newstyle(locale.gettext),
            "csrf_field": lambda: self._csrf_field(request),
            "can": lambda capability: can(request.user, capability),
            "flashes": _flashes(request),
            "own_style": own_style_address(request),
        }

    def _dress(self, request: AnonymousRequest) -> Dress:
        """Return what a page of readers wears."""
        looked_at = _looked_at(request)
        key = request.settings.theme if looked_at is None else looked_at
        return Dress(self._themes.find(key), is_preview=looked_at is not None)

    def _csrf_field(self, request: AnonymousRequest) -> Markup:
        token = self._token(request) if isinstance(request, Request) else ""
        return Markup('<input type="hidden" name="csrf_token" value="{}">').format(token)


def _render(environment: Environment, template: str, context: dict[str, Any], dress: Dress) -> str:
    return environment.get_template(template).render(**context, dress=dress)


def _newstyle(translate: Callable[[str], str]) -> Callable[..., str]:
    """Return gettext as templates call it: _("Hello %(name)s", name=…), escaping what is filled in."""

    def gettext(text: str, /, **values: object) -> str:
        translated = Markup(translate(text))  # noqa: S704 - catalogues are ours
        if not values and "%" not in translated:
            return translated
        return translated % {name: escape(value) for name, value in values.items()}

    return gettext


def _newstyle_plural(translate: Callable[[str, str, int], str]) -> Callable[..., str]:
    def ngettext(one: str, many: str, n: int, /, **values: object) -> str:
        filled = {"num": n, **{name: escape(value) for name, value in values.items()}}
        return Markup(translate(one, many, n)) % filled  # noqa: S704 - catalogues are ours

    return ngettext


def _looked_at(request: AnonymousRequest) -> str | None:
    """Return the theme that an administrator looks at; None where nobody does."""
    if not isinstance(request, Request) or not can(request.user, "settings.edit"):
        return None
    looked_at = request.session.get(PREVIEW)
    return looked_at if isinstance(looked_at, str) else None


def _flashes(request: AnonymousRequest) -> list[tuple[str, str]]:
    if not isinstance(request, Request):
        return []
    return [(kind, request.locale.translate(message)) for kind, message in request.session.pop_flashes()]
