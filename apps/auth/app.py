"""The account pages: setting the site up, signing in and out, the own account."""

from apps.auth.views.account import AccountViews
from apps.auth.views.login import LoginViews
from apps.auth.views.logout import LogoutViews
from apps.auth.views.password import PasswordViews
from apps.auth.views.reset import ResetViews
from apps.auth.views.sessions import SessionViews
from apps.auth.views.setup import SetupViews
from core.web.subapp import SubApp


class AuthApp(SubApp):
    """Accounts."""

    name = "auth"
    prefix = "/auth/"
    views = (SetupViews, LoginViews, LogoutViews, ResetViews, AccountViews, PasswordViews, SessionViews)
    #: Signing somebody in under another's name needs no session, so these forms ask visitors for a token too.
    token_for_all = True
