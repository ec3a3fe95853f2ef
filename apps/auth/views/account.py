"""The own account: what it is."""

from apps.auth.services.devices import DeviceService
from core.web.response import Response
from core.web.route import route
from core.web.view import View, uses


class AccountViews(View):
    """Show the own account."""

    devices = uses(DeviceService)

    @route.get("/", name="account", can="account.own")
    def show(self) -> Response:
        """Show the account, with the ways to change it."""
        person = self.request.user
        return self.render("auth/account.html", person=person, devices=len(self.devices.list_for(person.id)))
