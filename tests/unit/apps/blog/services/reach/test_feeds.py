"""Tests of feed entries: whole, with full addresses, and dated as readers were told."""

from datetime import timedelta

from apps.blog.services.reach.feeds import NEVER, absolute, feed_entries, last_change
from apps.blog.services.reading.posts import PostService
from tests.factories import make_post, make_user

BASE = "https://example.org/blog/posts/here"


class Addresses:
    """Addresses of a site at example.org."""

    def post(self, post):
        return f"https://example.org/blog/posts/{post.slug}"

    def portrait(self, user):
        return f"https://example.org/media/{user.portrait}" if user.portrait else ""

    def author(self, user):
        return f"https://example.org/blog/authors/{user.name}"


def entries_of(db):
    return feed_entries(PostService(db).list_for_feed(20), Addresses())


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
    ada, ben = make_user(db, display_name="Ada \x07 A", portrait="0.jpg"), make_user(db, display_name="Ben")
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
    assert [author.name for author in entry.authors] == ["Ada  A", "Ben"]
    assert [author.portrait for author in entry.authors] == ["https://example.org/media/0.jpg", ""]
    assert entry.authors[0].url == f"https://example.org/blog/authors/{ada.name}"
    assert (entry.terms, entry.summary, entry.image) == (("c", "t"), "Sum", "")
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


def test_a_cover_stands_above_the_text_where_its_size_is_known(db):
    post = make_post(db, title="One", source="Text.")
    post.cover_url, post.cover_alt = "/media/a.png?b&c", 'A "cat"'
    db.flush()
    (entry,) = entries_of(db)
    assert (entry.image, entry.content) == ("https://example.org/media/a.png?b&c", "<p>Text.</p>\n")
    post.cover_width, post.cover_height = 800, 450
    db.flush()
    (entry,) = entries_of(db)
    picture = (
        '<p><img src="https://example.org/media/a.png?b&amp;c" alt="A &quot;cat&quot;" width="800" height="450"></p>\n'
    )
    assert entry.content == f"{picture}<p>Text.</p>\n"


def test_what_is_no_address_stays_as_it_is():
    markup = '<a href="http://[">x</a>'
    assert absolute(markup, BASE) == markup
