"""Tests of addresses: which a text gets, who may take one, and where former ones lead."""

import threading
from dataclasses import replace

import pytest
from sqlalchemy import select

from apps.blog.models.post import PAGE, POST, FormerSlug
from apps.blog.services.reach.old_addresses import OldAddressService
from apps.blog.services.reading.posts import PostService
from apps.blog.services.writing.drafts import DraftService, PostDraft
from apps.blog.services.writing.publishing import PublishingService
from apps.blog.services.writing.slugs import SlugTaken
from core.generation import Generation
from tests.factories import make_draft, make_page, make_post, make_user


def slug_of(db, **fields):
    return make_draft(db, **fields).slug


def rename(publishing, post, slug):
    """Give a live post another address, as its author does."""
    publishing.save(post, PostDraft(title=post.title, slug=slug), user=None, version=post.version)
    publishing.update_live(post, user=None, version=post.version)


class TestMaking:
    @pytest.mark.parametrize(
        ("fields", "slug"),
        [
            ({"title": "Hello, World!"}, "hello-world"),
            ({"title": "安全的 网站"}, "安全的-网站"),
            ({"title": "Ｆｕｌｌ Ｗｉｄｔｈ"}, "full-width"),
            ({"title": "Title", "slug": "My Own One"}, "my-own-one"),
            ({"title": "Title", "slug": "!!!"}, "title"),
            ({"title": "", "source": "word " * 20}, "-".join(["word"] * 12)),
            ({"title": "", "source": "第一句话"}, "第一句话"),
            ({"title": "New"}, "new-1"),
        ],
    )
    def test_the_chosen_one_the_title_or_the_first_words(self, db, fields, slug):
        assert slug_of(db, **fields) == slug

    def test_equal_titles_are_counted(self, db):
        assert [slug_of(db, title="Notes") for _ in range(12)] == ["notes", *(f"notes-{n}" for n in range(2, 13))]

    def test_case_and_form_make_no_other_address(self, db):
        assert [slug_of(db, title="Café"), slug_of(db, title="CAFÉ")] == ["café", "café-2"]

    def test_pages_have_addresses_of_their_own(self, db):
        assert make_page(db, title="About").slug == make_post(db, title="About").slug == "about"

    def test_a_chosen_one_that_is_taken_is_refused(self, db):
        make_draft(db, title="Mine")
        with pytest.raises(SlugTaken) as caught:
            make_draft(db, title="Other", slug="mine")
        assert (caught.value.status, caught.value.field) == (409, "slug")

    def test_one_in_the_trash_keeps_its_own(self, db, publishing, ada):
        post = make_post(db, author=ada, title="Gone")
        publishing.delete(post, user=ada, version=post.version)
        assert slug_of(db, title="Gone") == "gone-2"
        with pytest.raises(SlugTaken):
            make_draft(db, slug="gone")


class TestFollowingTheTitle:
    def test_a_draft_gets_the_address_of_its_new_title(self, db, publishing, ada):
        post = make_draft(db, author=ada, title="First idea")
        draft = DraftService(db).of(post)
        assert draft.slug == ""
        publishing.save(post, PostDraft(title="Better idea", slug=draft.slug), user=ada, version=1)
        assert post.slug == "better-idea"
        assert db.scalars(select(FormerSlug)).all() == []

    def test_a_chosen_one_stays(self, db, publishing, ada):
        post = make_draft(db, author=ada, title="First idea", slug="mine")
        publishing.save(post, PostDraft(title="Better idea", slug=DraftService(db).of(post).slug), user=ada, version=1)
        assert post.slug == "mine"

    def test_a_numbered_one_keeps_its_number(self, db, publishing, ada):
        make_draft(db, title="Notes")
        post = make_draft(db, author=ada, title="Notes")
        publishing.save(post, PostDraft(title="Notes", source="more"), user=ada, version=1)
        assert post.slug == "notes-2"

    def test_a_text_without_words_keeps_what_it_got(self, db, publishing, ada):
        post = make_draft(db, author=ada, title="")
        first = post.slug
        publishing.save(post, PostDraft(source="…"), user=ada, version=1)
        assert post.slug == first

    def test_once_published_it_stays(self, db, publishing, ada):
        post = make_post(db, author=ada, title="First idea")
        publishing.save(post, PostDraft(title="Better idea"), user=ada, version=post.version)
        publishing.update_live(post, user=ada, version=post.version)
        assert (post.title, post.slug) == ("Better idea", "first-idea")


class TestHistory:
    def test_a_former_address_leads_to_the_present_one(self, db, publishing, ada):
        post = make_post(db, author=ada, title="One")
        rename(publishing, post, "two")
        rename(publishing, post, "three")
        old = OldAddressService(db)
        assert [old.find_former(POST, slug) for slug in ("one", "two", "three")] == ["three", "three", None]
        assert old.find_former(PAGE, "one") is None

    def test_readers_are_given_the_new_one_at_once(self, db, publishing, ada):
        post = make_post(db, author=ada, title="One")
        publishing.save(post, replace(DraftService(db).of(post), slug="two"), user=ada, version=post.version)
        before = db.scalar(select(Generation.value))
        publishing.update_live(post, user=ada, version=post.version)
        assert db.scalar(select(Generation.value)) != before

    def test_going_back_ends_the_loop(self, db, publishing, ada):
        post = make_post(db, author=ada, title="One")
        rename(publishing, post, "two")
        rename(publishing, post, "one")
        old = OldAddressService(db)
        assert PostService(db).find_published("one").id == post.id
        assert old.find_former(POST, "one") is None
        assert old.find_former(POST, "two") == "one"
        assert list(db.scalars(select(FormerSlug.slug_key))) == ["two"]

    def test_a_title_never_takes_what_another_left(self, db, publishing, ada):
        post = make_post(db, author=ada, title="One")
        rename(publishing, post, "two")
        assert slug_of(db, title="One") == "one-2"

    def test_an_author_may_take_it(self, db, publishing, ada):
        post = make_post(db, author=ada, title="One")
        rename(publishing, post, "two")
        taker = make_post(db, author=ada, title="Other", slug="one")
        old = OldAddressService(db)
        assert PostService(db).find_published("one").id == taker.id
        assert old.find_former(POST, "one") is None

    def test_a_draft_with_its_name_breaks_no_link_until_readers_see_it(self, db, publishing, ada):
        post = make_post(db, author=ada, title="One")
        rename(publishing, post, "two")
        taker = make_draft(db, title="Other", slug="one")
        publishing.save(taker, replace(DraftService(db).of(taker), slug="elsewhere"), user=ada, version=taker.version)
        publishing.save(taker, replace(DraftService(db).of(taker), slug="one"), user=ada, version=taker.version)
        old = OldAddressService(db)
        assert old.find_former(POST, "one") == "two"
        publishing.publish(taker, user=ada, version=taker.version)
        assert old.find_former(POST, "one") is None

    def test_nobody_learns_the_address_of_what_readers_no_longer_see(self, db, publishing, ada):
        gone, over = make_post(db, author=ada, title="One"), make_post(db, author=ada, title="Three")
        rename(publishing, gone, "two")
        rename(publishing, over, "four")
        old = OldAddressService(db)
        assert (old.find_former(POST, "ONE"), old.find_former(POST, "three")) == ("two", "four")
        publishing.withdraw(gone, user=ada, version=gone.version)
        over.unpublished_at = over.published_at
        db.flush()
        assert (old.find_former(POST, "one"), old.find_former(POST, "three")) == (None, None)

    def test_an_address_that_was_taken_while_the_change_waited_is_refused(self, db, publishing, ada):
        post = make_post(db, author=ada, title="One")
        publishing.save(post, PostDraft(title="One", slug="two"), user=ada, version=post.version)
        make_draft(db, title="Two")
        with pytest.raises(SlugTaken):
            publishing.update_live(post, user=ada, version=post.version)

    def test_a_live_text_can_not_even_ask_for_one_that_is_taken(self, db, publishing, ada):
        make_draft(db, title="Two")
        post = make_post(db, author=ada, title="One")
        with pytest.raises(SlugTaken):
            publishing.save(post, PostDraft(title="One", slug="two"), user=ada, version=post.version)


def at_once(*acts):
    """Run the acts at the same moment; return what they return."""
    gate = threading.Barrier(len(acts))
    results = {}

    def run(number, act):
        gate.wait()
        results[number] = act()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [results[number] for number in range(len(acts))]


def create(database, ada, **fields):
    form_id = fields.pop("form_id", None)

    def unit(db):
        post = PublishingService(db).create(PostDraft(**fields), author=ada, form_id=form_id)
        return post.id, post.slug

    return lambda: database.run(unit)


@pytest.fixture
def ada_committed(database):
    """Return an author whom all threads see."""
    with database.transaction() as db:
        return make_user(db, "ada")


def test_equal_titles_at_the_same_moment_are_counted(database, ada_committed):
    made = at_once(*(create(database, ada_committed, title="Race", tags=("b", "a")) for _ in range(4)))
    assert sorted(slug for _, slug in made) == ["race", "race-2", "race-3", "race-4"]


def test_one_form_at_the_same_moment_makes_one_post(database, ada_committed):
    made = at_once(*(create(database, ada_committed, title="Race", form_id="form-1234567") for _ in range(4)))
    assert len(set(made)) == 1


def test_of_two_who_choose_one_address_at_the_same_moment_one_gets_it(database, ada_committed):
    def attempt():
        try:
            return create(database, ada_committed, title="Race", slug="mine")()[1]
        except SlugTaken:
            return "taken"

    assert sorted(at_once(attempt, attempt, attempt)) == ["mine", "taken", "taken"]


def test_of_two_who_rename_to_one_address_at_the_same_moment_one_gets_it(database, ada_committed):
    with database.transaction() as db:
        ids = [make_draft(db, author=ada_committed).id for _ in range(2)]

    def rename_to_mine(post_id):
        def unit(db):
            publishing = PublishingService(db)
            post = publishing.get_for(ada_committed, post_id, "post.edit")
            return publishing.save(post, PostDraft(slug="mine"), user=ada_committed, version=1).slug

        try:
            return database.run(unit)
        except SlugTaken:
            return "taken"

    assert sorted(at_once(*(lambda each=each: rename_to_mine(each) for each in ids))) == ["mine", "taken"]
