"""Jinja2 as all pages use it: strict, escaping, translated per request."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from core.web.request import AnonymousRequest, Request


class Templates:
    """Renders templates with what every page needs."""

    def __init__(self, folder: Path, *, static_url: Callable[[str], str], token: Callable[[Request], str]) -> None:
        """Read templates from `folder`; `token` makes the CSRF token of a request."""
        self._token = token
        self.environment = Environment(
            loader=FileSystemLoader(folder),
            autoescape=True,
            undefined=StrictUndefined,
            extensions=["jinja2.ext.i18n"],
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        # Translations arrive with each page's context; these stand in while templates are compiled.
        self.environment.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
        self.environment.globals["static_url"] = static_url

    def page(self, request: AnonymousRequest, template: str, context: dict[str, Any]) -> str:
        """Return a rendered page in the request's language."""
        locale = request.locale
        return self.environment.get_template(template).render(
            request=request,
            site=request.settings,
            locale=locale,
            gettext=_newstyle(locale.gettext),
            ngettext=_newstyle_plural(locale.ngettext),
            _=_newstyle(locale.gettext),
            csrf_field=lambda: self._csrf_field(request),
            flashes=_flashes(request),
            **context,
        )

    def text(self, template: str, **context: object) -> str:
        """Return a rendered template that belongs to no request: a mail's."""
        return self.environment.get_template(template).render(**context)

    def _csrf_field(self, request: AnonymousRequest) -> Markup:
        token = self._token(request) if isinstance(request, Request) else ""
        return Markup('<input type="hidden" name="csrf_token" value="{}">').format(token)


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


def _flashes(request: AnonymousRequest) -> list[tuple[str, str]]:
    if not isinstance(request, Request):
        return []
    return [(kind, request.locale.translate(message)) for kind, message in request.session.pop_flashes()]
