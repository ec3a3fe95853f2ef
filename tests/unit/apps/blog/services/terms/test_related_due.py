"""Tests of what is compared anew when terms change: the posts concerned, a bounded number of them, and no others."""

import pytest
from sqlalchemy import delete, func, select

from apps.blog.models.post import PRIVATE, Post
from apps.blog.models.related import RelatedDue
from apps.blog.models.term import CATEGORY, SERIES, TAG
from apps.blog.services.finding.related import RelatedService
from apps.blog.services.terms import related_due as module
from apps.blog.services.terms.related_due import RelatedDueService
from core.audit import Actor
from core.jobs import Job
from tests.factories import make_draft, make_page, make_post
from tests.support.databases import open_database

EDITOR = Actor(name="ed")


@pytest.fixture
def due(db):
    """Return what tells the titles of what is due."""
    return lambda: sorted(db.scalars(select(Post.title).join(RelatedDue, RelatedDue.post_id == Post.id)))


@pytest.fixture
def done(db):
    """Return what lets nothing be due, and no job wait."""

    def do():
        db.flush()
        db.execute(delete(RelatedDue))
        db.execute(delete(Job).where(Job.kind == module.KIND))

    return do


def jobs(db):
    return db.scalar(select(func.count()).select_from(Job).where(Job.kind == module.KIND))


@pytest.mark.parametrize(("kind", "field"), [(TAG, "tags"), (CATEGORY, "categories")])
class TestWhoIsDue:
    @pytest.fixture(autouse=True)
    def posts(self, db, make_term, kind, field, done):
        self.old, self.new = make_term(kind, "JS"), make_term(kind, "JavaScript")
        for title, names in {"A": ("JS",), "B": ("JavaScript",), "C": ("JS", "JavaScript"), "D": ()}.items():
            make_post(db, title=title, **{field: names})
        make_draft(db, title="Draft", **{field: ("JS",)})
        make_page(db, title="Page", **{field: ("JS",)})
        make_post(db, title="Hidden", visibility=PRIVATE, **{field: ("JS",)})
        done()

    def test_after_merging_what_stood_under_either(self, db, editing, due):
        editing.merge(self.old, self.new, actor=EDITOR)
        assert due() == ["A", "B", "C"]
        assert jobs(db) == 1

    def test_after_deleting_what_stood_under_it(self, db, editing, due):
        editing.delete(self.old, actor=EDITOR)
        assert due() == ["A", "C"]
        assert jobs(db) == 1

    def test_a_new_name_makes_nobody_more_alike(self, db, change_term, due):
        change_term(self.old, name="ECMAScript")
        assert due() == []
        assert jobs(db) == 0

    def test_what_is_due_already_stays_due_once(self, editing, due):
        editing.delete(self.old, actor=EDITOR)
        editing.delete(self.new, actor=EDITOR)
        assert due() == ["A", "B", "C"]

    def test_of_many_the_newest(self, editing, due, monkeypatch):
        monkeypatch.setattr(module, "WINDOW", 1)
        editing.delete(self.old, actor=EDITOR)
        assert due() == ["C"]


@pytest.mark.engine("mariadb")
def test_one_that_is_due_already_is_no_obstacle_under_mariadb_s_own_scheme(database_url):
    database = open_database(database_url.replace("mysql", "mariadb", 1))
    with database.transaction() as db:
        post = make_post(db, tags=("a",))
        RelatedDueService(db).note_under(post.tags[0].id)
        assert list(db.scalars(select(RelatedDue.post_id))) == [post.id]
    database.dispose()


def test_what_becomes_one_because_its_parents_do_is_due_too(db, editing, make_term, due, done):
    home, house = make_term(CATEGORY, "Home"), make_term(CATEGORY, "House")
    below = [make_term(CATEGORY, "Tea", below=each) for each in (home, house)]
    for title, category in zip("AB", below, strict=True):
        make_post(db, title=title, categories=(category.slug,))
    done()
    editing.merge(home, house, actor=EDITOR)
    assert due() == ["A", "B"]


def test_a_series_makes_nobody_alike(db, editing, make_term, due, done):
    series = make_term(SERIES, "Leaves")
    make_post(db, title="A", series="Leaves")
    done()
    editing.delete(series, actor=EDITOR)
    assert due() == []


def test_readers_get_what_the_merged_tag_brings_together(db, editing, make_term):
    old, new = make_term(TAG, "JS"), make_term(TAG, "JavaScript")
    one, other = (make_post(db, title=name, source="", tags=(name,)) for name in ("JS", "JavaScript"))
    related = RelatedService(db)

    def work():
        found = related.find(related.due())
        related.store(list(found), found)
        return {id: near for id, near in found.items() if near}

    assert work() == {}
    editing.merge(old, new, actor=EDITOR)
    assert work() == {one.id: [other.id], other.id: [one.id]}
