"""The desk: where posts are written and the site is run."""

from apps.admin.views.acts import ActViews
from apps.admin.views.editing import EditingViews
from apps.admin.views.jobs import JobViews
from apps.admin.views.posts import PostListViews
from apps.admin.views.settings import SettingsViews
from apps.admin.views.sharing import SharingViews
from apps.admin.views.site_pictures import SitePictureViews
from apps.admin.views.terms import TermViews
from apps.admin.views.themes import ThemeViews
from core.web.subapp import SubApp


class AdminApp(SubApp):
    """The writers' and administrators' desk."""

    name = "admin"
    prefix = "/admin/"
    views = (
        PostListViews,
        EditingViews,
        ActViews,
        SharingViews,
        SettingsViews,
        SitePictureViews,
        ThemeViews,
        JobViews,
        TermViews,
    )
