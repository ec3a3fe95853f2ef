"""The site's settings, a page for each section."""

from collections.abc import Callable
from typing import Any, Final

from apps.admin.views.sections import SECTIONS, Section, SectionView
from core.errors import BadRequest
from core.i18n import N_
from core.limits import WRITE
from core.web.response import Response
from core.web.route import route

_BY_ROUTE: Final = {section.route: section for section in SECTIONS}
_UPDATE: Final = "_update"


def _for_each(mark: Callable[..., Any], suffix: str = "", **options: Any) -> Callable[[Any], Any]:
    """Mark a method as the answer for every section."""

    def marked(method: Any) -> Any:
        for section in SECTIONS:
            method = mark(section.rule, name=section.route + suffix, can="settings.edit", **options)(method)
        return method

    return marked


class SettingsViews(SectionView):
    """Show and change what the owner decides about the site."""

    @_for_each(route.get)
    def edit(self) -> Response:
        """Show a section."""
        return self.page(self._section, self.stored(self._section))

    @_for_each(route.post, _UPDATE, limit=WRITE)
    def update(self) -> Response:
        """Change what the section decides, and nothing else."""
        section = self._section
        form = self.sent(section)
        if form.lacks_any_of(self.request.form):
            # What is missing would be emptied; no page of ours leaves anything out.
            raise BadRequest
        if not form.validate():
            return self.page(section, form, status=422)
        self.decisions.decide(form.changes(), self.request.actor)
        return self.redirect_to(f"admin.{section.route}", flash=N_("The settings are saved."))

    @property
    def _section(self) -> Section:
        """Return the section that the route is about."""
        mark = self.request.mark
        name = "" if mark is None else mark.name.removeprefix("admin.").removesuffix(_UPDATE)
        return _BY_ROUTE[name]
