"""A sub-app made for trying a route's way, and the site that it is part of."""

from contextlib import contextmanager
from typing import ClassVar

from webtest import TestApp

from apps.site import BOTTLEPOST
from core.limits import Limit
from core.web.response import Response
from core.web.route import route
from core.web.site import Parts, Site
from core.web.subapp import SubApp
from core.web.view import View


class TrialViews(View):
    """Do what can go wrong."""

    #: What the view of this test does, by name.
    acts: ClassVar = {}

    def _act(self):
        result = type(self).acts["now"](self)
        return result if isinstance(result, Response) else self.text(str(result))

    @route.get("/read", name="read", public=())
    def read(self):
        return self._act()

    @route.post("/write", name="write", public=())
    def write(self):
        return self._act()

    @route.post("/once", name="once", public=(), retry=False)
    def once(self):
        return self._act()

    @route.post("/rarely", name="rarely", public=(), limit=Limit("rarely", most=2, seconds=60))
    def rarely(self):
        return self._act()

    @route.get("/named/<slug>", name="named", public=("page",))
    def named(self, slug):
        return self.text(slug)


class TrialApp(SubApp):
    """The sub-app of these tests."""

    name = "trial"
    prefix = "/trial/"
    views = (TrialViews,)
    error_template = "errors/blog.html"


@contextmanager
def trial_site(settings):
    """Yield a function that asks a site with the trial sub-app; it takes what the view does."""
    parts = Parts(subapps=(*BOTTLEPOST.subapps, TrialApp), devices=BOTTLEPOST.devices)
    site = Site(settings, parts, guard_reads=True)
    app = TestApp(site, extra_environ={"HTTP_HOST": "localhost", "HTTP_SEC_FETCH_SITE": "same-origin"})

    def ask(act, path="/trial/write", method="POST", **options):
        TrialViews.acts["now"] = act
        body = {"body": b"", **options} if method == "POST" else options
        return app.request(path, method=method, status="*", expect_errors=True, **body)

    ask.site = site
    yield ask
    site.close()
