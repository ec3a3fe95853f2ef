"""The themes of the readers' pages: look at them, choose one."""

from apps.admin.forms.themes import ThemeForm
from apps.admin.services.decisions import DecisionService
from apps.admin.views.sections import SECTIONS
from core.errors import BadRequest
from core.i18n import N_
from core.limits import WRITE
from core.web.response import Response
from core.web.route import route
from core.web.templates import PREVIEW
from core.web.view import View, uses


class ThemeViews(View):
    """Show the themes, let an administrator look at one, and choose one for all."""

    decisions = uses(DecisionService)

    @route.get("/settings/theme", name="themes", can="settings.edit")
    def index(self) -> Response:
        """List the themes that are on this machine."""
        request = self.request
        looked_at = request.session.get(PREVIEW)
        return self.render(
            "admin/settings/themes.html",
            sections=SECTIONS,
            themes=list(request.site.themes),
            chosen=request.settings.theme,
            looked_at=looked_at if isinstance(looked_at, str) else None,
        )

    @route.post("/settings/theme/preview", name="theme_preview", can="settings.edit", limit=WRITE)
    def preview(self) -> Response:
        """Let this administrator, and nobody else, see the readers' pages in a theme."""
        self.request.session[PREVIEW] = self._sent_key()
        return self.redirect_to("blog.home")

    @route.post("/settings/theme/end", name="theme_preview_end", can="settings.edit", limit=WRITE)
    def end(self) -> Response:
        """Show the readers' pages as readers see them again."""
        self.request.session.pop(PREVIEW, None)
        return self.redirect_to("admin.themes")

    @route.post("/settings/theme", name="theme_choose", can="settings.edit", limit=WRITE)
    def choose(self) -> Response:
        """Show the readers' pages in a theme to everybody."""
        self.decisions.decide({"theme": self._sent_key()}, self.request.actor)
        self.request.session.pop(PREVIEW, None)
        return self.redirect_to("admin.themes", flash=N_("This is what readers see from now on."))

    def _sent_key(self) -> str:
        """Return the key of the theme that was sent; raise BadRequest for one that isn't here."""
        form = self.form(ThemeForm)
        form.theme.choices = [("", ""), *((theme.key, theme.key) for theme in self.request.site.themes)]
        if not form.validate():
            raise BadRequest
        return str(form.theme.data)
