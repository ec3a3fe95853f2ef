"""The desk's lists: whose posts they show, the filters with their counts, the search."""

from datetime import timedelta

import pytest
from sqlalchemy import event

from apps.blog.services.writing.publishing import PostDraft, PublishingService
from core import clock as core_clock
from tests.factories import make_draft, make_page, make_post

pytestmark = pytest.mark.usefixtures("no_errors")
STATES = ("draft", "scheduled", "published", "changed", "deleted", "review", "withdrawn")


@pytest.fixture
def made(site):
    """Return a function that makes something in a transaction of its own."""

    def make(factory, **fields):
        with site.database.transaction() as db:
            return factory(db, **fields)

    return make


def make_changed(db, *, author, title):
    post = make_post(db, author=author, title=title, source="old")
    PublishingService(db).save(post, PostDraft(title=title, source="new"), user=author, version=post.version)


def make_deleted(db, *, author, title):
    post = make_draft(db, author=author, title=title)
    PublishingService(db).delete(post, user=author, version=post.version)


def titles(page):
    return [heading.get_text(strip=True) for heading in page.html.select(".row h2")]


def filters(page):
    return [link.get_text(" ", strip=True) for link in page.html.select(".filters li a")]


def test_the_desk_begins_with_the_posts(people):
    assert people.arrive("contributor").get("/admin/", status=303).location == "/admin/posts/"


def test_somebody_whose_only_post_is_a_draft_goes_on_with_it(people, made):
    author = people.make("author")
    draft = made(make_draft, author=author)
    browser = people.browser(author)
    assert browser.get("/admin/", status=303).location == f"/admin/posts/{draft.id}/edit"
    made(make_draft, author=author)
    assert browser.get("/admin/", status=303).location == "/admin/posts/"


def test_a_published_post_is_no_beginning(people, made):
    author = people.make("author")
    made(make_post, author=author)
    assert people.browser(author).get("/admin/", status=303).location == "/admin/posts/"


def test_editors_see_all_posts_and_others_their_own(people, made):
    everybody = {role: people.make(role) for role in ("contributor", "author", "editor", "admin")}
    for role, person in everybody.items():
        made(make_draft, title=role, author=person)
    pages = {role: people.browser(person).get("/admin/posts/") for role, person in everybody.items()}
    assert {role: sorted(titles(page)) for role, page in pages.items()} == {
        "contributor": ["contributor"],
        "author": ["author"],
        "editor": ["admin", "author", "contributor", "editor"],
        "admin": ["admin", "author", "contributor", "editor"],
    }
    assert filters(pages["author"]) == ["All 1", "Drafts 1"]
    assert filters(pages["editor"]) == ["All 4", "Drafts 4"]


def test_a_post_of_two_authors_is_in_both_lists(people, made):
    first, second = people.make("author", "First"), people.make("author", "Second")
    made(make_draft, title="Ours", author=first, co_authors=[second])
    for person in (first, second):
        assert titles(people.browser(person).get("/admin/posts/")) == ["Ours"]


def test_what_one_may_not_edit_leads_to_no_editor(people, made):
    contributor = people.make("contributor")
    made(make_draft, author=contributor, title="Still mine")
    made(make_post, author=contributor, title="Out", slug="out")
    page = people.browser(contributor).get("/admin/posts/")
    assert [link.get_text() for link in page.html.select("a.whole")] == ["Still mine"]
    assert page.html.find("a", href="/blog/posts/out")


def test_each_state_has_its_filter_and_its_count(people, made):
    author = people.make("author")
    made(make_draft, author=author, title="A draft")
    made(make_post, author=author, title="Planned", at=core_clock.now() + timedelta(days=1))
    made(make_post, author=author, title="Out")
    made(make_changed, author=author, title="Being changed")
    made(make_deleted, author=author, title="Thrown away")
    browser = people.browser(author)
    page = browser.get("/admin/posts/")
    assert filters(page) == ["All 4", "Drafts 1", "Scheduled 1", "Published 2", "Changed 1", "Trash 1"]
    found = {state: titles(browser.get(f"/admin/posts/?state={state}")) for state in STATES}
    assert found == {
        "draft": ["A draft"],
        "scheduled": ["Planned"],
        "published": ["Being changed", "Out"],
        "changed": ["Being changed"],
        "deleted": ["Thrown away"],
        "review": [],
        "withdrawn": [],
    }


def test_the_search_finds_titles_and_takes_signs_as_they_are(people, made):
    author = people.make("author")
    for title in ("网络安全入门", "100% sure", "1000 things"):
        made(make_draft, author=author, title=title)
    browser = people.browser(author)
    assert titles(browser.get("/admin/posts/", {"q": "安全"})) == ["网络安全入门"]
    assert titles(browser.get("/admin/posts/", {"q": "100%"})) == ["100% sure"]
    assert titles(browser.get("/admin/posts/", {"q": "nothing like it"})) == []


def test_a_list_that_is_not_there_is_not_found(people):
    browser = people.arrive("author")
    for query in ("state=nonsense", "page=abc", "page=0", "page=2", "page=99999999999", "page=-1", "page=%D9%A3"):
        browser.get(f"/admin/posts/?{query}", status=404)


def test_nonsense_that_asks_for_nothing_is_no_error(people):
    browser = people.arrive("author")
    for query in ("deleted=1", "deleted=abc", f"deleted={2**70}", "q=%00", "q=" + "x" * 500):
        browser.get(f"/admin/posts/?{query}", status=200)


def test_a_list_has_pages(people, made):
    author = people.make("author")
    made(lambda db: [make_draft(db, author=author, title=f"Draft {number}") for number in range(51)])
    browser = people.browser(author)
    first, second = browser.get("/admin/posts/"), browser.get("/admin/posts/?page=2")
    assert len(titles(first)) == 50
    assert titles(second) == ["Draft 0"]
    assert "/admin/posts/?page=2" in first


def test_a_longer_list_asks_the_database_no_more_often(site, people, made):
    author = people.make("author")
    browser = people.browser(author)

    def queries():
        seen = []
        note = lambda *args: seen.append(args[2])  # noqa: E731 - an event's listener, taken off again below
        event.listen(site.database.engine, "before_cursor_execute", note)
        browser.get("/admin/posts/")
        event.remove(site.database.engine, "before_cursor_execute", note)
        # Who is asking, and the settings, are known for a while or not, as time will have it.
        return [statement for statement in seen if "post" in statement]

    made(make_draft, author=author, tags=("a", "b"))
    browser.get("/admin/posts/")  # the first request of all checks the schema, and more
    few = queries()
    made(lambda db: [make_draft(db, author=author, tags=(f"tag {number}",)) for number in range(20)])
    assert len(queries()) == len(few)


def test_pages_have_a_list_of_their_own_for_editors(people, made):
    editor = people.make("editor")
    made(make_page, author=editor, title="About us")
    made(make_post, author=editor, title="News")
    browser = people.browser(editor)
    assert titles(browser.get("/admin/pages/")) == ["About us"]
    assert titles(browser.get("/admin/posts/")) == ["News"]
    people.arrive("author").get("/admin/pages/", status=403)


def test_the_desk_speaks_chinese(people):
    browser = people.arrive("author")
    page = browser.get("/admin/posts/", headers={"Accept-Language": "zh-CN"})
    assert 'lang="zh-Hans"' in page


def test_who_has_no_desk_is_led_to_the_account(people):
    page = people.arrive("subscriber").get("/admin/", status=403).html
    assert [link["href"] for link in page.select("main a")] == ["/auth/"]
    assert not [link for link in page.select("a") if link["href"].startswith("/admin/")]
    page = people.arrive("author").get("/admin/pages/", status=403).html
    assert [link["href"] for link in page.select("main a")] == ["/admin/"]
