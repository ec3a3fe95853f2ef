"""The devices somebody is signed in on: seen and ended."""

from dataclasses import dataclass
from datetime import datetime

from apps.auth.models import Device
from apps.auth.services.devices import DeviceService
from apps.auth.services.user_agents import describe
from apps.auth.views.this_device import this_device
from core.audit import AuditService
from core.i18n import N_
from core.web.response import Response
from core.web.route import route
from core.web.view import View, uses


@dataclass(frozen=True, slots=True)
class ShownDevice:
    """One line of the list."""

    id: int
    browser: str
    system: str
    ip: str
    last_seen_at: datetime
    current: bool


class SessionViews(View):
    """List the own devices and sign them out."""

    devices = uses(DeviceService)
    audit = uses(AuditService)

    @route.get("/sessions", name="sessions", can="account.own")
    def index(self) -> Response:
        """List the devices, this one first."""
        shown = [self._shown(device) for device in self.devices.list_for(self.request.user.id)]
        return self.render("auth/sessions.html", devices=sorted(shown, key=lambda device: not device.current))

    @route.post("/sessions/<id:re:[0-9]{1,15}>/revoke", name="session_end", can="account.own")
    def delete(self, id: str) -> Response:
        """End one device; ending this one is signing out."""
        user, device_id = self.request.user, int(id)
        self.devices.revoke(user.id, device_id)
        self.audit.note("auth.device_revoked", self.request.actor, about=("device", device_id))
        if device_id == this_device(self.request).device_id:
            self.request.session.end()
            return self.redirect_to("auth.login")
        return self.redirect_to("auth.sessions", flash=N_("That device is signed out."))

    @route.post("/sessions/revoke-others", name="sessions_end_others", can="account.own")
    def delete_others(self) -> Response:
        """End all devices but this one."""
        user = self.request.user
        count = self.devices.revoke_others(user.id, this_device(self.request).device_id)
        self.audit.note("auth.others_revoked", self.request.actor, about=("user", user.id), detail={"count": count})
        return self.redirect_to("auth.sessions", flash=N_("All other devices are signed out."))

    def _shown(self, device: Device) -> ShownDevice:
        described = describe(device.user_agent)
        return ShownDevice(
            id=device.id,
            browser=described.browser,
            system=described.system,
            ip=device.ip,
            last_seen_at=device.last_seen_at,
            current=device.id == this_device(self.request).device_id,
        )
