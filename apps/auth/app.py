"""The account pages: setting the site up, signing in and out, the own account."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from apps.auth.services.accounts import AccountService
from apps.auth.services.devices import DeviceService
from apps.auth.services.links import LinkService
from apps.auth.views.account import AccountViews
from apps.auth.views.login import LoginViews
from apps.auth.views.logout import LogoutViews
from apps.auth.views.password import PasswordViews
from apps.auth.views.profile import PortraitViews, ProfileViews
from apps.auth.views.reset import ResetViews
from apps.auth.views.sessions import SessionViews
from apps.auth.views.setup import SetupViews
from core.jobs import Chore
from core.web.subapp import SubApp


class AuthApp(SubApp):
    """Accounts."""

    name = "auth"
    prefix = "/auth/"
    views = (
        *(SetupViews, LoginViews, LogoutViews, ResetViews),
        *(AccountViews, ProfileViews, PortraitViews, PasswordViews, SessionViews),
    )
    #: Signing somebody in under another's name needs no session, so these forms ask visitors for a token too.
    token_for_all = True

    def names_upload(self, db: Session, name: str) -> bool:
        """Tell whether it is somebody's portrait."""
        return AccountService(db).has_portrait(name)

    def chores(self) -> Iterable[Chore]:
        """Return what deletes devices and links that no longer count."""
        return (lambda db: DeviceService(db).purge(), lambda db: LinkService(db).purge())
