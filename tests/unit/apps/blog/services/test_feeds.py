"""Tests of feed entries: whole, with full addresses, and dated as readers were told."""

from datetime import timedelta

from apps.blog.services.feeds import NEVER, absolute, feed_entries, last_change
from apps.blog.services.posts import PostService
from tests.factories import make_post, make_user

BASE = "https://example.org/blog/posts/here"


def entries_of(db):
    return feed_entries(PostService(db).list_for_feed(20), lambda slug: f"https://example.org/blog/posts/{slug}")


def test_links_and_pictures_get_full_addresses():
    markup = '<p><a href="/a?b=1&amp;c=2">x</a> <a href="#s-1">n</a><img src="p.png" alt="src=&quot;x&quot;"></p>'
    assert absolute(markup, BASE) == (
        '<p><a href="https://example.org/a?b=1&amp;c=2">x</a> <a href="https://example.org/blog/posts/here#s-1">n</a>'
        '<img src="https://example.org/blog/posts/p.png" alt="src=&quot;x&quot;"></p>'
    )


def test_what_stands_in_the_text_stays():
    markup = '<pre><code>&lt;a href="/x"&gt; href="/y"</code></pre><a href="https://other.example/?q=%E4%B8%AD">x</a>'
    assert absolute(markup, BASE) == markup


def test_an_entry_has_all_that_a_reader_shows(db, clock):
    ada, ben = make_user(db, display_name="Ada \x07 A"), make_user(db, display_name="Ben")
    post = make_post(
        db,
        author=ada,
        co_authors=(ben,),
        title="Über <b>",
        source="See [this](/x).",
        summary="Sum",
        language="de",
        tags=("t",),
        categories=("c",),
    )
    (entry,) = entries_of(db)
    assert (entry.id, entry.title, entry.language) == (post.feed_id, "Über <b>", "de")
    assert (entry.authors, entry.terms, entry.summary) == (("Ada  A", "Ben"), ("c", "t"), "Sum")
    assert entry.content == '<p>See <a href="https://example.org/x" rel="noopener">this</a>.</p>\n'
    assert entry.published == entry.updated == clock()


def test_a_correction_is_an_update_and_a_small_edit_is_none(db, clock):
    post = make_post(db, title="Once")
    clock.advance(days=1)
    post.updated_at = clock()
    assert entries_of(db)[0].updated == clock() - timedelta(days=1)
    post.corrected_at = clock()
    db.flush()
    assert entries_of(db)[0].updated == clock()
    assert last_change(entries_of(db)) == clock()


def test_an_empty_feed_never_changed():
    assert last_change([]) == NEVER


def test_a_post_without_a_title_is_called_by_its_first_words(db):
    make_post(db, title="", source="Just some words")
    assert entries_of(db)[0].title == "Just some words"
