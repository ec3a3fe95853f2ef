"""Databases that are busy, away or lost in the middle of a save: what was typed is kept."""

import pytest
from sqlalchemy import event, select

from apps.blog.models.post import Post
from tests.support.keeping import TYPED, kept, send_again


@pytest.mark.engine("mariadb")
def test_a_database_that_is_busy_keeps_the_text(site, browser, editor, stored):
    with site.database.transaction() as db:
        db.scalar(select(Post.id).with_for_update())
        answer = browser.press(editor, "Save draft", source=TYPED, status=503)
    assert kept(answer)[1] == TYPED
    assert answer.headers["Retry-After"]
    assert send_again(answer).status_int == 303
    assert stored() == [("Saved title", TYPED)]


def test_a_database_that_is_away_keeps_the_text(site, browser, editor, stored):
    site.database.breaker.failed()
    site.generation.forget()
    answer = browser.press(editor, "Save draft", source=TYPED, status=503)
    site.database.breaker.succeeded()
    assert kept(answer)[1] == TYPED
    assert send_again(answer).status_int == 303
    assert stored() == [("Saved title", TYPED)]


@pytest.fixture
def end_fault(site):
    """Have MariaDB end each connection that is about to change a post; return what ends the fault."""

    def end(connection, cursor, statement, *more):
        if statement.startswith("UPDATE posts SET source"):
            id = connection.connection.dbapi_connection.thread_id()
            with site.database.engine.connect() as other:
                other.exec_driver_sql(f"KILL {id:d}")

    event.listen(site.database.engine, "before_cursor_execute", end)
    return lambda: event.remove(site.database.engine, "before_cursor_execute", end)


@pytest.mark.engine("mariadb")
def test_a_connection_lost_in_the_middle_of_the_save_keeps_the_text(browser, editor, stored, end_fault):
    answer = browser.press(editor, "Save draft", source=TYPED, status=503)
    end_fault()
    assert kept(answer)[1] == TYPED
    assert send_again(answer).status_int == 303
    assert stored() == [("Saved title", TYPED)]
