"""Texts that stand at their address for some: for members, with a password, unlisted, private, by a preview link."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from sqlalchemy import update

from apps.auth.services.passwords import hash_password
from apps.blog.models.post import MEMBERS, PASSWORD, PRIVATE, PUBLIC, UNLISTED, Post
from apps.blog.services.access.preview_links import PreviewLinkService
from apps.blog.services.access.unlocking import LIFETIME
from apps.blog.services.writing.publishing import PostDraft, PublishingService
from core.limits import UNLOCK
from core.site_settings import SiteSettingsService
from tests.factories import make_draft, make_post, make_user
from tests.support.members import hashed_once

pytestmark = pytest.mark.usefixtures("no_errors")
SECRET, SESAME = "kanarienvogel", "open sesame"


@pytest.fixture
def hide(write):
    """Return a function that publishes a text for some, by its author if one is given."""

    def hide(visibility, *, author=None, kind="post", slug="hidden", **more):
        if visibility == PASSWORD:
            more.setdefault("password_hash", hashed_once(SESAME))
        fields = {"title": SECRET, "source": SECRET, "summary": SECRET, "slug": slug, "kind": kind, **more}
        with write() as db:
            return make_post(db, author=author or make_user(db), visibility=visibility, **fields).id

    return hide


def unlock(browser, password=SESAME, path="/blog/posts/hidden"):
    form = browser.get(path, status=403).forms["unlock"]
    form["password"] = password
    return form.submit(status="*")


def is_private(answer):
    return answer.headers["Cache-Control"] == "private, no-store" and answer.headers["X-Robots-Tag"] == "noindex"


def test_what_is_unlisted_is_read_by_who_knows_its_address_and_by_no_search_engine(client, hide):
    hide(UNLISTED)
    page = client.get("/blog/posts/hidden")
    assert SECRET in page
    assert page.headers["X-Robots-Tag"] == "noindex"
    for place in ("/blog/", "/sitemap.xml", "/blog/feed.atom"):
        assert SECRET not in client.get(place)


def test_a_text_for_members_asks_visitors_to_sign_in_and_says_nothing_else(client, hide):
    hide(MEMBERS)
    page = client.get("/blog/posts/hidden", status=403)
    assert SECRET not in page
    assert is_private(page)
    assert "Set-Cookie" not in page.headers
    link = page.html.select_one("main a")
    assert link["href"] == "/auth/login?next=%2Fblog%2Fposts%2Fhidden"


@pytest.mark.parametrize("role", ["subscriber", "editor"])
def test_members_read_it(people, hide, role):
    hide(MEMBERS)
    page = people.arrive(role).get("/blog/posts/hidden")
    assert page.html.find("h1").get_text(strip=True) == SECRET
    assert "Members only" in page.html.select_one(".strip").text
    assert is_private(page)
    assert bool(page.html.select(".strip a")) == (role == "editor")


def test_signing_in_leads_to_what_was_asked_for(site, client, hide):
    hide(MEMBERS)
    with site.database.transaction() as db:
        make_user(db, "lin", password_hash=hashed_once(SESAME))
    form = client.get("/blog/posts/hidden", status=403).click("Sign in").form
    form["login"], form["password"] = "lin", SESAME
    assert SECRET in form.submit(status=303).follow()


@pytest.mark.parametrize(("kind", "path"), [("post", "/blog/posts/hidden"), ("page", "/blog/pages/hidden")])
def test_a_password_opens_its_text(client, hide, kind, path):
    hide(PASSWORD, kind=kind)
    door = client.get(path, status=403)
    assert SECRET not in door
    assert is_private(door)
    assert "Set-Cookie" not in door.headers
    answer = unlock(client, path=path)
    assert (answer.status_int, urlsplit(answer.location).path) == (303, path)
    assert "HttpOnly" in answer.headers["Set-Cookie"]
    page = answer.follow()
    assert page.html.find("h1").get_text(strip=True) == SECRET
    assert "You have opened it on this device." in page.html.select_one(".strip").text
    assert is_private(page)


def test_a_wrong_password_opens_nothing_and_says_so(client, hide):
    hide(PASSWORD)
    for wrong in ("wrong", SESAME.upper(), "", "x" * 200, "密码"):
        answer = unlock(client, wrong)
        assert answer.status_int == 422
        assert SECRET not in answer
        assert answer.html.select_one(".error")
    assert "Set-Cookie" not in answer.headers
    client.get("/blog/posts/hidden", status=403)


def test_loading_the_refusal_again_leads_back_to_the_door(client, hide):
    hide(PASSWORD)
    unlock(client, "wrong")
    answer = client.get("/blog/posts/hidden/unlock", status=303)
    assert urlsplit(answer.location).path == "/blog/posts/hidden"
    assert client.get("/blog/pages/none/unlock", status=303).follow(status=404)


def test_it_is_typed_as_any_keyboard_sends_it(client, hide):
    hide(PASSWORD, password_hash=hash_password("Café １"))
    assert unlock(client, "Cafe\u0301 1").status_int == 303


def test_a_password_opens_no_other_text(client, hide):
    hide(PASSWORD)
    hide(PASSWORD, slug="another")
    hide(MEMBERS, slug="members")
    hide(PRIVATE, slug="private")
    unlock(client)
    for slug, status in (("hidden", 200), ("another", 403), ("members", 403), ("private", 404)):
        client.get(f"/blog/posts/{slug}", status=status)
    unlock(client, path="/blog/posts/another")
    for slug in ("hidden", "another"):
        client.get(f"/blog/posts/{slug}", status=200)


def test_a_new_password_closes_it_again(client, hide, write):
    number = hide(PASSWORD)
    unlock(client).follow()
    with write() as db:
        db.execute(update(Post).where(Post.id == number).values(password_hash=hash_password("another one")))
    client.get("/blog/posts/hidden", status=403)


def test_what_was_opened_closes_by_itself(client, hide, clock):
    hide(PASSWORD)
    unlock(client).follow()
    clock.advance(seconds=LIFETIME.total_seconds() + 1)
    client.get("/blog/posts/hidden", status=403)


def test_passwords_can_not_be_tried_for_long(client, hide):
    hide(PASSWORD)
    door = client.get("/blog/posts/hidden", status=403).forms["unlock"]
    for _ in range(UNLOCK.most):
        door["password"] = ""
        door.submit(status=422)
    door["password"] = SESAME
    assert "Retry-After" in door.submit(status=429).headers


def test_no_script_of_others_sees_the_password_or_what_it_opens(client, hide, write):
    hide(PASSWORD)
    with write() as db:
        SiteSettingsService(db).update({"analytics_src": "https://counter.example/x.js"})
    assert client.get("/blog/").html.find("script", src=True)
    for page in (client.get("/blog/posts/hidden", status=403), unlock(client).follow()):
        assert "counter.example" not in page
        assert "script-src 'none'" in page.headers["Content-Security-Policy"]


def test_an_ipv6_network_has_no_more_tries_than_an_address(client, hide):
    hide(PASSWORD)
    door = client.get("/blog/posts/hidden", status=403).forms["unlock"]
    for number in range(UNLOCK.most):
        door.submit(status=422, extra_environ={"REMOTE_ADDR": f"2001:db8::{number + 1:x}"})
    for address, status in (("2001:db8::ffff:1", 429), ("2001:db8:0:1::1", 422)):
        door.submit(status=status, extra_environ={"REMOTE_ADDR": address})


def test_another_site_can_not_open_it(client, hide):
    hide(PASSWORD)
    headers = {"Sec-Fetch-Site": "cross-site"}
    client.post("/blog/posts/hidden/unlock", {"password": SESAME}, headers=headers, status=403)


def test_a_member_who_types_the_password_gets_in_too(people, hide):
    hide(PASSWORD)
    assert unlock(people.arrive("subscriber")).follow().status_int == 200


@pytest.mark.parametrize("visibility", [PUBLIC, UNLISTED, MEMBERS, PRIVATE])
def test_there_is_nothing_to_open_elsewhere(client, hide, visibility):
    hide(visibility, password_hash=hashed_once(SESAME) if visibility == PASSWORD else None)
    for slug in ("hidden", "none"):
        client.post(f"/blog/posts/{slug}/unlock", {"password": SESAME}, status=404)


def test_author_and_editors_need_no_password(people, hide):
    user = people.make("author")
    hide(PASSWORD, author=user)
    for browser in (people.browser(user), people.arrive("editor")):
        page = browser.get("/blog/posts/hidden")
        assert "Others have to know its password." in page.html.select_one(".strip").text


def test_what_is_private_does_not_exist_for_others(client, people, hide):
    user = people.make("author")
    hide(PRIVATE, author=user)
    for browser in (client, people.arrive("author"), people.arrive("subscriber")):
        assert SECRET not in browser.get("/blog/posts/hidden", status=404)
    for browser in (people.browser(user), people.arrive("editor")):
        page = browser.get("/blog/posts/hidden")
        assert "Private" in page.html.select_one(".strip").text
        assert is_private(page)


@pytest.mark.parametrize(("visibility", "status"), [(MEMBERS, 301), (PASSWORD, 301), (UNLISTED, 301), (PRIVATE, 404)])
def test_a_former_address_leads_to_the_door_and_not_to_what_is_private(client, hide, write, visibility, status):
    number = hide(visibility, slug="before")
    with write() as db:
        publishing, post = PublishingService(db), db.get(Post, number)
        draft = PostDraft(slug="after", visibility=visibility, password_hash=post.password_hash, title="x")
        post = publishing.get_for(make_user(db, role=40), number, "post.edit")
        publishing.save(post, draft, user=None, version=post.version)
        publishing.update_live(post, user=None, version=post.version)
    answer = client.get("/blog/posts/before", status=status)
    if status == 301:
        assert urlsplit(answer.location).path == "/blog/posts/after"


def test_what_is_over_or_to_come_has_no_door(client, hide, clock):
    hide(PASSWORD, slug="over", unpublished_at=clock() + timedelta(days=1))
    hide(MEMBERS, slug="coming", published_at=clock() + timedelta(days=2))
    for slug, status in (("over", 403), ("coming", 404)):
        client.get(f"/blog/posts/{slug}", status=status)
    clock.advance(days=2)
    for slug, status in (("over", 404), ("coming", 403)):
        client.get(f"/blog/posts/{slug}", status=status)


# Preview links.


@pytest.fixture
def shared(write):
    """Return a function that gives the address of a preview link to a new text."""

    def shared(make=make_draft, **fields):
        with write() as db:
            author = make_user(db)
            post = make(db, author=author, title=SECRET, source="## A\n\n## B\n\n## C", **fields)
            return f"/blog/preview/{PreviewLinkService(db).issue(post, author)}"

    return shared


@pytest.mark.parametrize("kind", ["post", "page"])
def test_a_preview_link_shows_a_draft_to_who_has_it(client, write, kind):
    with write() as db:
        editor = make_user(db, role=40)
        draft = make_draft(db, author=editor, title=SECRET, source="## A\n\n## B\n\n## C", kind=kind)
        address = f"/blog/preview/{PreviewLinkService(db).issue(draft, editor)}"
    page = client.get(address)
    assert page.html.find("h1").get_text(strip=True) == SECRET
    assert "Not published yet." in page.html.select_one(".strip").text
    assert is_private(page)
    assert page.html.select_one("meta[name=robots]")["content"] == "noindex"
    assert "Set-Cookie" not in page.headers


def test_its_page_names_its_token_nowhere(client, shared):
    address = shared(tags=("a",), categories=("b",))
    token = address.rpartition("/")[2]
    head, _, body = str(client.get(address)).partition("\n\n")
    assert token not in body
    assert token not in head.replace(f"Request: GET {address}", "")


def test_a_preview_link_shows_what_is_being_written(client, write):
    with write() as db:
        author, publishing = make_user(db), PublishingService(db)
        post = make_post(db, author=author, title="As readers see it", source="old")
        publishing.save(post, PostDraft(title=SECRET, source="new"), user=author, version=post.version)
        address = f"/blog/preview/{PreviewLinkService(db).issue(post, author)}"
    assert SECRET in client.get(address)


def test_a_preview_link_ends(client, shared, clock):
    address = shared()
    clock.advance(days=7)
    page = client.get(address, status=404)
    assert "no longer works" in page
    assert SECRET not in page


@pytest.mark.parametrize("token", ["x", "%E4%B8%AD", "x" * 1000, "a.b.c", "%00", "..%2f"])
def test_a_token_of_nobody_opens_nothing(client, token):
    assert client.get(f"/blog/preview/{token}", status="*").status_int in {400, 404}
