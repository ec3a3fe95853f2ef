"""The site's settings."""

from apps.admin.forms import SettingsForm
from core.audit import AuditService
from core.errors import BadRequest
from core.i18n import N_
from core.limits import WRITE
from core.site_settings import SiteSettingsService, differences
from core.web.response import Response
from core.web.route import route
from core.web.view import View, uses


class SettingsViews(View):
    """Show and change what the owner decides about the site."""

    settings = uses(SiteSettingsService)
    audit = uses(AuditService)

    @route.get("/settings/", name="settings", can="settings.edit")
    def edit(self) -> Response:
        """Show the settings."""
        return self._page(self.form(SettingsForm, obj=self.settings.get()))

    @route.post("/settings/", name="settings_update", can="settings.edit", limit=WRITE)
    def update(self) -> Response:
        """Change them, and note in the audit log what is different."""
        form = self.form(SettingsForm)
        if not form.data.keys() <= self.request.form.keys():
            # What is missing would be emptied; no page of ours leaves anything out.
            raise BadRequest
        if not form.validate():
            return self._page(form, status=422)
        before = self.settings.get()
        changed = differences(before, self.settings.update(form.data))
        if changed:
            self.audit.note("settings.update", self.request.actor, about=("site", "settings"), detail=changed)
        return self.redirect_to("admin.settings", flash=N_("The settings are saved."))

    def _page(self, form: SettingsForm, *, status: int = 200) -> Response:
        return self.render("admin/settings/edit.html", status=status, form=form)
