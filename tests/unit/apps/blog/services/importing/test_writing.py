"""An imported post has all that one written here has."""

from datetime import UTC, datetime

from sqlalchemy import select

from apps.auth.models import User
from apps.blog.models.imported import ImportSource
from apps.blog.models.post import UNLISTED, Post
from apps.blog.models.revision import LIVE, SAVED, Revision
from core.permissions import Role
from core.site_settings import SiteSettingsService
from tests.factories import make_user

FRONT = "---\ntitle: {}\ndate: 2014-03-12\nauthors: [Ada, Grace]\ntags: [b, a]\ncategories: [c]\n---\nText of {}.\n"


def test_a_file_becomes_a_post_as_if_it_had_been_written_here(folder, database, look):
    folder.write(hello=FRONT.format("Hello", "*mine*"))
    assert folder.outcomes() == {"hello.md": "created"}
    post = look("hello")
    assert (post.title, post.status, post.version, post.language) == ("Hello", "published", 1, "en")
    assert post.published_at == post.created_at == post.updated_at == datetime(2014, 3, 12, tzinfo=UTC)
    assert [user.display_name for user in post.authors] == ["Ada", "Grace"]
    assert ([term.name for term in post.tags], [term.name for term in post.categories]) == (["b", "a"], ["c"])
    assert (post.excerpt, post.word_count, post.reading_minutes) == ("Text of mine.", 3, 1)
    with database.reading() as db:
        assert db.scalar(select(Post.html)) == "<p>Text of <em>mine</em>.</p>\n"
        revision = db.scalars(select(Revision)).one()
        assert (revision.number, revision.kind, revision.fields["slug"]) == (1, LIVE, "hello")
        origin = db.scalars(select(ImportSource)).one()
        assert (origin.system, origin.source_id, origin.post_id) == ("markdown", "hello.md", post.id)


def test_what_stands_beside_the_text_comes_along(folder, look):
    more = (
        "unlisted: true\npinned: true\nseries: Tides\nimage: {path: 'https://example.org/a.jpg', width: 8, height: 9}"
    )
    folder.write(hello=f"---\n{more}\n---\nText")
    for text in ("Text", "More text"):
        folder.write(hello=f"---\n{more}\n---\n{text}")
        folder.run()
        post = look("hello")
        assert (post.visibility, post.pinned, post.series.name) == (UNLISTED, True, "Tides")
        assert (post.cover_url, post.cover_width, post.cover_height) == ("https://example.org/a.jpg", 8, 9)


def test_a_draft_is_a_draft(folder, look, count):
    folder.write(hello="---\ndraft: true\n---\nText")
    folder.run()
    post = look("hello")
    assert (post.status, post.published_at) == ("draft", None)
    assert count(Revision, Revision.kind == SAVED) == 1


def test_long_things_are_cut_and_named(folder, look):
    folder.write(a=f"---\ntitle: {'long ' * 80}\ntags: [{'x' * 200}, y]\nauthor: {'z' * 300}\n---\nText")
    (result,) = folder.run().values()
    assert [str(notice.kind) for notice in result.notices] == ["length", "length"]
    post = look("a")
    assert len(post.title) <= 255
    assert [term.name for term in post.tags] == ["y"]
    assert len(post.authors[0].display_name) == 120
    assert folder.outcomes() == {"a.md": "unchanged"}


def test_a_post_of_nobody_is_the_first_administrators(folder, look, database):
    with database.transaction() as db:
        make_user(db, "root", role=Role.ADMIN)
    folder.write(a="Text")
    folder.run()
    assert [user.name for user in look("a").authors] == ["root"]


def test_before_there_is_an_administrator_it_is_somebodys_who_cant_sign_in(folder, look, database):
    folder.write(a="Text", b="---\nauthor: Ada\n---\nText")
    folder.run()
    assert [user.display_name for user in look("a").authors] == ["Anonymous"]
    with database.reading() as db:
        assert db.scalars(select(User.password_hash)).all() == [None, None]
        assert set(db.scalars(select(User.role))) == {Role.AUTHOR}


def test_whoever_imports_may_name_an_author(folder, look):
    folder.write(a="Text", b="---\nauthor: Ada\n---\nText")
    folder.run(author="Grace")
    assert [look(slug).authors[0].display_name for slug in "ab"] == ["Grace", "Ada"]


def test_days_and_languages_are_the_sites_where_a_file_names_none(folder, look, database):
    with database.transaction() as db:
        SiteSettingsService(db).update({"timezone": "Asia/Shanghai", "language": "zh_CN"})
    folder.put("2014-01-01-a.md", "1234")
    folder.run()
    assert look("a").published_at == datetime(2013, 12, 31, 16, tzinfo=UTC)
    assert look("a").language == "zh-Hans"
