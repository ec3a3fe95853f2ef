"""Routes: their names, addresses and marks, and what stops a site with a bad one from starting."""

import pytest

from apps.site import BOTTLEPOST
from core.web.route import route
from core.web.site import Parts, Site
from core.web.subapp import SubApp
from core.web.view import View


def test_slugs_of_any_script_arrive_decoded(trial):
    assert trial(None, path="/trial/named/%E4%B8%AD%E6%96%87", method="GET").text == "中文"


def test_url_for_quotes_what_it_is_given(trial):
    url = trial.site.url_for("trial.named", slug="中文 #/?", page=2)
    assert url == "/trial/named/%E4%B8%AD%E6%96%87%20%23%2F%3F?page=2"
    with pytest.raises(KeyError):
        trial.site.url_for("trial.named")
    with pytest.raises(KeyError):
        trial.site.url_for("trial.unknown")


class Silent(View):
    """A view whose route says nothing of who may use it."""

    @route.get("/x", name="x")
    def x(self):
        """Never run."""


class Twice(View):
    """A view with a name that is taken."""

    @route.get("/a", name="same", public=())
    def a(self):
        """Never run."""

    @route.get("/b", name="same", public=())
    def b(self):
        """Never run."""


@pytest.mark.parametrize(("view", "complaint"), [(Silent, "neither who may use it"), (Twice, "two routes are named")])
@pytest.mark.engine("sqlite")
def test_a_route_that_is_marked_badly_stops_the_start(settings, site_environ, view, complaint):
    bad = type("BadApp", (SubApp,), {"name": "bad", "prefix": "/bad/", "views": (view,)})
    with pytest.raises(ValueError, match=complaint):
        Site(settings(**site_environ), Parts(subapps=(*BOTTLEPOST.subapps, bad), devices=BOTTLEPOST.devices))


def test_an_empty_rule_is_refused():
    with pytest.raises(ValueError, match="slash"):
        route.get("", name="x", public=())


@pytest.mark.parametrize("whose", [lambda site: site.root, lambda site: site.subapp("/blog/")])
def test_a_route_after_the_mount_stops_the_start(trial, whose):
    whose(trial.site).bottle.route("/late", "GET", lambda: "")
    with pytest.raises(ValueError, match="after the sub-apps were mounted"):
        trial.site.try_to_meet_database()


def test_the_prefix_without_its_slash_leads_to_it(trial):
    answer = trial(None, path="/trial?page=2", method="GET")
    assert (answer.status_int, answer.headers["Location"]) == (308, "/trial/?page=2")
