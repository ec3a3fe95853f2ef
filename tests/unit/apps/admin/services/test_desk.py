"""The desk's own questions to the database."""

from datetime import timedelta

import pytest

from apps.admin.services.desk import PAGE, DeskService, Wanted, is_state
from apps.blog.services.writing.drafts import DraftService
from apps.blog.services.writing.publishing import PublishingService
from core.permissions import Role
from tests.factories import make_draft, make_page, make_post, make_user


@pytest.fixture
def author(db):
    """Return an author."""
    return make_user(db)


@pytest.fixture
def desk(db):
    """Return the service."""
    return DeskService(db)


def counts(desk, wanted):
    return {each.state: each.count for each in desk.filters(wanted)}


def ids(desk, wanted, page=1, size=50):
    return [post.id for post in desk.list_posts(wanted, page=page, size=size)]


def test_every_state_of_a_post_is_a_filter():
    assert all(map(is_state, ("", "draft", "review", "scheduled", "published", "changed", "withdrawn", "deleted")))
    assert not is_state("password")


def test_a_post_is_in_the_state_that_it_says_itself(db, desk, author, clock):
    withdrawn = make_post(db, author=author)
    withdrawn.unpublished_at = clock.moment - timedelta(hours=1)
    review = make_draft(db, author=author)
    review.status = "review"
    made = [
        withdrawn,
        review,
        make_draft(db, author=author),
        make_post(db, author=author),
        make_post(db, author=author, at=clock.moment + timedelta(hours=1)),
    ]
    db.flush()
    for post in made:
        assert ids(desk, Wanted(author, state=post.state)) == [post.id]
        assert desk.count(Wanted(author, state=post.state)) == 1
    assert counts(desk, Wanted(author)) == {
        "": 5,
        "draft": 1,
        "review": 1,
        "scheduled": 1,
        "published": 1,
        "withdrawn": 1,
    }


def test_a_filter_in_force_stays_when_it_is_empty(desk, author):
    assert counts(desk, Wanted(author, state="scheduled")) == {"": 0, "scheduled": 0}


def test_what_comes_out_at_its_time_changes_its_state_by_itself(db, desk, author, clock):
    make_post(db, author=author, at=clock.moment + timedelta(hours=1))
    assert counts(desk, Wanted(author)) == {"": 1, "scheduled": 1}
    clock.advance(hours=1)
    assert counts(desk, Wanted(author)) == {"": 1, "published": 1}


def test_what_was_worked_on_last_comes_first_and_pages_do_not_overlap(db, desk, author, clock):
    made = []
    for _ in range(5):
        clock.advance(minutes=1)
        made.append(make_draft(db, author=author))
    clock.advance(minutes=1)
    PublishingService(db).save(made[0], DraftService(db).of(made[0]), user=author, version=1)
    found = [id for page in (1, 2, 3) for id in ids(desk, Wanted(author), page, 2)]
    assert found == [made[0].id, *(post.id for post in reversed(made[1:]))]


def test_a_title_is_found_by_a_part_of_it_in_any_case(db, desk, author):
    post = make_draft(db, author=author, title="Über 50% MORE_things")
    make_draft(db, author=author, title="Less")
    for text in ("50%", "more_", "Über"):
        assert ids(desk, Wanted(author, text=text)) == [post.id]
        assert desk.count(Wanted(author, text=text)) == 1
    assert ids(desk, Wanted(author, text="%")) == [post.id]
    assert ids(desk, Wanted(author, text="M_RE")) == []


def test_a_post_is_found_by_its_text_its_tags_and_its_authors(committed_database):
    with committed_database.transaction() as db:
        author = make_user(db, "lin")
        post = make_draft(db, author=author, title="One", source="网络安全", tags=("日記",))
        make_draft(db, author=author, title="Two")
    with committed_database.reading() as db:
        for text in ("安全", "tag:日记 author:lin", "網絡 tag:日記", "one"):
            assert ids(DeskService(db), Wanted(author, text=text)) == [post.id]
            assert DeskService(db).count(Wanted(author, text=text)) == 1
        assert ids(DeskService(db), Wanted(author, text="技术")) == []


def test_the_only_draft_is_one_of_the_own_and_alone(db, desk, author):
    assert desk.find_only_draft(author) is None
    make_draft(db)
    draft = make_draft(db, author=author)
    assert desk.find_only_draft(author) == draft.id
    make_page(db, author=author)
    assert desk.find_only_draft(author) == draft.id
    make_post(db, author=author)
    assert desk.find_only_draft(author) is None


def test_for_an_administrator_too_only_the_own_draft_counts(db, desk):
    admin = make_user(db, role=Role.ADMIN)
    draft = make_draft(db, author=admin)
    make_draft(db)
    assert desk.find_only_draft(admin) == draft.id


def test_pages_are_wanted_apart(db, desk):
    editor = make_user(db, role=Role.EDITOR)
    page, post = make_page(db), make_post(db)
    assert ids(desk, Wanted(editor, kind=PAGE)) == [page.id]
    assert ids(desk, Wanted(editor)) == [post.id]
