"""Tests of the pictures that stand for posts without one of their own."""

import io

import pytest
from PIL import Image

from apps.blog.models.post import MEMBERS, UNLISTED, FormerSlug
from apps.blog.services.reach import cover_drawing
from apps.blog.views import covers
from core import clock
from core.limits import Limit
from core.site_settings import SiteSettingsService, StoredPicture
from core.storage import name_of
from core.turns import Turns
from tests.factories import make_draft, make_post

CARD = (1200, 630)


def picture_of(answer):
    assert answer.content_type == "image/png"
    return Image.open(io.BytesIO(answer.body)).convert("RGB")


def address_in(client, slug):
    return client.get(f"/blog/posts/{slug}").html.find("meta", property="og:image")["content"]


@pytest.fixture
def post(write):
    with write() as db:
        return make_post(db, title="A street of trees")


@pytest.mark.usefixtures("post")
class TestPicture:
    def test_it_is_of_the_size_that_a_page_says_and_has_its_colours(self, client, site):
        address = address_in(client, "a-street-of-trees")
        assert address.startswith(f"{site.settings.site_url}/blog/posts/a-street-of-trees/cover.png?v=")
        answer = client.get(address.removeprefix(site.settings.site_url))
        assert picture_of(answer).size == CARD
        assert answer.headers["Cache-Control"] == "public, max-age=2592000, immutable"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert "Set-Cookie" not in answer.headers

    def test_it_is_drawn_once(self, client, monkeypatch):
        first = client.get("/blog/posts/a-street-of-trees/cover.png")
        monkeypatch.setattr(cover_drawing, "find_face", None)
        assert client.get("/blog/posts/A-Street-of-Trees/cover.png").body == first.body
        known = {"If-None-Match": first.headers["ETag"]}
        again = client.get("/blog/posts/a-street-of-trees/cover.png", headers=known, status=304)
        assert again.body == b""
        # Caches put the headers of this answer in place of those they have.
        assert again.headers["Cross-Origin-Resource-Policy"] == "cross-origin"

    def test_under_an_address_that_names_no_state_it_is_kept_briefly(self, client):
        for query in ("", "?v=other"):
            answer = client.get(f"/blog/posts/a-street-of-trees/cover.png{query}")
            assert answer.headers["Cache-Control"] == "public, max-age=3600"

    def test_another_title_or_look_is_another_picture_at_another_address(self, client, write, post):
        before = address_in(client, "a-street-of-trees")
        with write() as db:
            db.merge(post).title = "A street without trees"
        renamed = address_in(client, "a-street-of-trees")
        with write() as db:
            SiteSettingsService(db).update({"accent": "#aa0000"})
        assert len({before, renamed, address_in(client, "a-street-of-trees")}) == 3

    def test_the_sites_icon_stands_on_it(self, client, site, write):
        plain = client.get("/blog/posts/a-street-of-trees/cover.png").body
        buffer = io.BytesIO()
        Image.new("RGBA", (512, 512), "#aa0000").save(buffer, "PNG")
        name = name_of(buffer.getvalue(), "png")
        site.storage.save(name, buffer.getvalue())
        with write() as db:
            SiteSettingsService(db).update({"icon": StoredPicture(name, 512, 512)})
        drawn = client.get("/blog/posts/a-street-of-trees/cover.png")
        assert drawn.body != plain
        assert (170, 0, 0) in {colour for _, colour in picture_of(drawn).getcolors()}

    def test_an_icon_that_is_gone_doesnt_matter(self, client, write):
        with write() as db:
            SiteSettingsService(db).update({"icon": StoredPicture("0" * 32 + ".png", 512, 512)})
        client.get("/blog/posts/a-street-of-trees/cover.png", status=200)

    @pytest.mark.engine("sqlite")
    def test_when_many_ask_at_once_some_come_again(self, client, monkeypatch):
        monkeypatch.setattr(covers, "_drawing", Turns(1))
        with covers._drawing:
            answer = client.get("/blog/posts/a-street-of-trees/cover.png", status=503)
        assert int(answer.headers["Retry-After"]) > 0
        client.get("/blog/posts/a-street-of-trees/cover.png", status=200)

    def test_an_own_cover_takes_its_place(self, client, write, post):
        with write() as db:
            own = db.merge(post)
            own.cover_url, own.cover_alt, own.cover_width, own.cover_height = "/media/own.jpg", "Trees", 800, 450
        page = client.get("/blog/posts/a-street-of-trees").html
        found = {tag["property"]: tag["content"] for tag in page.find_all("meta", property=True)}
        assert found["og:image"].endswith(":8000/media/own.jpg")
        assert (found["og:image:width"], found["og:image:height"]) == ("800", "450")
        assert found["og:image:alt"] == "Trees"


@pytest.mark.usefixtures("no_errors")
def test_who_asks_for_many_gets_a_few_at_a_time_and_all_that_were_drawn(client, write, monkeypatch, clock):
    monkeypatch.setattr(covers, "COVER", Limit("cover", most=2, seconds=60))
    with write() as db:
        addresses = [f"/blog/posts/{make_post(db).slug}/cover.png" for _ in range(4)]
    scraper, other = {"REMOTE_ADDR": "192.0.2.7"}, {"REMOTE_ADDR": "198.51.100.7"}
    for address in addresses[:2]:
        client.get(address, extra_environ=scraper)
    refused = client.get(f"{addresses[2]}?v=1", extra_environ=scraper, status=429)
    assert 0 < int(refused.headers["Retry-After"]) <= 60
    assert refused.headers["Cache-Control"] == "no-store"
    # What is there costs nothing, and others are not concerned.
    for address in addresses[:2] * 2:
        client.get(address, extra_environ=scraper)
    client.get(addresses[2], extra_environ=other)
    client.get(addresses[2], extra_environ=scraper)
    clock.advance(seconds=61)
    client.get(addresses[3], extra_environ=scraper)


@pytest.mark.engine("sqlite")
def test_whatever_the_address_says_a_picture_is_drawn_once(client, write, monkeypatch):
    drawn = []

    def draw(*given):
        drawn.append(given)
        return cover_drawing.draw_cover(*given)

    monkeypatch.setattr(covers, "draw_cover", draw)
    with write() as db:
        make_post(db, title="One")
    for query in ("", "?v=1", "?v=2", "?x=3&v=", "?v=" + "a" * 500):
        client.get(f"/blog/posts/one/cover.png{query}")
    assert len(drawn) == 1


def test_what_not_everybody_may_read_has_none(client, write):
    with write() as db:
        make_draft(db, title="Draft")
        make_post(db, title="Members").visibility = MEMBERS
        make_post(db, title="Unlisted").visibility = UNLISTED
    for slug in ("draft", "members", "nothing", "x" * 300):
        client.get(f"/blog/posts/{slug}/cover.png", status=404)
    client.get("/blog/posts/unlisted/cover.png", status=200)


def test_a_former_address_leads_to_it(client, write):
    with write() as db:
        post = make_post(db, title="One")
    with write() as db:
        moved = db.merge(post)
        moved.slug, moved.slug_key = "two", "two"
        db.add(FormerSlug(kind="post", slug_key="one", post_id=post.id, created_at=clock.now()))
    answer = client.get("/blog/posts/one/cover.png", status=301)
    assert answer.headers["Location"] == "/blog/posts/two/cover.png"
