"""What is imported is imported once, and what people do here goes before it."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import delete, select, update

from apps.auth.models import User
from apps.blog.models.imported import ImportSource
from apps.blog.models.post import Post
from apps.blog.models.revision import Revision
from apps.blog.services.importing import service
from apps.blog.services.writing.drafts import PostDraft
from core.generation import Generation
from tests.factories import make_post

FRONT = "---\ntitle: {}\ndate: 2014-03-12\nauthors: [Ada, Grace]\ntags: [b, a]\ncategories: [c]\n---\nText of {}.\n"


def test_what_readers_see_gets_a_new_generation(folder, database):
    def generation():
        with database.reading() as db:
            return db.scalar(select(Generation.value))

    before = generation()
    folder.write(hello="Text")
    folder.run()
    after = generation()
    folder.run()
    assert before != after == generation()


def test_a_second_run_changes_nothing(folder, look, count):
    folder.write(a=FRONT.format("A", "a"), b=FRONT.format("B", "b"))
    folder.run()
    before = look("a")
    assert folder.outcomes() == {"a.md": "unchanged", "b.md": "unchanged"}
    after = look("a")
    assert (after.feed_id, after.version, after.updated_at) == (before.feed_id, before.version, before.updated_at)
    assert [count(model) for model in (Post, Revision, User, ImportSource)] == [2, 2, 2, 2]


def test_what_changed_there_changes_here_and_keeps_its_id(folder, look, count):
    folder.write(a=FRONT.format("A", "a"))
    folder.run()
    before = look("a")
    text = "---\ntitle: A\ndate: 2015-01-01\nauthor: Grace\ntags: [z]\n---\nNew text.\n"
    folder.write(a=text)
    assert folder.outcomes() == {"a.md": "updated"}
    after = look("a")
    assert (after.id, after.feed_id, after.excerpt, after.change) == (before.id, before.feed_id, "New text.", None)
    assert after.published_at == datetime(2015, 1, 1, tzinfo=UTC)
    assert [user.display_name for user in after.authors] == ["Grace"]
    assert [term.name for term in after.tags] == ["z"]
    assert after.categories == []
    assert count(Revision) == 2
    assert folder.outcomes() == {"a.md": "unchanged"}


def test_a_post_follows_its_file_into_publication_and_back(folder, look):
    folder.write(a="---\ndraft: true\n---\nOne")
    folder.run()
    folder.write(a="---\ndate: 2015-01-01\n---\nTwo")
    assert folder.outcomes() == {"a.md": "updated"}
    assert (look("a").status, look("a").excerpt) == ("published", "Two")
    folder.write(a="---\ndraft: true\n---\nThree")
    assert folder.outcomes() == {"a.md": "updated"}
    assert (look("a").status, look("a").excerpt) == ("draft", "Three")
    folder.write(a="---\ndraft: true\n---\nFour")
    assert folder.outcomes() == {"a.md": "updated"}
    assert (look("a").status, look("a").excerpt) == ("draft", "Four")


def test_what_was_edited_here_is_left_alone(folder, look, edit):
    folder.write(a="There")
    folder.run()
    edit("a", lambda publishing, post: publishing.save(post, PostDraft(source="Here"), user=None, version=1))
    assert folder.outcomes() == {"a.md": "unchanged"}
    folder.write(a="There again")
    assert folder.outcomes() == {"a.md": "edited here"}
    assert (look("a").excerpt, look("a").change.source) == ("There", "Here")


def test_what_is_edited_while_the_import_runs_is_left_alone(folder, edit, monkeypatch, look):
    folder.write(a="There")
    folder.run()
    folder.write(a="There again")
    read = service.ImportService.read

    def read_slowly(self, entries):
        steps = read(self, entries)
        edit("a", lambda publishing, post: publishing.withdraw(post, user=None, version=1))
        return steps

    monkeypatch.setattr(service.ImportService, "read", read_slowly)
    assert folder.outcomes() == {"a.md": "edited here"}
    assert look("a").excerpt == "There"


def test_what_was_deleted_here_stays_deleted(folder, look, edit, database):
    folder.write(a="There")
    folder.run()
    edit("a", lambda publishing, post: publishing.delete(post, user=None, version=1))
    folder.write(a="There again")
    assert folder.outcomes() == {"a.md": "deleted here"}
    assert look("a").deleted_at is not None
    with database.transaction() as db:
        db.execute(delete(Post))
    assert folder.outcomes() == {"a.md": "deleted here"}


def test_pictures_that_stay_on_the_old_site_are_counted_whenever_a_post_is_written(folder):
    folder.put("_config.yml", "url: https://www.old.example")
    folder.put("_posts/2014-03-12-a.md", "![a](/a.png) ![b](https://old.example/b.png) ![c](https://x.example/c.png)")
    assert [result.old_pictures for result in folder.run("jekyll").values()] == [2]
    folder.put("_posts/2014-03-12-a.md", "![a](/a.png)")
    assert [result.old_pictures for result in folder.run("jekyll").values()] == [1]
    assert [result.old_pictures for result in folder.run("jekyll").values()] == [0]


def test_what_is_no_post_is_left_out_with_the_reason(folder, count):
    folder.write(README="# A project", a="Text")
    results = folder.run()
    assert {path: str(result.outcome) for path, result in results.items()} == {
        "README.md": "left out",
        "a.md": "created",
    }
    assert "front matter" in results["README.md"].reason.text
    assert count(Post) == 1


def test_a_broken_file_is_named_and_the_rest_goes_on(folder, look):
    folder.write(a="Text", b="---\nx: y: z\n---\n", c="", e="Text")
    (folder.path / "d.md").write_bytes("中文".encode("gb18030"))
    results = folder.run()
    assert [str(result.outcome) for result in results.values()] == ["created", *["skipped"] * 3, "created"]
    assert all(results[name].reason.text for name in ("b.md", "c.md", "d.md"))
    assert look("e") is not None


def test_a_broken_configuration_is_named_as_a_file_is(folder):
    folder.put("_config.yml", "a: b: c")
    folder.put("_posts/2014-01-01-a.md", "Text")
    assert folder.outcomes(system="jekyll") == {"_config.yml": "skipped", "_posts/2014-01-01-a.md": "created"}


def test_what_the_rules_refuse_undoes_no_other(folder, count):
    text = "---\nauthors: [Ada]\ntags: [new]\n---\n"
    folder.write(a="Text", b=text + "x" * 1_000_001, c=text + "Text")
    assert folder.outcomes() == {"a.md": "created", "b.md": "skipped", "c.md": "created"}
    assert count(Post) == 2


def test_what_the_database_refuses_undoes_no_other(folder, count, monkeypatch):
    write = service.PostWriter.write

    def refuse(self, item):
        result = write(self, item)
        if item.source_id == "b.md":
            make_post(self._db, title="Taken", form_id="x")
            self._db.execute(update(Post).where(Post.form_id == "x").values(slug_key="a"))
        return result

    monkeypatch.setattr(service.PostWriter, "write", refuse)
    text = "---\nauthors: [Ada]\ntags: [new]\n---\nText"
    folder.write(a="Text", b=text, c=text)
    assert folder.outcomes() == {"a.md": "created", "b.md": "skipped", "c.md": "created"}
    assert count(Post) == 2
    assert count(User, User.display_name == "Ada") == 1


def test_what_was_committed_before_a_crash_stays_and_the_next_run_goes_on(folder, count, monkeypatch):
    monkeypatch.setattr(service, "_BATCH", 2)
    folder.write(a="Text", b="Text", c="Text", d="Text", e="Text")
    write = service.ImportService.write

    def crash(self, steps):
        if steps[0].source_id == "c.md":
            raise RuntimeError("the power went off")
        return write(self, steps)

    with monkeypatch.context() as patch:
        patch.setattr(service.ImportService, "write", crash)
        with pytest.raises(RuntimeError):
            folder.run()
    assert count(Post) == 2
    assert list(folder.outcomes().values()) == ["unchanged"] * 2 + ["created"] * 3


def test_large_files_make_small_batches(folder, count, monkeypatch):
    monkeypatch.setattr(service, "_BATCH_SIZE", 10)
    folder.write(a="Text of ten", b="Text of ten", c="x")
    assert set(folder.outcomes().values()) == {"created"}
    assert count(Post) == 3


def test_what_is_deleted_while_the_import_runs_stays_deleted(folder, edit, monkeypatch):
    folder.write(a="There")
    folder.run()
    folder.write(a="There again")
    monkeypatch.setattr(service.ImportService, "read", meanwhile(lambda: edit("a", delete_post)))
    assert folder.outcomes() == {"a.md": "deleted here"}


def meanwhile(act):
    """Return a read() after which something happens before anything is written."""
    read = service.ImportService.read

    def read_slowly(self, entries):
        steps = read(self, entries)
        act()
        return steps

    return read_slowly


def delete_post(publishing, post):
    publishing.delete(post, user=None, version=post.version)
