"""The site put together: the only module that knows all sub-apps."""

from typing import Final

from apps.admin.app import AdminApp
from apps.auth.app import AuthApp
from apps.auth.services.devices import DeviceService
from apps.auth.services.setup import announce_setup
from apps.blog.app import BlogApp, RootApp
from apps.blog.services.writing.welcome import make_welcome
from core.settings import Settings
from core.web.site import Parts, Site

BOTTLEPOST: Final = Parts(
    subapps=(BlogApp, AuthApp, AdminApp, RootApp),
    devices=DeviceService,
    first_contact=(announce_setup,),
    on_setup=(make_welcome,),
)


def create_site(settings: Settings, *, guard_reads: bool = False) -> Site:
    """Return the site with all its sub-apps; nothing is contacted before its first request."""
    return Site(settings, BOTTLEPOST, guard_reads=guard_reads)
