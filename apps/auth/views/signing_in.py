"""Signing in, as every page does it that ends with somebody signed in."""

from apps.auth.models import User
from apps.auth.services.devices import REMEMBERED, DeviceService
from apps.auth.services.known_devices import KNOWN_FOR, KnownDevices
from apps.auth.views.one_form import OneForm
from core.audit import Actor, AuditService
from core.cookies import Cookie
from core.web.request import Request
from core.web.view import uses


class SigningIn(OneForm):
    """A view whose form ends with somebody signed in."""

    devices = uses(DeviceService)
    audit = uses(AuditService)

    def __init__(self, request: Request) -> None:
        """Know the cookie of known devices."""
        super().__init__(request)
        settings = request.site.settings
        self._cookie = Cookie("device", secure=settings.is_secure)
        self._known = KnownDevices(settings.secret_key)

    def known_device(self, user: User | None) -> str | None:
        """Return the id of this browser if the account has signed in on it before."""
        return self._known.find(self._carried(), user.id) if user is not None else None

    def open_device(self, user: User, *, remember: bool = False) -> None:
        """Sign somebody in on this browser under a new session id, and sign out whoever was signed in here."""
        request, session = self.request, self.request.session
        if session.requested_id is not None:
            self.devices.sign_out(session.requested_id)
        session_id = session.regenerate()
        if remember:
            session.remember(int(REMEMBERED.total_seconds()))
        agent = request.header("User-Agent")
        self.devices.sign_in(user, session_id, remember=remember, ip=request.ip, user_agent=agent)
        self.audit.note("auth.signed_in", self.actor(user), about=("user", user.id))
        mark = self._known.mark(user.id, self.known_device(user))
        request.cookies.append(self._cookie.header(mark, KNOWN_FOR))

    def actor(self, user: User) -> Actor:
        """Return somebody who is only just being signed in as who acts."""
        return Actor(user.id, user.name, self.request.ip, self.request.id)

    def _carried(self) -> list[str]:
        return self._cookie.values(self.request.header("Cookie"))
