"""What the owner decided, as readers and their devices get it: pictures, style, foot, files, the counter of visits."""

import io
import json

import pytest
from PIL import Image
from webtest import Upload

from core.site_settings import NamedLink, SiteSettingsService
from tests.factories import make_post
from tests.support.settings_pages import submit

pytestmark = pytest.mark.usefixtures("no_errors")


#: Lists that a site without posts has.
LISTS = [f"/blog/{name}" for name in ("", "archive/", "authors/", "categories/", "series/", "subscribe/", "tags/")]


def picture(width=600, height=200, kind="PNG", colour="red"):
    """Return the bytes of a picture."""
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(buffer, kind)
    return buffer.getvalue()


@pytest.fixture
def browser(people):
    """Return an administrator's browser."""
    return people.arrive("admin")


@pytest.fixture
def reader(people):
    """Return a reader's browser."""
    return people.browser()


@pytest.fixture
def decide(write):
    """Return a function that makes decisions past the desk."""

    def decide(**changes):
        with write() as db:
            SiteSettingsService(db).update(changes)

    return decide


def upload(browser, name, content, *, status=303, file_name="a.png"):
    form = form_of(browser, name, "")
    form[f"{name}-file"] = Upload(file_name, content)
    return form.submit(status=status)


def form_of(browser, name, verb):
    forms = browser.get("/admin/settings/look").forms.values()
    return next(form for form in forms if form.action == f"/admin/settings/{name}{verb}")


class TestLogoAndIcon:
    def test_a_logo_stands_in_place_of_the_name(self, browser, reader):
        upload(browser, "logo", picture(), file_name="../../x.svg")
        logo = reader.get("/blog/").html.find(class_="site-name").img
        assert (logo["width"], logo["height"], logo["alt"]) == ("96", "32", "Bottlepost")
        kept = reader.get(logo["src"])
        assert Image.open(io.BytesIO(kept.body)).size == (288, 96)
        assert kept.headers["Cache-Control"].endswith("immutable")
        assert kept.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in kept.headers["Content-Security-Policy"]
        form_of(browser, "logo", "/remove").submit(status=303)
        assert reader.get("/blog/").html.find(class_="site-name").img is None

    def test_a_small_logo_is_not_blown_up(self, browser, reader):
        upload(browser, "logo", picture(40, 20))
        logo = reader.get("/blog/").html.find(class_="site-name").img
        assert (logo["width"], logo["height"]) == ("40", "20")

    def test_devices_get_the_icon_in_the_sizes_they_ask_for(self, browser, reader):
        assert reader.get("/favicon.ico").location.endswith(".svg")
        reader.get("/apple-touch-icon.png", status=404)
        upload(browser, "icon", picture(300, 200, "JPEG"))
        head = reader.get("/blog/").html.head
        for link in head.find_all("link", rel=["icon", "apple-touch-icon"]):
            side = int(link["sizes"].partition("x")[0])
            assert Image.open(io.BytesIO(reader.get(link["href"]).body)).size == (side, side)
        assert Image.open(io.BytesIO(reader.get("/favicon.ico").body)).format == "ICO"
        touch = Image.open(io.BytesIO(reader.get("/apple-touch-icon.png").body))
        assert touch.size == (180, 180)
        assert touch.mode == "RGB"
        picture_of_lists = {reader.get(path).html.find("meta", property="og:image")["content"] for path in LISTS}
        assert len(picture_of_lists) == 1
        address = picture_of_lists.pop()
        assert address.startswith("http://")
        assert Image.open(io.BytesIO(reader.get("/media/" + address.rpartition("/")[2]).body)).size == (512, 512)
        manifest = json.loads(reader.get(head.find("link", rel="manifest")["href"]).body)
        assert manifest["name"] == "Bottlepost"
        for icon in manifest["icons"]:
            assert reader.get(icon["src"]).content_type == "image/png"
        form_of(browser, "icon", "/remove").submit(status=303)
        assert reader.get("/favicon.ico", status=302)
        assert json.loads(reader.get("/site.webmanifest").body)["icons"] == []

    def test_a_picture_is_noted_in_the_audit_log_and_seen_at_once(self, browser):
        answer = upload(browser, "icon", picture(600, 600)).follow()
        assert "The settings are saved." in answer
        assert answer.html.find("img", class_="stored")

    @pytest.mark.parametrize(
        ("content", "sentence"),
        [
            (b"", "Please choose a file first."),
            (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG is not"),
            (picture(20, 20), "too small for an icon"),
            (picture() + bytes(5 * 1024 * 1024), "at most 5 MB"),
            (picture() + bytes(11 * 1024 * 1024), "at most 5 MB"),
        ],
    )
    def test_what_is_no_picture_is_refused_beside_its_field(self, browser, reader, content, sentence):
        answer = upload(browser, "icon", content, status=422)
        assert sentence in answer.html.find(id="icon-file-error").text
        assert reader.get("/favicon.ico").status_int == 302

    def test_a_file_beyond_all_bounds_is_refused_before_it_is_read(self, browser):
        upload(browser, "logo", bytes(13 * 1024 * 1024), status=413)

    def test_one_that_another_took_the_place_of_at_the_same_moment_goes_too(self, clock, site, browser, decide):
        upload(browser, "logo", picture())
        logo = browser.get("/blog/").html.find(class_="site-name").img["src"]
        decide(logo=None)
        clock.advance(days=1)
        site.worker.run_all()
        browser.get(logo, status=404)

    def test_one_that_a_cover_or_own_css_names_stays(self, write, clock, site, browser):
        addresses = []
        for setting, size in (("logo", 300), ("icon", 600)):
            upload(browser, setting, picture(size, size))
            page = browser.get("/admin/settings/look").html
            addresses.append(page.find("form", action=f"/admin/settings/{setting}").find_previous("img")["src"])
        with write() as db:
            make_post(db, cover_url=addresses[0], cover_width=96, cover_height=96)
        submit(browser, "css", own_css=f".mine {{ background: url({addresses[1]}) }}")
        for setting in ("logo", "icon"):
            form_of(browser, setting, "/remove").submit(status=303)
        clock.advance(days=1)
        site.worker.run_all()
        assert [browser.get(address).content_type for address in addresses] == ["image/png"] * 2

    def test_nobody_uploads_without_end(self, browser):
        answers = [browser.send(f"/admin/settings/{name}").status_int for name in ("logo", "icon") * 10 + ("logo",)]
        assert answers == [422] * 20 + [429]

    def test_only_administrators_may(self, people):
        editor = people.arrive("editor")
        for path in ("logo", "icon", "logo/remove", "icon/remove"):
            editor.send(f"/admin/settings/{path}", status=403)


class TestStyle:
    def test_it_comes_after_the_themes_under_a_name_of_its_own(self, browser, reader):
        def last_sheet():
            return reader.get("/blog/").html.find_all("link", rel="stylesheet")[-1]["href"]

        assert last_sheet().startswith("/static/")
        submit(browser, "css", own_css=".mine { color: red }")
        first = last_sheet()
        sheet = reader.get(first)
        assert sheet.text == ".mine { color: red }"
        assert sheet.content_type == "text/css"
        assert sheet.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        submit(browser, "look", accent="#ff0000")
        assert last_sheet() != first
        assert reader.get(first, status=302).location.endswith(last_sheet())
        assert "--accent:" in reader.get(last_sheet())

    def test_the_desk_keeps_its_own_looks(self, browser, decide):
        decide(own_css="main { display: none }")
        assert "/style." not in browser.get("/admin/settings/css")

    def test_there_is_none_where_nothing_was_decided(self, reader):
        reader.get("/style.0123456789ab.css", status=404)


class TestFoot:
    def test_it_says_what_the_owner_wants_said(self, reader, decide):
        decide(
            footer="Since 2009.",
            licence="CC BY 4.0",
            licence_url="https://creativecommons.org/licenses/by/4.0/",
            social=(NamedLink("Mastodon", "https://social.example/@me"),),
            icp="沪ICP备2021000001号-1",
            police="沪公网安备 31010102000001号",
        )
        foot = reader.get("/blog/").html.footer
        links = {link.text: (link["href"], link.get("rel")) for link in foot.find_all("a")}
        assert "Since 2009." in foot.text
        assert links["CC BY 4.0"] == ("https://creativecommons.org/licenses/by/4.0/", ["license"])
        assert links["Mastodon"] == ("https://social.example/@me", ["me"])
        assert links["沪ICP备2021000001号-1"][0] == "https://beian.miit.gov.cn/"
        police = "https://beian.mps.gov.cn/#/query/webSearch?code=31010102000001"
        assert links["沪公网安备 31010102000001号"][0] == police

    def test_a_licence_without_an_address_is_a_sentence(self, reader, decide):
        decide(licence="All rights reserved <b>")
        assert "All rights reserved &lt;b&gt;" in reader.get("/blog/")


class TestSearchEngines:
    def test_tags_stand_on_the_home_page_and_nowhere_else(self, reader, decide):
        decide(verification={"google-site-verification": 'a"b<c'})
        assert '<meta name="google-site-verification" content="a&#34;b&lt;c">' in reader.get("/blog/")
        assert "google-site-verification" not in reader.get("/blog/tags/")

    def test_files_at_the_root_run_nothing_and_hide_nothing(self, reader, decide):
        decide(root_files={"google1.html": "<script>x</script>", "ads.txt": "é", "favicon.json": "{}"})
        page = reader.get("/google1.html")
        assert page.text == "<script>x</script>"
        assert page.content_type == "text/html"
        assert page.headers["Content-Security-Policy"].startswith("default-src 'none'; sandbox")
        assert reader.get("/ads.txt").body.decode() == "é"
        assert "User-agent" in reader.get("/robots.txt")
        reader.get("/google2.html", status=404)


class TestCountingVisits:
    SCRIPT = "https://counter.example/js/x.js"

    @pytest.fixture(autouse=True)
    def _counted(self, decide):
        decide(analytics_src=self.SCRIPT, analytics_site='notes.example" onload="x')

    def test_readers_pages_run_the_one_script(self, reader):
        page = reader.get("/blog/")
        (script,) = page.html.find_all("script", src=True)
        assert script["src"] == self.SCRIPT
        assert script["data-domain"] == 'notes.example" onload="x'
        assert not script.has_attr("onload")
        policy = page.headers["Content-Security-Policy"]
        assert "script-src https://counter.example;" in policy
        assert "connect-src 'self' https://counter.example;" in policy

    @pytest.mark.parametrize("path", ["/auth/login", "/blog/no-such-page", "/robots.txt"])
    def test_no_other_page_does(self, reader, path):
        page = reader.get(path, status="*")
        assert "counter.example" not in page
        assert "counter.example" not in page.headers["Content-Security-Policy"]

    @pytest.mark.parametrize("path", ["/blog/", "/admin/settings/"])
    def test_none_runs_where_somebody_is_signed_in(self, browser, path):
        page = browser.get(path)
        assert self.SCRIPT not in str(page.html.head)
        assert "counter.example" not in page.headers["Content-Security-Policy"]
