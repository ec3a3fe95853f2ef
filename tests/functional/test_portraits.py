"""Portraits: uploaded on the profile by who writes, shown where readers meet them, gone when taken away."""

import io
import json

import pytest
from PIL import Image
from webtest import Upload

from apps.auth.services.accounts import AccountService
from core.errors import Unavailable
from core.storage import StorageAway
from tests.factories import make_post
from tests.support.sample_pictures import face

pytestmark = pytest.mark.usefixtures("no_errors")


@pytest.fixture
def mei(people):
    """Return the account of somebody who writes."""
    return people.make("author", "Mei")


@pytest.fixture
def browser(people, mei):
    """Return their browser."""
    return people.browser(mei)


@pytest.fixture
def reader(people):
    """Return a reader's browser."""
    return people.browser()


@pytest.fixture
def post(write, mei):
    """Publish something of theirs."""
    with write() as db:
        return make_post(db, author=mei, title="Signed", source="A text.").slug


def form_of(page, verb=""):
    return next(form for form in page.forms.values() if form.action == f"/auth/profile/portrait{verb}")


def upload(browser, content, *, status=303, file_name="me.jpg"):
    form = form_of(browser.get("/auth/profile"))
    form["portrait-file"] = Upload(file_name, content)
    return form.submit(status=status)


def shown_on(page):
    """Return the portraits of a page, each with its side."""
    found = page.html.find_all("img", class_="portrait")
    assert all(image["alt"] == "" and image["width"] == image["height"] for image in found)
    return [(image["src"], int(image["width"])) for image in found]


class TestReaders:
    def test_they_see_it_beside_the_name(self, browser, reader, post):
        assert not [
            each for path in ("", f"posts/{post}", "authors/mei") for each in shown_on(reader.get(f"/blog/{path}"))
        ]
        upload(browser, face())
        for path, side in ((f"posts/{post}", 32), ("authors/mei", 64), ("", 64)):
            ((address, shown),) = shown_on(reader.get(f"/blog/{path}"))
            kept = reader.get(address)
            assert (shown, Image.open(io.BytesIO(kept.body)).size) == (side, (2 * side, 2 * side))
            assert kept.content_type == "image/jpeg"
            assert kept.headers["Cache-Control"].endswith("immutable")

    def test_it_is_one_for_machines_too(self, browser, reader, post):
        upload(browser, face())
        page = reader.get(f"/blog/posts/{post}").html
        address = json.loads(page.find("script", type="application/ld+json").text)["author"][0]["image"]
        assert address == reader.get("/blog/feed.json").json["items"][0]["authors"][0]["avatar"]
        head = reader.get("/blog/authors/mei").html.head
        names = ("og:image", "og:image:width", "og:image:height", "og:image:alt")
        assert [head.find("meta", property=name)["content"] for name in names] == [address, "256", "256", "Mei"]
        path = "/media/" + address.rpartition("/")[2]
        assert Image.open(io.BytesIO(reader.get(path).body)).size == (256, 256)
        assert page.find(class_="p-author").find(class_="u-photo")["value"] == path

    def test_each_of_several_authors_has_their_own(self, write, people, mei, browser, reader):
        other, without = people.make("author", "Bo"), people.make("author", "Cy")
        upload(browser, face())
        upload(people.browser(other), face("#884422"))
        with write() as db:
            make_post(db, author=mei, co_authors=(other, without), title="Together")
        page = reader.get("/blog/posts/together")
        assert len(dict(shown_on(page))) == 2
        cards = page.html.select("header .p-author")
        assert [bool(card.find(class_="u-photo")) for card in cards] == [True, True, False]

    def test_the_home_page_shows_only_who_wrote_it_all(self, write, browser, reader, post):
        upload(browser, face())
        with write() as db:
            for _ in range(10):
                make_post(db, author=None)
        assert shown_on(reader.get("/blog/")) == []

    def test_it_stands_on_the_first_page_alone(self, write, mei, browser, reader, post):
        upload(browser, face())
        with write() as db:
            for _ in range(10):
                make_post(db, author=mei)
        assert shown_on(reader.get("/blog/?page=2")) == []
        assert shown_on(reader.get("/blog/"))


class TestOwner:
    def test_another_takes_its_place_and_none_is_as_before(self, browser, reader, post):
        upload(browser, face())
        before = shown_on(reader.get(f"/blog/posts/{post}"))
        page = upload(browser, face("#884422"), file_name="../../x.svg").follow()
        assert "Saved." in page
        own = page.html.find("img", class_="portrait")
        assert (own["alt"], own["width"], own["height"]) == ("Portrait", "128", "128")
        assert Image.open(io.BytesIO(browser.get(own["src"]).body)).size == (256, 256)
        after = shown_on(reader.get(f"/blog/posts/{post}"))
        assert before != after
        form_of(browser.get("/auth/profile"), "/remove").submit(status=303)
        assert shown_on(reader.get(f"/blog/posts/{post}")) == []
        assert not browser.get("/auth/profile").html.find("img", class_="portrait")

    def test_its_files_go_a_day_later_unless_somebody_else_has_the_same(self, clock, site, people, browser):
        twin = people.arrive("author", "Twin")
        shared, own = face(), face("#884422")
        files = []
        for who, content in ((twin, shared), (browser, shared), (browser, own), (browser, face("#000"))):
            upload(who, content)
            files.append(who.get("/auth/profile").html.find("img", class_="portrait")["src"])
        form_of(browser.get("/auth/profile"), "/remove").submit(status=303)
        site.worker.run_all()
        assert [browser.get(path, status="*").status_int for path in files] == [200] * 4
        clock.advance(days=1)
        site.worker.run_all()
        assert [browser.get(path, status="*").status_int for path in files] == [200, 200, 404, 404]
        assert len([path for path in site.storage.folder.rglob("*") if path.is_file()]) == 3

    def test_who_uploads_what_somebody_else_has_cant_take_it_from_them(self, clock, site, people, browser):
        upload(browser, face())
        portrait = browser.get("/auth/profile").html.find("img", class_="portrait")["src"]
        clock.advance(days=30)
        other = people.arrive("author", "Other")
        upload(other, face())
        assert other.get("/auth/profile").html.find("img", class_="portrait")["src"] == portrait
        form_of(other.get("/auth/profile"), "/remove").submit(status=303)
        for _ in range(2):
            clock.advance(days=1)
            site.worker.run_all()
        assert other.get(portrait).content_type == "image/jpeg"
        assert len([path for path in site.storage.folder.rglob("*") if path.is_file()]) == 3

    def test_it_stays_where_a_post_names_it(self, write, clock, site, mei, browser):
        upload(browser, face())
        portrait = browser.get("/auth/profile").html.find("img", class_="portrait")["src"]
        with write() as db:
            make_post(db, author=mei, source=f"![Me]({portrait})")
        form_of(browser.get("/auth/profile"), "/remove").submit(status=303)
        clock.advance(days=1)
        site.worker.run_all()
        assert browser.get(portrait).content_type == "image/jpeg"

    def test_what_was_kept_before_a_save_that_failed_goes_too(self, clock, site, browser, monkeypatch):
        def fail(*_):
            raise Unavailable

        with monkeypatch.context() as patch:
            patch.setattr(AccountService, "set_portrait", fail)
            upload(browser, face(), status=503)
        assert [path for path in site.storage.folder.rglob("*") if path.is_file()]
        clock.advance(days=1)
        site.worker.run_all()
        assert not [path for path in site.storage.folder.rglob("*") if path.is_file()]

    @pytest.mark.parametrize(
        ("content", "sentence"),
        [
            (b"", "Please choose a file first."),
            (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG is not"),
            (face() + bytes(5 * 1024 * 1024), "at most 5 MB"),
        ],
    )
    def test_what_is_no_picture_is_refused_beside_its_field(self, browser, content, sentence):
        answer = upload(browser, content, status=422)
        assert sentence in answer.html.find(id="portrait-file-error").text
        assert answer.forms[0]["display_name"].value == "Mei"

    def test_a_file_beyond_all_bounds_is_refused_before_it_is_read(self, browser):
        upload(browser, bytes(13 * 1024 * 1024), status=413)

    def test_an_expired_form_keeps_the_profile_as_it_is(self, browser):
        form = form_of(browser.get("/auth/profile"))
        form["csrf_token"].force_value("x")
        assert form.submit(status=403).forms[0]["display_name"].value == "Mei"

    def test_who_only_comments_has_none_and_may_still_take_one_away(self, write, people, reader):
        subscriber = people.make("subscriber")
        browser = people.browser(subscriber)
        assert "/portrait" not in browser.get("/auth/profile")
        browser.send("/auth/profile/portrait", status=403)
        with write() as db:
            db.merge(subscriber).portrait = "0" * 32 + ".jpg"
        page = browser.get("/auth/profile")
        assert not page.html.find("input", type="file")
        form_of(page, "/remove").submit(status=303)
        assert "/portrait" not in browser.get("/auth/profile")

    def test_a_disk_that_keeps_nothing_says_so(self, site, browser, monkeypatch):
        def full(name, content):
            raise StorageAway

        monkeypatch.setattr(site.storage, "save", full)
        answer = upload(browser, face(), status=503)
        assert "place for uploads" in answer

    def test_nobody_uploads_without_end(self, browser):
        answers = [browser.send("/auth/profile/portrait").status_int for _ in range(21)]
        assert answers == [422] * 20 + [429]
