"""Tests of the operator's commands for posts."""

from types import SimpleNamespace

import pytest
from click.testing import CliRunner
from sqlalchemy import select, update

from apps.blog import commands
from apps.blog.models.post import Post
from apps.blog.models.search import PostSearch
from apps.blog.services.finding.search import SearchService
from apps.blog.services.writing import rendering
from core.generation import Generation
from core.text.markdown import HTML_VERSION
from core.text.search import parse_query
from tests.factories import forget_words, make_draft, make_post


@pytest.fixture
def run(database):
    """Return what types a command."""

    def typed(command, *words):
        return CliRunner().invoke(command, words, obj=SimpleNamespace(database=database), catch_exceptions=False)

    return typed


def test_rerender_makes_what_an_older_release_made_anew(database, run, monkeypatch):
    monkeypatch.setattr(commands, "BATCH", 2)
    with database.transaction() as db:
        for number in range(5):
            (make_post if number % 2 else make_draft)(db, title=f"{number}", source=f"*{number}*")
        db.execute(
            update(Post).where(Post.title != "4").values(html="old", html_version=HTML_VERSION - 1, word_count=99)
        )
        before = db.scalar(select(Generation.value))
    assert run(commands.rerender).output == "4 texts rendered.\n"
    with database.reading() as db:
        rows = db.execute(select(Post.html, Post.word_count, Post.version, Post.status).order_by(Post.id)).all()
        assert [row.html for row in rows] == [f"<p><em>{number}</em></p>\n" for number in range(5)]
        assert {row.word_count for row in rows} == {1}
        assert [row.version for row in rows] == [1, 2, 1, 2, 1]
        assert db.scalar(select(Generation.value)) != before


def test_others_save_while_rerender_renders(database, run, monkeypatch):
    with database.transaction() as db:
        make_post(db, source="*a*")
        db.execute(update(Post).values(html_version=HTML_VERSION - 1))
    render = rendering.render

    def spied(*args):
        with database.transaction() as db:
            db.execute(update(Post).values(title="Saved meanwhile"))
        return render(*args)

    monkeypatch.setattr(rendering, "render", spied)
    rendering._render.cache_clear()
    assert run(commands.rerender).output == "1 texts rendered.\n"
    with database.reading() as db:
        assert db.scalar(select(Post.title)) == "Saved meanwhile"


def test_rerender_leaves_alone_what_is_up_to_date(database, run):
    with database.transaction() as db:
        make_post(db)
        before = db.scalar(select(Generation.value))
    assert run(commands.rerender).output == "0 texts rendered.\n"
    with database.reading() as db:
        assert db.scalar(select(Generation.value)) == before


def test_the_index_is_made_anew(database, run, monkeypatch):
    monkeypatch.setattr(commands, "INDEX_BATCH", 2)
    with database.transaction() as db:
        for number in range(3):
            make_post(db, title=f"{number}", source="needle")
        make_draft(db, source="needle")
        db.execute(update(PostSearch).values(title="", body="", digest="kept"))
    with database.transaction() as db:
        forget_words(db, db.scalars(select(PostSearch.post_id).limit(2)).all())
        before = db.scalar(select(Generation.value))
    assert run(commands.search, "reindex").output.endswith("4 texts indexed.\n")
    with database.reading() as db:
        assert SearchService(db).find(parse_query("needle")).total == 3
        assert "kept" not in db.scalars(select(PostSearch.digest)).all()
        assert db.scalar(select(Generation.value)) != before


def test_an_empty_site_has_nothing_to_index(run):
    assert run(commands.search, "reindex").output.endswith("0 texts indexed.\n")
