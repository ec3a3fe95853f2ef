"""Tests of the search: what an oracle that reads every letter finds, in an order that says what counts."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import undefer

from apps.blog.models.post import PAGE, Post
from apps.blog.services.finding.search import PAGE_SIZE, SearchService
from core.text.excerpts import plain_text
from core.text.folding import fold
from core.text.search import QUERY_LIMIT, parse_query
from tests.factories import make_draft, make_page, make_post, make_user
from tests.support.corpus import TEXTS
from tests.support.oracle import questions

#: What breaks the query languages of full-text engines.
NAUGHTY = [
    *(
        '"',
        '""',
        "'",
        "''",
        '"a',
        'a"',
        "*",
        "a*",
        "**",
        "+",
        "+a",
        "-a",
        "- a",
        "--",
        "(",
        ")",
        "(a",
        "a)",
        "()",
        "<a",
    ),
    *(
        ">a",
        "~a",
        "@8",
        "@distance",
        '"a b" @8',
        "a@b",
        "^a",
        "a:b",
        "title:a",
        "{title}:a",
        "{title} : (a)",
        ":",
        "a AND",
    ),
    *(
        "AND",
        "OR",
        "NOT",
        "a NOT b",
        "NEAR(a b, 2)",
        "NEAR(",
        "a NEAR b",
        "\\",
        "\\'",
        "%",
        "_",
        "a;b",
        "a--",
        "/*",
        "\x00a",
    ),
    *(
        "a\x1ab",
        "😀",
        "\u202ea",
        "\ufffe",
        "a\u0300" * 60,
        "'; DROP TABLE posts; --",
        "${a}",
        "{{ a }}",
        "<script>",
        "%00",
    ),
]


@pytest.fixture
def write(committed_database):
    """Return what runs a change and commits it: MySQL finds nothing of an open transaction."""
    return committed_database.run


@pytest.fixture
def find(committed_database):
    """Return what finds a page."""

    def found(typed, **options):
        with committed_database.reading() as db:
            return SearchService(db).find(parse_query(typed), **options)

    return found


def titles(found):
    return [hit.post.title for hit in found.hits]


def text_of(pieces):
    return "".join(f"[{text}]" if is_hit else text for text, is_hit in pieces)


def test_it_finds_what_the_oracle_finds(committed_database, write):
    write(lambda db: [make_post(db, author=ada(db), title=title, source=source) for title, source in TEXTS])
    with committed_database.reading() as db:
        posts = db.scalars(select(Post).options(undefer(Post.html))).all()
        texts = {post.id: (fold(post.title), fold(plain_text(post.html))) for post in posts}
        asked = questions(["\n".join(text) for text in TEXTS], 500)
        search = SearchService(db)
        found = {question: search.list_ids(parse_query(question.typed), size=1000) for question in asked}
    expected = {question: question.answers(texts) for question in asked}
    assert {question.typed: set(ids) for question, (_, ids) in found.items()} == {
        question.typed: ids for question, ids in expected.items()
    }
    assert all(total == len(ids) for total, ids in found.values())
    assert sum(map(bool, expected.values())) > 400


_people = []


def ada(db):
    """Return the one author, who costs a statement only once in a transaction."""
    if not _people or _people[-1][0] is not db:
        _people[:] = [(db, make_user(db))]
    return _people[-1][1]


@pytest.mark.parametrize("typed", NAUGHTY)
def test_what_is_typed_never_reaches_the_engines_language(find, typed):
    assert find(typed).total == 0


def test_a_word_is_found_among_signs(write, find):
    write(lambda db: make_post(db, title="T", source="needle"))
    for signs in ('+%s"', "(%s", "-%s*", "{title}:%s)", '"%s', "@%s~", "'%s\\"):
        assert find(signs % "needle").total == (0 if "title" in signs else 1)


def test_titles_count_more_and_the_newest_comes_first(write, find, clock):
    for title, source in (
        ("slow water", "old"),
        ("water", "slow"),
        ("text", "slow water"),
        ("Slow, slow water", "new"),
        ("new text", "water slow"),
    ):
        clock.advance(minutes=1)
        write(lambda db, title=title, source=source: make_post(db, title=title, source=source))
    assert titles(find("slow water")) == ["Slow, slow water", "slow water", "water", "new text", "text"]


def test_pages_are_turned_and_none_is_shown_twice(write, find):
    write(lambda db: [make_post(db, author=ada(db), title=f"needle {n}") for n in range(PAGE_SIZE + 3)])
    first, second = find("needle"), find("needle", page=2)
    assert first.total == second.total == PAGE_SIZE + 3
    assert len({*titles(first), *titles(second)}) == PAGE_SIZE + 3
    assert (find("needle", page=3).hits, find("needle", page=9_999_999).hits) == ((), ())


def test_pages_of_the_site_are_found_too(write, find):
    write(lambda db: make_page(db, title="About", source="needle"))
    assert [hit.post.kind for hit in find("needle").hits] == [PAGE]


def test_only_what_every_reader_may_see_is_found(write, find, clock):
    present = clock.moment

    def make(db):
        make_draft(db, title="draft", source="needle")
        make_post(db, title="scheduled", source="needle", at=present + timedelta(hours=1))
        make_post(db, title="out", source="needle", at=present - timedelta(hours=1))
        gone = [make_post(db, title=title, source="needle") for title in ("ended", "deleted")]
        hidden = [
            make_post(db, title=title, source="needle") for title in ("unlisted", "members", "private", "password")
        ]
        db.execute(update(Post).where(Post.id == gone[0].id).values(unpublished_at=present))
        db.execute(update(Post).where(Post.id == gone[1].id).values(deleted_at=present))
        for post in hidden:
            db.execute(update(Post).where(Post.id == post.id).values(visibility=post.title))

    write(make)
    assert titles(find("needle")) == ["out"]
    clock.advance(hours=1)
    assert titles(find("needle")) == ["scheduled", "out"]


def test_tags_narrow_a_search_however_they_are_written(write, find):
    write(lambda db: make_post(db, title="one", source="needle", tags=("日記", "Machine Learning")))
    write(lambda db: make_post(db, title="two", source="needle", tags=("日記",)))
    write(lambda db: make_post(db, title="three", source="needle"))
    assert titles(find("tag:日记")) == ["two", "one"]
    assert titles(find('needle TAG:"machine learning" tag:日記')) == ["one"]
    assert titles(find("tag:machine-learning")) == ["one"]
    assert find("tag:nothing").total == find("needle tag:nothing").total == find("pin tag:日记").total == 0


def test_authors_narrow_a_search_by_either_name(write, find):
    def make(db):
        lin = make_user(db, "lin", display_name="林臺生")
        make_post(db, title="hers", author=lin, source="needle")
        make_post(db, title="theirs", co_authors=(lin,), source="needle")
        make_post(db, title="another's", source="needle")
        make_user(db, "reader")

    write(make)
    assert titles(find("author:LIN needle")) == titles(find("作者:林台生")) == ["theirs", "hers"]
    assert find("author:reader").total == find("author:nobody").total == 0


def test_a_part_of_an_author_s_name_will_do(write, find):
    write(lambda db: make_post(db, title="Rivers", author=make_user(db, "lin-wei", display_name="Lin Wei 林薇")))
    for typed in ("author:林薇", "author:wei", "author:LIN-WEI", 'author:"lin wei 林薇"'):
        assert titles(find(typed)) == ["Rivers"]
    assert find("author:li").total == 0


def test_a_hit_shows_where_it_was_found(write, find):
    write(lambda db: make_post(db, title="臺灣筆記", source="Before.\n\nAn *island* called 台灣."))
    (hit,) = find("台湾").hits
    assert text_of(hit.title) == "[臺灣]筆記"
    assert text_of(hit.passage) == "An island called [台灣]."


def test_where_the_text_says_nothing_of_it_its_beginning_is_shown(write, find):
    write(lambda db: make_post(db, title="needle", source="Something else.", tags=("a",)))
    write(lambda db: make_post(db, title="needle", source="Something else.", summary="In short.", tags=("b",)))
    assert [text_of(hit.passage) for hit in find("needle").hits] == ["In short.", "Something else."]
    assert text_of(find("tag:a").hits[0].passage) == "Something else."


def test_a_text_without_a_title_is_called_by_how_it_begins(write, find):
    write(lambda db: make_post(db, title="", source="A needle in hay."))
    assert text_of(find("needle").hits[0].title) == "A [needle] in hay."


def test_a_long_search_of_single_letters_is_answered(write, find):
    write(lambda db: make_post(db, title="T", source="天地玄黄宇宙洪荒" * 50))
    assert find(" ".join("天地玄黄宇宙洪荒" * 20)[:QUERY_LIMIT]).total == 1


def test_a_long_phrase_is_found_and_nothing_that_lacks_a_part_of_it(write, find):
    letters = "".join(chr(0x4E00 + number) for number in range(QUERY_LIMIT))
    write(lambda db: make_post(db, title="whole", source=f"字{letters}字"))
    write(lambda db: make_post(db, title="broken", source=f"{letters[:100]}字{letters[100:]}"))
    assert titles(find(letters)) == ["whole"]
    assert titles(find(letters[50:])) == ["whole"]
    assert find("字" * QUERY_LIMIT).total == 0


def test_all_texts_can_be_looked_through_for_the_desk(write, committed_database):
    draft = write(lambda db: make_draft(db, title="draft", source="needle", tags=("a",)))
    write(lambda db: make_draft(db, title="other", source="needle"))
    with committed_database.reading() as db:
        service = SearchService(db)
        author = draft.authors[0].name
        for typed in ("needle tag:a", f"needle author:{author}", "draft"):
            assert db.scalars(service.list_all(parse_query(typed))).all() == [draft.id]
        assert service.list_all(parse_query("!")) is None
