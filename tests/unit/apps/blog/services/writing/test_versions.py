"""Tests of two who write one text: the second is told, and shown both."""

import pytest

from apps.blog.services.writing.drafts import PostDraft
from apps.blog.services.writing.publishing import PublishingService
from core.errors import Conflict
from tests.factories import make_draft, make_post, make_user


def test_an_old_version_gets_both_texts(db, publishing, ada, clock):
    ben = make_user(db, "ben", display_name="Ben B.")
    post = make_draft(db, author=ada, title="First", source="first")
    clock.advance(minutes=3)
    publishing.save(post, PostDraft(title="Ben's", source="by ben"), user=ben, version=1)
    with pytest.raises(Conflict) as caught:
        publishing.save(post, PostDraft(title="Ada's"), user=ada, version=1)
    saved = caught.value.saved
    assert (saved.title, saved.source, saved.version, saved.by) == ("Ben's", "by ben", 2, "Ben B.")
    assert saved.updated_at == clock()
    assert post.title == "Ben's"


def test_the_conflict_over_a_live_text_shows_the_pending_change(db, publishing, ada):
    post = make_post(db, author=ada, title="Live")
    publishing.save(post, PostDraft(title="Waiting", source="w"), user=ada, version=post.version)
    with pytest.raises(Conflict) as caught:
        publishing.save(post, PostDraft(title="Lost"), user=ada, version=post.version - 1)
    assert (caught.value.saved.title, caught.value.saved.source) == ("Waiting", "w")


@pytest.mark.engine("mariadb")
def test_two_who_save_the_same_version_are_told_apart(database):
    """Both have loaded version 1 before either saves; on SQLite the second can't have."""
    with database.transaction() as db:
        ada = make_user(db)
        post_id = make_draft(db, author=ada, title="Race").id
    with database.transaction() as slow:
        seen = PublishingService(slow).get_for(ada, post_id, "post.edit")
        with database.transaction() as quick:
            same = PublishingService(quick).get_for(ada, post_id, "post.edit")
            PublishingService(quick).save(same, PostDraft(title="Quick"), user=ada, version=1)
        with pytest.raises(Conflict) as caught:
            PublishingService(slow).save(seen, PostDraft(title="Slow"), user=ada, version=1)
    assert caught.value.saved.title == "Quick"
