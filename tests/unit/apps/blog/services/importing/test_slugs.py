"""Imported posts get the addresses they ask for, as far as these are free."""

import pytest
from sqlalchemy import select

from apps.blog.models.post import Post
from apps.blog.services.importing import service
from tests.factories import make_post

FRONT = "---\ntitle: {}\ndate: 2014-03-12\nauthors: [Ada, Grace]\ntags: [b, a]\ncategories: [c]\n---\nText of {}.\n"


def test_a_slug_that_is_chosen_later_is_taken_and_others_stay(folder, look):
    folder.write(a="---\ntitle: One\n---\nx")
    folder.run()
    folder.write(a="---\ntitle: Two\n---\nx")
    folder.run()
    assert look("a").title == "Two"
    folder.write(a="---\ntitle: Two\nslug: chosen\n---\nx")
    folder.run()
    assert look("chosen").title == "Two"


def test_equal_names_are_numbered_in_the_order_of_the_files(folder, look, database):
    with database.transaction() as db:
        make_post(db, title="Hello", slug="hello")
    for day in (3, 1, 2):
        folder.put(f"2014-01-0{day}-hello.md", f"---\ntitle: Day {day}\n---\n")
    folder.run()
    assert [look(f"hello-{number}").title for number in (2, 3, 4)] == ["Day 1", "Day 2", "Day 3"]


@pytest.mark.parametrize(
    ("style", "name", "field", "slug"),
    [
        ("unicode", "你好", "lang: zh", "你好"),
        ("unicode", "x", "slug: Chosen One", "chosen-one"),
        ("unicode", "___", "title: From the title", "from-the-title"),
        ("pinyin", "你好", "lang: zh", "ni-hao"),
        ("pinyin", "x", "slug: 世界", "shi-jie"),
        ("id", "x", "slug: chosen", "chosen"),
    ],
)
def test_the_style_decides_how_slugs_look(folder, look, style, name, field, slug):  # noqa: PLR0913, PLR0917 - a row each
    folder.put(f"2014-01-01-{name}.md", f"---\n{field}\n---\nText")
    folder.run(slugs=style)
    assert look(slug) is not None


def test_ids_are_short_and_all_different(folder, database):
    folder.write(a="Text", b="Text")
    folder.run(slugs="id")
    with database.reading() as db:
        slugs = db.scalars(select(Post.slug)).all()
    assert {len(slug) for slug in slugs} == {8}
    assert len(set(slugs)) == 2


def test_links_lead_to_posts_that_come_later(folder, look, database):
    folder.put("_posts/2014-01-01-a.md", "---\ntitle: A\n---\n[b]({% post_url 2014-01-03-b %})")
    folder.put(
        "_posts/2014-01-02-b.md", "---\ntitle: Other\n---\n{% post_url 2014-01-01-a %} {% post_url 2014-01-03-b %}"
    )
    folder.put("_posts/2014-01-03-b.md", "---\ntitle: Meant\n---\n")
    assert set(folder.outcomes(system="jekyll").values()) == {"created"}
    with database.reading() as db:
        sources = dict(db.execute(select(Post.title, Post.source)).all())
    assert sources["A"] == "[b](/blog/posts/b)"
    assert sources["Other"] == "/blog/posts/a /blog/posts/b"
    assert look("b").title == "Meant"
    assert look("b-2").title == "Other"


def test_links_to_what_was_deleted_here_are_named(folder, edit, database):
    folder.put("_posts/2014-01-01-a.md", "Text")
    folder.run(system="jekyll")
    edit("a", lambda publishing, post: publishing.delete(post, user=None, version=1))
    folder.put("_posts/2014-01-02-b.md", "[a]({% post_url 2014-01-01-a %})")
    result = folder.run(system="jekyll")["_posts/2014-01-02-b.md"]
    assert [str(notice.kind) for notice in result.notices] == ["link"]


def test_an_address_that_was_promised_and_taken_meanwhile_is_numbered(folder, look, database, monkeypatch):
    folder.put("_posts/2014-01-01-a.md", "[b]({% post_url 2014-01-02-b %})")
    folder.put("_posts/2014-01-02-b.md", "---\ntitle: Imported\n---\n")
    read = service.ImportService.read

    def read_slowly(self, entries):
        steps = read(self, entries)
        with database.transaction() as db:
            make_post(db, title="Written", slug="b")
        return steps

    monkeypatch.setattr(service.ImportService, "read", read_slowly)
    assert set(folder.outcomes(system="jekyll").values()) == {"created"}
    assert (look("b").title, look("b-2").title) == ("Written", "Imported")
