"""Tests of the operator's commands for posts."""

from types import SimpleNamespace

import pytest
from click.testing import CliRunner
from sqlalchemy import select, update

from apps.blog import commands
from apps.blog.models.post import Post
from core.generation import Generation
from core.text.markdown import HTML_VERSION
from tests.factories import make_draft, make_post


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


def test_rerender_leaves_alone_what_is_up_to_date(database, run):
    with database.transaction() as db:
        make_post(db)
        before = db.scalar(select(Generation.value))
    assert run(commands.rerender).output == "0 texts rendered.\n"
    with database.reading() as db:
        assert db.scalar(select(Generation.value)) == before
