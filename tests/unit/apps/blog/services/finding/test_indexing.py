"""Tests of the index: what is saved is found by its words as they are now, whoever saves it."""

import pytest
from sqlalchemy import delete, func, select, update

from apps.blog.models.post import Post
from apps.blog.models.search import POST_WORDS, PostSearch
from apps.blog.services.finding.indexing import INDEX, Indexed, IndexService
from apps.blog.services.finding.search import SearchService
from apps.blog.services.writing.drafts import PostDraft
from apps.blog.services.writing.publishing import PublishingService
from apps.blog.services.writing.rendering import RenderingService
from core.generation import Generation
from core.jobs import Job
from core.permissions import Role
from core.text.search import parse_query
from tests.factories import forget_words, make_draft, make_post, make_user


@pytest.fixture
def write(committed_database):
    """Return what runs a change and commits it: MySQL finds nothing of an open transaction."""
    return committed_database.run


@pytest.fixture
def ada(write):
    """Return an editor."""
    return write(lambda db: make_user(db, "ada", role=Role.EDITOR))


@pytest.fixture
def change(write, ada):
    """Return what lets the publishing service do something with a post."""

    def run(post, act):
        def unit(db):
            service = PublishingService(db)
            return act(service, service.get_for(ada, post.id, "post.edit"))

        return write(unit)

    return run


@pytest.fixture
def find(committed_database):
    """Return what tells the titles of what readers find."""

    def found(typed):
        with committed_database.reading() as db:
            return [hit.post.title for hit in SearchService(db).find(parse_query(typed)).hits]

    return found


def words_in_sqlite(db):
    return db.scalar(select(func.count()).select_from(POST_WORDS))


def test_a_post_is_found_from_when_it_is_published_until_it_is_withdrawn(write, change, find, ada):
    post = write(lambda db: make_draft(db, author=ada, title="T", source="needle"))
    assert find("needle") == []
    change(post, lambda service, post: service.publish(post, user=ada, version=1))
    assert find("needle") == ["T"]
    change(post, lambda service, post: service.withdraw(post, user=ada, version=2))
    assert find("needle") == []


def test_a_pending_change_is_found_once_readers_see_it(write, change, find, ada):
    post = write(lambda db: make_post(db, author=ada, title="T", source="before"))
    later = PostDraft(title="T", source="after")
    change(post, lambda service, post: service.save(post, later, user=ada, version=2))
    assert (find("before"), find("after")) == (["T"], [])
    change(post, lambda service, post: service.update_live(post, user=ada, version=3))
    assert (find("before"), find("after")) == ([], ["T"])


def test_title_summary_and_text_are_found_and_no_markup(write, find):
    write(lambda db: make_post(db, title="One", summary="Two", source='*three* <b title="four">5</b> `six`'))
    assert [find(word) for word in ("one", "two", "three", "six")] == [["One"]] * 4
    assert [find(word) for word in ("em", "code", "title", "four")] == [[]] * 4


def test_what_hasnt_changed_isnt_written_again(committed_database, write):
    post = write(make_post)
    write(lambda db: db.execute(update(PostSearch).values(title="kept")))
    write(lambda db: IndexService(db).index(db.get(Post, post.id)))
    with committed_database.reading() as db:
        assert db.scalar(select(PostSearch.title)) == "kept"


def test_what_is_rendered_anew_is_found_by_its_new_words(write, find):
    post = write(lambda db: make_post(db, title="T", source="needle"))
    gone = Indexed(post.id, "T", "", "<p>of an older renderer</p>")
    write(lambda db: IndexService(db).index(gone))
    assert (find("older"), find("needle")) == (["T"], [])
    write(lambda db: RenderingService(db).store(RenderingService(db).render([post.id])))
    assert (find("older"), find("needle")) == ([], ["T"])


def test_two_who_index_a_text_first_at_the_same_moment_both_come_through(committed_database, write, find):
    post = write(lambda db: make_post(db, title="T", source="needle"))
    text = Indexed(post.id, "T", "", "<p>other</p>")

    def index(db):
        service = IndexService(db)
        # As if the other's row had come in between the look and the writing.
        service._put(text, "digest", is_new=True)

    write(index)
    assert (find("other"), find("needle")) == (["T"], [])


@pytest.mark.engine("sqlite")
def test_words_of_a_post_that_is_gone_are_forgotten(write):
    post = write(make_post)
    write(lambda db: db.execute(delete(Post).where(Post.id == post.id)))
    assert write(words_in_sqlite) == 1
    write(lambda db: IndexService(db).forget_deleted())
    assert write(words_in_sqlite) == 0


@pytest.mark.engine("sqlite")
def test_a_post_that_gets_the_number_of_one_that_is_gone_has_its_own_words(write, find):
    post = write(lambda db: make_post(db, title="Old", source="needle"))
    write(lambda db: db.execute(delete(Post).where(Post.id == post.id)))
    assert write(lambda db: make_post(db, title="New", source="pin")).id == post.id
    assert (find("needle"), find("pin")) == ([], ["New"])


def test_texts_of_an_older_release_are_indexed_by_a_job(committed_database, write, find):
    for number in range(3):
        write(lambda db, number=number: make_post(db, title=f"{number}", source="needle"))
    write(forget_all)
    before = write(lambda db: db.scalar(select(Generation.value)))
    assert find("needle") == []
    write(lambda db: IndexService(db).enqueue_missing())
    write(lambda db: IndexService(db).enqueue_missing())
    assert write(jobs) == 1
    ids = write(lambda db: IndexService(db).reindex(after=0, size=2, only_missing=True))
    assert len(ids) == 2
    assert len(write(lambda db: IndexService(db).reindex(after=ids[-1], size=2, only_missing=True))) == 1
    assert write(lambda db: IndexService(db).reindex(after=0, size=2, only_missing=True)) == []
    assert find("needle") == ["2", "1", "0"]
    assert write(lambda db: db.scalar(select(Generation.value))) != before


def jobs(db):
    return db.scalar(select(func.count()).select_from(Job).where(Job.kind == INDEX))


def forget_all(db):
    forget_words(db, db.scalars(select(PostSearch.post_id)).all())


def test_where_nothing_is_missing_no_job_begins(write):
    write(make_post)
    write(lambda db: IndexService(db).enqueue_missing())
    assert write(jobs) == 0


def test_a_whole_book_is_indexed(write, find):
    book = "网络安全与信息技术的发展。" * 20_000 + "\n\n结尾 needle"
    write(lambda db: make_post(db, title="Book", source=book))
    assert find("needle") == find("技术的发展") == ["Book"]


@pytest.mark.engine("sqlite")
def test_words_stand_once_in_the_database(write):
    write(lambda db: make_post(db, source="needle"))
    assert write(lambda db: db.execute(select(PostSearch.title, PostSearch.body)).one()) == ("", "")
    assert write(words_in_sqlite) == 1
