"""Writing at the desk: from an empty editor to what readers see, and back."""

from datetime import UTC, datetime
from urllib.parse import quote

import pytest
from sqlalchemy import func, select, update

from apps.blog.models.post import Post
from apps.blog.models.revision import Revision
from core.site_settings import SiteSettingsService

pytestmark = pytest.mark.usefixtures("no_errors")
SOON = datetime(2031, 5, 14, 12, 0, tzinfo=UTC)


@pytest.fixture
def write(people):
    """Return a function that writes a text, as an editor unless it is told who, and gives its editor's page."""

    def write(words="Save draft", *, role="editor", kind="post", **typed):
        browser = people.arrive(role)
        typed = {"title": "Hello", "source": "First text.", **typed}
        answer = browser.press(browser.get(f"/admin/{kind}s/new"), words, status=303, **typed)
        page = answer.follow()
        page.browser = browser
        return page

    return write


def read(people, path="/blog/posts/hello"):
    return people.browser().get(quote(path), status="*")


def press(page, words, **typed):
    """Press a button in an editor's page; return the page it leads to, with the same browser."""
    answer = page.browser.press(page, words, **typed)
    shown = answer.follow() if answer.status_int == 303 else answer
    shown.browser = page.browser
    return shown


def near(page, action):
    """Return the address of another thing that is done with the text of an editor's page."""
    return f"{page.request.path.rpartition('/')[0]}/{action}"


def act(page, verb):
    """Send one of the small forms beside the editor; its button stands inside the editor."""
    answer = page.forms[verb].submit()
    shown = answer.follow()
    shown.browser = page.browser
    return shown


def reopened(page):
    shown = page.browser.get(page.request.path)
    shown.browser = page.browser
    return shown


def test_a_first_post_in_chinese_with_code_is_read_by_others(people, write):
    page = write(
        "Publish",
        role="author",
        title="你好，世界",
        source="第一段。\n\n```python\nprint('你好')\n```\n",
        tags="随笔， 编程、Python",
        summary="一个开始",
        language="zh-Hans",
    )
    assert "Readers see it now." in page
    post = read(people, "/blog/posts/你好-世界")
    assert post.html.find("h1").get_text(strip=True) == "你好，世界"
    assert post.html.find("article")["lang"] == "zh-Hans"
    assert "第一段。" in post
    assert [tag.get_text() for tag in post.html.select("a[rel=tag]")] == ["随笔", "编程", "Python"]


def test_a_draft_comes_back_as_it_was_typed(people, write):
    typed = {
        "title": "A <b>title</b> & more",
        "source": "\n  indented\n\n<script>alert(1)</script>\n",
        "slug": "chosen",
        "tags": "a, b",
        "categories": "notes",
        "summary": "In short.",
        "language": "zh-Hans",
        "published_at": "2031-06-01T09:00",
    }
    page = write(**typed)
    form = page.forms["editor"]
    shown = {name: form[name].value for name in typed}
    # Line ends are the browser's, and the spaces that a text area drops are the writer's again.
    assert {name: value.replace("\r\n", "\n") for name, value in shown.items()} == typed
    assert read(people, "/blog/posts/chosen").status_int == 404


def test_a_live_post_changes_for_readers_only_when_its_author_says_so(people, write):
    page = write("Publish")
    page = press(page, "Save", source="Second text.", title="Hello again")
    assert "Readers don't see these changes" in page
    assert "First text." in read(people)
    assert "Second text." in page.browser.get(near(page, "preview"))
    page = press(page, "Update")
    assert "Readers don't see these changes" not in page
    assert "Second text." in read(people)
    assert "Hello again" in read(people)


def test_updating_saves_what_was_typed_beside_the_button(people, write):
    press(write("Publish"), "Update", source="At once.")
    assert "At once." in read(people)


def test_readers_are_told_of_a_correction_if_its_author_wants_it(people, write):
    page = press(write("Publish"), "Update", source="A small thing.")
    assert "corrected" not in read(people)
    press(page, "Update", source="It was the other way round.", correction=True)
    assert "corrected" in read(people)


def test_a_change_can_be_discarded(people, write):
    page = press(write("Publish"), "Save", source="Nonsense.")
    page = act(page, "discard")
    assert page.forms["editor"]["source"].value == "First text."


def test_what_is_withdrawn_is_a_draft_again(people, write):
    page = act(write("Publish"), "withdraw")
    assert "It is a draft again" in page
    assert read(people).status_int == 404
    press(page, "Publish")
    assert read(people).status_int == 200


def test_deleting_offers_to_undo_it_at_once_and_later(people, write):
    page = write("Publish")
    listed = act(page, "delete")
    assert read(people).status_int == 404
    page.browser.get(near(page, "edit"), status=404)
    page.browser.get(near(page, "preview"), status=404)
    undo = next(form for form in listed.forms.values() if form.action.endswith("/restore"))
    assert "“Hello” is back." in undo.submit().follow()
    assert read(people).status_int == 200
    act(reopened(page), "delete")
    trash = page.browser.get("/admin/posts/?state=deleted")
    next(form for form in trash.forms.values() if form.action.endswith("/restore")).submit(status=303)
    assert read(people).status_int == 200


def test_a_post_comes_out_at_its_time_by_the_clocks_of_the_site(site, people, write, clock):
    with site.database.transaction() as db:
        SiteSettingsService(db).update({"timezone": "Asia/Shanghai"})
    page = write("Publish", published_at="2031-05-14T20:00")
    assert "Readers see it from 14 May 2031 20:00." in page
    assert "Scheduled" in page.html.find(class_="state").get_text()
    assert read(people).status_int == 404
    clock.moment = SOON
    assert read(people).status_int == 200


def test_a_plan_that_is_taken_away_means_now(people, write, clock):
    page = write("Publish", published_at="2031-06-01T09:00")
    assert read(people).status_int == 404
    assert "Readers see it now." in press(page, "Update", published_at="")
    assert read(people).status_int == 200


def test_a_plan_can_be_moved(people, write, clock):
    page = press(write("Publish", published_at="2031-06-01T09:00"), "Update", published_at="2031-05-14T12:00")
    assert "Readers see it from 14 May 2031 12:00." in page
    clock.moment = SOON
    assert read(people).status_int == 200


def test_saving_leaves_the_second_of_publishing_alone(site, people, write, clock):
    clock.advance(seconds=42)
    published = clock.moment
    press(write("Publish"), "Update", source="More.")
    with site.database.reading() as db:
        assert db.scalar(select(Post.published_at)) == published


def test_a_time_that_never_comes_is_refused_and_the_text_kept(people, write):
    page = write()
    answer = page.browser.press(page, "Publish", published_at="31st of June", source="Long work.", status=422)
    assert "Please write the date and time like this" in answer
    assert answer.forms["editor"]["published_at"].value == "31st of June"
    assert answer.forms["editor"]["source"].value == "Long work."


def test_readers_get_no_text_without_a_title(people, write):
    page = write(title="")
    answer = page.browser.press(page, "Publish", status=422)
    assert "Give it a title before readers see it." in answer
    fresh = page.browser.get("/admin/posts/new")
    page.browser.press(fresh, "Publish", source="Text alone.", status=422)


def test_nothing_at_all_is_not_saved(people):
    browser = people.arrive("author")
    assert "Write a title or some text first." in browser.press(
        browser.get("/admin/posts/new"), "Save draft", status=422
    )


def test_contributors_write_but_do_not_publish(people, write):
    page = write(role="contributor")
    assert "Publish" not in [button.get_text(strip=True) for button in page.html.find_all("button")]
    fields = page.forms["editor"].submit_fields()
    page.browser.post(near(page, "publish"), fields, status=403)
    fresh = page.browser.get("/admin/posts/new").forms["editor"]
    fresh["title"] = "Sly"
    page.browser.post("/admin/posts/new", [*fresh.submit_fields(), ("then", "publish")], status=403)
    assert read(people, "/blog/posts/sly").status_int == 404


def unseen(page):
    """Return the names of the fields that are sent along unseen."""
    return {field["name"] for field in page.html.select("#editor [hidden] [name]")}


def test_the_editor_leaves_out_what_is_of_no_use_and_saving_keeps_it(write):
    assert unseen(write(role="author")) == set()
    assert unseen(write(role="contributor", title="Mine")) == {"published_at", "unpublished_at"}
    page = press(write(kind="page", tags="a, b", categories="notes"), "Save draft", source="More.")
    assert unseen(page) == {"tags", "categories"}
    assert [page.forms["editor"][name].value for name in ("tags", "categories")] == ["a, b", "notes"]


def test_the_preview_is_the_page_that_readers_get(people, write):
    page = write("Preview", title="Soon", source="## One\n\n## Two\n\n## Three\n", tags="new tag")
    assert page.request.path.endswith("/preview")
    assert "Only you and the editors see this page." in page
    assert page.html.find("h1").get_text(strip=True) == "Soon"
    assert len(page.html.select(".contents li")) == 3
    assert 'name="robots" content="noindex"' in page


def test_a_page_is_written_like_a_post(people, write):
    page = write("Publish", kind="page", title="About us", source="We are few.")
    assert page.request.path.startswith("/admin/pages/")
    assert "We are few." in read(people, "/blog/pages/about-us")
    assert read(people, "/blog/posts/about-us").status_int == 404
    page = press(page, "Save", source="We are many.")
    assert "We are many." in page.browser.get(near(page, "preview"))
    press(page, "Update")
    assert "We are many." in read(people, "/blog/pages/about-us")


def test_a_page_does_not_answer_as_a_post(people, write):
    page = write(kind="page")
    for action in ("edit", "preview"):
        page.browser.get(near(page, action).replace("/pages/", "/posts/"), status=404)


def test_a_post_from_elsewhere_keeps_its_language(site, people, write):
    page = write()
    with site.database.transaction() as db:
        db.execute(update(Post).values(language="ja"))
    page = reopened(page)
    assert page.forms["editor"]["language"].value == "ja"
    press(page, "Save draft", source="続き")
    with site.database.reading() as db:
        assert db.scalar(select(Post.language)) == "ja"


def test_every_save_is_kept_as_a_revision(site, people, write):
    press(press(write(), "Save draft", source="Second."), "Publish", source="Third.")
    with site.database.reading() as db:
        assert list(db.scalars(select(Revision.source).order_by(Revision.number))) == [
            "First text.",
            "Second.",
            "Third.",
        ]


def test_a_form_sent_twice_makes_one_post_and_leads_to_the_same_page(site, people):
    browser = people.arrive("author")
    fields = [*browser.get("/admin/posts/new").forms["editor"].submit_fields(), ("then", "publish")]
    fields = [(name, "Once") if name == "title" else (name, value) for name, value in fields]
    first, second = (browser.post("/admin/posts/new", fields, status=303) for _ in range(2))
    assert first.location == second.location
    with site.database.reading() as db:
        assert db.scalar(select(func.count()).select_from(Post)) == 1
        assert db.scalar(select(func.count()).select_from(Revision)) == 1
