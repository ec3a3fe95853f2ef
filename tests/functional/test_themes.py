"""Themes: looked at by an administrator, chosen for all readers, and harmless where they are broken."""

import pytest
from sqlalchemy import select

from apps.site import create_site
from core.audit import AuditEvent
from core.site_settings import SiteSettingsService
from tests.factories import make_post
from tests.support.source import ROOT

NAMES = sorted(path.parent.name for path in (ROOT / "themes").glob("*/theme.toml"))
SHEET = "/static/themes/bright/css/bright."
BRIGHT = {
    "theme.toml": 'name = "Bright"',
    "static/css/bright.css": "body { color: navy }",
    "templates/parts/theme_style.html": '<link rel="stylesheet" href="{{ static_url("css/bright.css") }}">',
}


@pytest.fixture
def folder(settings, tmp_path):
    """Return the folder of a theme, on a site that has it beside ours."""
    themes = tmp_path / "site" / "themes"
    themes.unlink()
    themes.mkdir()
    for name in NAMES:
        (themes / name).symlink_to(ROOT / "themes" / name)
    for name, text in BRIGHT.items():
        path = themes / "bright" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return themes / "bright"


@pytest.fixture
def site(folder, settings, site_environ):
    """Return a site that has the theme."""
    made = create_site(settings(**site_environ), guard_reads=True)
    yield made
    made.close()


@pytest.fixture
def wear(write):
    """Return what lets readers see a theme."""

    def choose(key):
        with write() as db:
            SiteSettingsService(db).update({"theme": key, "set_up": True})

    return choose


@pytest.fixture
def admin(people):
    return people.arrive("admin")


def test_readers_see_the_theme_that_was_chosen(people, admin, site):
    reader = people.browser()
    assert SHEET not in reader.get("/blog/").text
    admin.send("/admin/settings/theme", {"theme": "bright"}, status=303)
    assert SHEET in reader.get("/blog/").text
    assert SHEET in reader.get("/blog/posts/nothing", status=404).text
    assert SHEET not in admin.get("/admin/settings/theme").text
    with site.database.reading() as db:
        (event,) = db.scalars(select(AuditEvent).where(AuditEvent.action == "settings.update"))
    assert event.detail == {"theme": ["", "bright"]}


def test_a_preview_is_seen_by_nobody_else(people, admin):
    reader = people.browser()
    admin.send("/admin/settings/theme/preview", {"theme": "bright"}, status=303)
    page = admin.get("/blog/")
    assert SHEET in page.text
    assert "no-store" in page.headers["Cache-Control"]
    assert "Only you see this." in page.text
    assert SHEET not in reader.get("/blog/").text
    admin.send("/admin/settings/theme/end", status=303)
    assert SHEET not in admin.get("/blog/").text


def test_our_own_look_can_be_looked_at_too(admin, wear):
    wear("bright")
    admin.send("/admin/settings/theme/preview", {"theme": ""}, status=303)
    page = admin.get("/blog/").text
    assert SHEET not in page
    assert "Bottlepost's own look" in page.replace("&#39;", "'")


def test_choosing_ends_the_preview(admin):
    admin.send("/admin/settings/theme/preview", {"theme": "bright"}, status=303)
    admin.send("/admin/settings/theme", {"theme": "bright"}, status=303)
    assert "Only you see this." not in admin.get("/blog/").text


@pytest.mark.parametrize("name", ["nothing", "../../templates", "ours", "bright/"])
def test_a_theme_that_is_not_here_is_refused(admin, name):
    for act in ("", "/preview"):
        admin.send(f"/admin/settings/theme{act}", {"theme": name}, status=400)


def test_a_theme_that_went_away_leaves_our_own_look(people, wear):
    wear("gone")
    assert "css/site." in people.browser().get("/blog/").text


@pytest.mark.parametrize(
    "text", ["{{ nothing.at_all }}", "{% if %}", "{{ static_url('css/none.css') }}", "{{ 1 / 0 }}"]
)
def test_a_broken_theme_costs_its_looks_and_never_the_page(folder, admin, wear, caplog, text):
    (folder / "templates/parts/theme_style.html").write_text(text)
    wear("bright")
    assert "css/site." in admin.get("/blog/").text
    assert "the theme bright can't show blog/posts/index.html" in caplog.text
    admin.send("/admin/settings/theme/preview", {"theme": "bright"}, status=303)
    assert "the log says why" in admin.get("/blog/").text


@pytest.mark.parametrize("name", NAMES)
def test_a_theme_of_ours_shows_every_page(people, wear, write, caplog, name):
    with write() as db:
        post = make_post(db, title="A letter", source="Words.", tags=("Notes",), categories=("Workshop",))
        slug = post.slug
    wear(name)
    reader = people.browser()
    for path in ("/blog/", f"/blog/posts/{slug}", "/blog/tags/", "/blog/tags/notes", "/blog/categories/workshop"):
        page = reader.get(path).text
        assert f"/static/themes/{name}/" in page
        assert 'id="main"' in page
    assert f"/static/themes/{name}/" in reader.get("/blog/posts/none", status=404).text
    assert "can't show" not in caplog.text


def test_the_themes_are_listed_for_administrators(people, admin):
    page = admin.get("/admin/settings/theme").text
    assert "Bright" in page
    people.arrive("editor").get("/admin/settings/theme", status=403)


def test_the_settings_can_be_reached_from_the_themes_as_from_each_other(admin):
    def tabs(path):
        return admin.get(path).html.select_one(".filters")

    def ways(path):
        return [link["href"] for link in tabs(path).select("a")]

    assert ways("/admin/settings/theme") == ways("/admin/settings/look")
    assert "/admin/settings/theme" in ways("/admin/settings/")
    assert tabs("/admin/settings/theme").select_one("[aria-current=page]")["href"] == "/admin/settings/theme"
