"""What stands at the root of the site: the way to the blog, and what search engines look for."""

from core.web.response import Response
from core.web.route import route
from core.web.view import View

#: Routes that show nobody anything who isn't signed in, and answers that differ with each question.
_NOT_FOR_ROBOTS = ("admin.home", "auth.account", "blog.search")


class RootViews(View):
    """Answer at the root."""

    @route.get("/", name="home", public=())
    def home(self) -> Response:
        """Lead to the blog."""
        return self.redirect(self.request.url_for("blog.home"), status=302)

    @route.get("/robots.txt", name="robots", public=())
    def robots(self) -> Response:
        """Tell crawlers what is not for them, and where the sitemap is."""
        request = self.request
        private = [f"Disallow: {request.url_for(name)}" for name in _NOT_FOR_ROBOTS if name in request.site.root.rules]
        lines = ["User-agent: *", *private, "", f"Sitemap: {request.absolute_url('root.sitemap')}", ""]
        return self.text("\n".join(lines))
