"""The site put together: the only module that knows all sub-apps."""

from apps.admin.app import AdminApp
from apps.auth.app import AuthApp
from apps.auth.services.devices import DeviceService
from apps.auth.services.setup import announce_setup
from apps.blog.app import BlogApp
from apps.blog.services.welcome import make_welcome
from core.settings import Settings
from core.web.site import Site


def create_site(settings: Settings, *, guard_reads: bool = False) -> Site:
    """Return the site with all its sub-apps; nothing is contacted before its first request."""
    return Site(
        settings,
        (BlogApp, AuthApp, AdminApp),
        DeviceService,
        first_contact=(announce_setup,),
        on_setup=(make_welcome,),
        guard_reads=guard_reads,
    )
