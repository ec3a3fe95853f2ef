"""What a writer sets beside the text: readers, dates, cover, authors, series, translation, menu, preview links."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from apps.auth.services.passwords import verify_password
from apps.blog.models.post import PASSWORD, Post
from apps.blog.models.preview import PreviewLink
from apps.blog.services.access.preview_links import MOST
from tests.factories import make_page, make_post, make_user

pytestmark = pytest.mark.usefixtures("no_errors")
COVER = {"cover_url": "https://example.org/a.jpg", "cover_width": "800", "cover_height": "450", "cover_alt": "A boat"}


@pytest.fixture
def write(people):
    """Return a function that writes a text, as an editor unless it is told who, and gives its editor's page."""

    def write(words="Save draft", *, role="editor", kind="post", status=303, **typed):
        browser = people.arrive(role)
        typed = {"title": "Hello", "source": "First text.", **typed}
        answer = browser.press(browser.get(f"/admin/{kind}s/new"), words, status=status, **typed)
        page = answer.follow() if status == 303 else answer
        page.browser = browser
        return page

    return write


@pytest.fixture
def stored(site):
    """Return a function that gives a column of the newest text."""

    def stored(*names):
        with site.database.reading() as db:
            return db.execute(select(*(getattr(Post, name) for name in names)).order_by(Post.id.desc())).first()

    return stored


def press(page, words, **typed):
    """Press a button in an editor's page; return the page it leads to, with the same browser."""
    answer = page.browser.press(page, words, **typed)
    shown = answer.follow() if answer.status_int == 303 else answer
    shown.browser = page.browser
    return shown


def read(people, path="/blog/posts/hello"):
    return people.browser().get(path, status="*")


def shown(page, *names):
    form = page.forms["editor"]
    return {name: form[name].checked if hasattr(form[name], "checked") else form[name].value for name in names}


def fields_of(page):
    return set(page.forms["editor"].fields)


def test_all_of_it_comes_back_as_it_was_typed(write):
    typed = {
        **COVER,
        "visibility": "members",
        "unpublished_at": "2031-06-01T09:00",
        "series": "Tides",
        "series_part": "2",
    }
    page = write(**typed, pinned=True)
    assert shown(page, *typed, "pinned") == {**typed, "pinned": True}
    page = press(page, "Save draft", pinned=False, series="", series_part="", cover_url="", unpublished_at="")
    emptied = ("pinned", "series", "series_part", "cover_url", "unpublished_at")
    assert shown(page, *emptied) == {"pinned": False, **dict.fromkeys(emptied[1:], "")}


def test_of_a_page_the_menu_is_decided(write, stored):
    page = write(kind="page", in_menu=False, position="7")
    assert shown(page, "in_menu", "position") == {"in_menu": False, "position": "7"}
    assert not fields_of(page) & {"pinned", "series", "series_part"}
    press(page, "Publish", in_menu=True)
    assert tuple(stored("in_menu", "position", "status")) == (True, 7, "published")


def test_authors_decide_who_reads_and_editors_who_signs(write):
    assert "visibility" in fields_of(write(role="author"))
    assert not fields_of(write(role="author", title="Mine")) & {"pinned", "authors", "in_menu"}
    assert {"pinned", "authors"} <= fields_of(write(title="Ours"))


def test_what_the_form_of_an_author_has_not_got_stays(people, site, write, stored):
    user = people.make("author", "Ada")
    with site.database.transaction() as db:
        post = make_post(db, author=user, co_authors=(make_user(db, "ben"),), title="Hello", pinned=True)
    browser = people.browser(user)
    page = browser.get(f"/admin/posts/{post.id}/edit")
    page.browser = browser
    press(page, "Update", source="More.")
    assert stored("pinned").pinned
    assert [author.text for author in read(people).html.select(".meta .p-author")] == ["Ada", "Ben"]


def test_a_page_of_an_older_release_empties_nothing_it_did_not_have(people, site, stored):
    with site.database.transaction() as db:
        post = make_page(db, title="Hello", in_menu=False, visibility="members", series="", position=4)
    browser = people.arrive("editor")
    known = dict.fromkeys(("slug", "published_at", "tags", "categories", "summary"), "")
    fields = {**known, "title": "New", "source": "x", "language": "en", "version": post.version}
    assert browser.send(f"/admin/pages/{post.id}/update", fields).status_int == 303
    assert tuple(stored("title", "in_menu", "visibility", "position")) == ("New", False, "members", 4)


def test_several_sign_in_the_order_they_are_named(people, site, write):
    with site.database.transaction() as db:
        make_user(db, "ada"), make_user(db, "ben")
    page = write("Publish", authors="ben, Ada")
    assert shown(page, "authors") == {"authors": "ben, ada"}
    assert [author.text for author in read(people).html.select(".meta .p-author")] == ["Ben", "Ada"]
    for path in ("/blog/", "/blog/posts/hello"):
        for language, names in (("en", "Ben, Ada"), ("zh-CN", "Ben、Ada")):
            answer = people.browser().get(path, headers={"Accept-Language": language})
            assert answer.html.select_one(".meta.dots").find("span").get_text().strip() == names
    page = press(page, "Update", authors="ada")
    assert [author.text for author in read(people).html.select(".meta .p-author")] == ["Ada"]


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"authors": "nobody"}, "authors"),
        ({"visibility": "password"}, "password"),
        ({"cover_url": "https://example.org/a.jpg"}, "cover_width"),
        ({**COVER, "cover_height": ""}, "cover_height"),
        ({**COVER, "cover_width": "wide"}, "cover_width"),
        ({**COVER, "cover_width": "99999"}, "cover_width"),
        ({**COVER, "cover_url": "javascript:alert(1)"}, "cover_url"),
        ({**COVER, "cover_url": "//example.org/a.jpg"}, "cover_url"),
        ({"published_at": "2031-06-01T09:00", "unpublished_at": "2031-06-01T09:00"}, "unpublished_at"),
        ({"translation_of": "no-such-text"}, "translation_of"),
        ({"series_part": "-1"}, "series_part"),
        ({"series": "x" * 101}, "series"),
    ],
)
def test_what_can_not_be_is_said_beside_its_field_and_nothing_typed_is_lost(write, typed, field):
    page = write(status=422, source="Kept.", **typed)
    assert page.html.select_one(f"#{field}-error")
    assert page.html.select_one(f'.errors a[href="#{field}"]')
    assert page.html.select_one(f"#{field}").find_parent("details").has_attr("open")
    assert page.forms["editor"]["source"].value == "Kept."


def test_a_password_is_set_kept_and_replaced(people, write, stored):
    page = write("Publish", visibility="password", password="open sesame")
    assert "Who knows its password sees it now." in page
    first = stored("visibility", "password_hash")
    assert first.visibility == PASSWORD
    assert verify_password(first.password_hash, "open sesame")
    assert shown(page, "password") == {"password": ""}
    page = press(page, "Update", source="More.")
    assert stored("password_hash").password_hash == first.password_hash
    page = press(page, "Update", password="another one")
    assert verify_password(stored("password_hash").password_hash, "another one")
    press(page, "Update", visibility="public")
    assert stored("password_hash").password_hash is None
    assert read(people).status_int == 200


def test_readers_of_a_live_text_stay_the_same_until_it_is_updated(people, write):
    page = press(write("Publish"), "Save", visibility="private")
    assert read(people).status_int == 200
    press(page, "Update")
    assert read(people).status_int == 404


def test_it_is_taken_back_at_its_moment(people, write, clock):
    ends = clock() + timedelta(days=1)
    write("Publish", unpublished_at=ends.strftime("%Y-%m-%dT%H:%M"))
    assert read(people).status_int == 200
    clock.advance(days=1)
    assert read(people).status_int == 404


def test_an_end_that_is_over_is_refused_and_one_that_came_is_no_obstacle(people, write, clock):
    page = write("Publish", unpublished_at="2031-05-15T09:00")
    again = press(page, "Update", unpublished_at="2031-05-13T09:00")
    assert again.html.select_one("#unpublished_at-error")
    clock.advance(days=2)
    page = _with(people.arrive("editor", "Other"), page.request.path)
    assert "Withdrawn" in page.html.select_one(".status").text
    press(page, "Publish")
    assert read(people).status_int == 200


def test_no_end_that_is_over_is_forgotten_by_publishing_at_once(people, write, clock):
    page = write("Publish", status=422, published_at="2030-05-13T09:00", unpublished_at="2031-05-13T09:00")
    assert page.html.select_one("#unpublished_at-error")
    assert read(people).status_int == 404


def _with(browser, path):
    page = browser.get(path)
    page.browser = browser
    return page


def test_translations_lead_to_each_other(people, write):
    write("Publish", title="Tides", language="en")
    page = write("Publish", title="Gezeiten", language="de", translation_of="/blog/posts/tides")
    assert shown(page, "translation_of") == {"translation_of": "tides"}
    assert read(people, "/blog/posts/tides").html.select_one('a[hreflang="de"]')
    press(page, "Update", translation_of="")
    assert not read(people, "/blog/posts/tides").html.select('a[hreflang="de"]')


def test_only_who_may_edit_both_pairs_them(people, write):
    write("Publish", title="Tides", language="en")
    refused = write("Publish", role="author", title="Gezeiten", language="de", translation_of="tides", status=422)
    assert "Only who may edit both" in refused.html.select_one("#translation_of-error").text
    page = write("Publish", role="author", title="Gezeiten", language="de")
    # The change waits beside what is live, and is refused before it does.
    assert press(page, "Save", translation_of="tides").html.select_one("#translation_of-error")
    assert not read(people, "/blog/posts/tides").html.select('a[hreflang="de"]')
    typed = {"title": "Marées", "source": "Text.", "language": "fr", "translation_of": "gezeiten"}
    page.browser.press(page.browser.get("/admin/posts/new"), "Publish", status=303, **typed)
    assert read(people, "/blog/posts/gezeiten").html.select('a[hreflang="fr"]')


def test_a_conflict_keeps_all_that_was_typed(write):
    page = write()
    press(page, "Save draft", source="Somebody else's.")
    answer = page.browser.press(page, "Save draft", source="Mine.", **COVER, pinned=True, visibility="members")
    assert answer.status_int == 409
    form = next(form for form in answer.forms.values() if "source" in form.fields)
    saved = form.submit(status=303).follow()
    assert shown(saved, *COVER, "visibility", "pinned") == {**COVER, "visibility": "members", "pinned": True}


# Preview links.


def link_in(page):
    return page.html.select_one("#link")["value"]


def path_of(link):
    return "/" + link.split("/", 3)[3]


def test_a_link_is_made_shown_once_and_taken_back(people, write):
    page = write()
    made = press(page, "Save and make a link", source="Just typed.")
    link = link_in(made)
    assert "Just typed." in read(people, path_of(link))
    page = _with(page.browser, page.request.path)
    assert link.rpartition("/")[2] not in page
    assert "good until" in page
    form = next(form for name, form in page.forms.items() if str(name).startswith("unshare-"))
    again = form.submit(status=303).follow()
    assert "That preview link no longer works." in again
    assert read(people, path_of(link)).status_int == 404


@pytest.mark.parametrize(("chosen", "days"), [("1", 1), ("30", 30), ("7", 7), ("9999", 7), ("x", 7)])
def test_a_link_works_for_as_long_as_was_chosen(site, write, clock, chosen, days):
    page = write()
    fields = [*page.forms["editor"].submit_fields(), ("days", chosen)]
    fields = [(name, value) for name, value in fields if name != "days" or value == chosen]
    page.browser.post(page.request.path.replace("/edit", "/share"), fields, status=200)
    with site.database.reading() as db:
        assert db.scalar(select(PreviewLink.expires_at)) == clock() + timedelta(days=days)


def test_sharing_what_nobody_touched_makes_no_change_of_it(write):
    page = write("Publish")
    press(page, "Save and make a link")
    assert "Readers don't see these changes" not in page.browser.get(page.request.path)


def test_a_link_of_another_text_is_not_taken_back(people, write):
    mine, other = write(), write(title="Other", role="author")
    link = link_in(press(mine, "Save and make a link"))
    number = next(name for name in _with(mine.browser, mine.request.path).forms if str(name).startswith("unshare-"))
    other.browser.send(other.request.path.replace("/edit", "/unshare"), {"link": number.partition("-")[2]}, status=303)
    assert read(people, path_of(link)).status_int == 200


def test_there_are_only_so_many_links(write):
    page = write()
    fields = page.forms["editor"].submit_fields()
    for _ in range(MOST):
        page.browser.post(page.request.path.replace("/edit", "/share"), fields, status=200)
    answer = page.browser.post(page.request.path.replace("/edit", "/share"), fields, status=409)
    assert "many preview links already" in answer
