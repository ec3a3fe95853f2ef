"""The desk: where posts are written and the site is run."""

from apps.admin.views.acts import ActViews
from apps.admin.views.editing import EditingViews
from apps.admin.views.jobs import JobViews
from apps.admin.views.posts import PostListViews
from apps.admin.views.settings import SettingsViews
from core.web.subapp import SubApp


class AdminApp(SubApp):
    """The writers' and administrators' desk."""

    name = "admin"
    prefix = "/admin/"
    views = (PostListViews, EditingViews, ActViews, SettingsViews, JobViews)
