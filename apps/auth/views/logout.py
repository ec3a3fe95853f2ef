"""Signing out."""

from apps.auth.services.devices import DeviceService
from apps.auth.views.this_device import this_device
from core.audit import AuditService
from core.errors import AppError
from core.web.response import Response
from core.web.route import route
from core.web.view import View, uses


class LogoutViews(View):
    """Let people out."""

    devices = uses(DeviceService)
    audit = uses(AuditService)

    @route.get("/logout", name="logout", public=(), cacheable=False)
    def show(self) -> Response:
        """Show the button that signs out, for links and people who type the address."""
        if self.request.user is None:
            return self.redirect_to("auth.login")
        return self.render("auth/logout.html")

    @route.post("/logout", name="sign_out", public=(), cacheable=False)
    def delete(self) -> Response:
        """Sign out: the device's row ends, and with it the cookie, whoever still has it."""
        request = self.request
        if request.user is not None:
            self.audit.note("auth.signed_out", request.actor, about=("user", request.user.id))
            self.devices.end(this_device(request).device_id)
        request.session.end()
        return self.redirect_to("auth.login")

    def refused(self, error: AppError) -> Response | None:
        """Show the button again."""
        return self.render("auth/logout.html", status=error.status) if error.status < 500 else None  # noqa: PLR2004 - from there on without a database
