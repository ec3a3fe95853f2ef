"""Tests of authors: who counts as one, and for how many posts."""

from apps.blog.services.reading.authors import Author, AuthorService
from tests.factories import make_draft, make_post, make_user


def counted(db, language=""):
    return [(author.display_name, author.count) for author in AuthorService(db).list_authors(language)]


def test_who_signs_a_post_is_one_by_name(db):
    bo, ada = make_user(db, display_name="bo"), make_user(db, display_name="Ada", bio="Tea.")
    make_post(db, author=bo, co_authors=(ada,))
    make_post(db, author=bo)
    make_draft(db)
    assert counted(db) == [("Ada", 1), ("bo", 2)]
    assert AuthorService(db).list_authors()[0].bio == "Tea."


def test_translations_count_once(db):
    ada = make_user(db, display_name="Ada")
    for language in ("en", "zh-Hans"):
        make_post(db, author=ada, language=language).translation_group = "group"
    db.flush()
    assert counted(db, "en") == [("Ada", 1)]
    assert counted(db) == [("Ada", 2)]


def test_two_are_enough_to_tell_that_several_write(db):
    ada = make_user(db, "ada", portrait="0.jpg")
    make_post(db, author=ada)
    make_post(db, author=ada)
    make_draft(db)
    authors = AuthorService(db)
    assert authors.first_two() == (Author("ada", "Ada", "0.jpg"),)
    for _ in range(2):
        make_post(db)
    assert len(authors.first_two()) == 2


def test_a_name_is_found_in_any_spelling(db):
    ada = make_user(db, "Ada")
    assert AuthorService(db).find("ＡDA") is ada
    assert AuthorService(db).find("nobody") is None
