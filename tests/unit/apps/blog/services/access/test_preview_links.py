"""Tests of preview links: whom they show what, and when they end."""

import pytest
from sqlalchemy import func, select

from apps.blog.models.preview import PreviewLink
from apps.blog.services.access.preview_links import MOST, PreviewLinkGone, PreviewLinkService, TooManyLinks
from core.audit import AuditEvent
from core.permissions import Role
from tests.factories import make_draft, make_page, make_post, make_user


@pytest.fixture
def links(db):
    """Return the service."""
    return PreviewLinkService(db)


def test_a_link_shows_a_draft_until_it_ends(db, links, ada, clock):
    token = links.issue(make_draft(db, author=ada, title="Soon"), ada, days=7)
    clock.advance(days=7, seconds=-1)
    post, until = links.get(token)
    assert (post.title, post.authors) == ("Soon", [ada])
    clock.advance(seconds=1)
    assert until == clock()
    with pytest.raises(PreviewLinkGone):
        links.get(token)
    links.purge()
    assert db.scalar(select(func.count()).select_from(PreviewLink)) == 0


def test_its_token_is_not_stored(db, links, ada):
    token = links.issue(make_draft(db, author=ada), ada)
    (link,) = db.scalars(select(PreviewLink))
    assert token not in (link.token_hash, str(link.id))
    with pytest.raises(PreviewLinkGone):
        links.get(link.token_hash)


def test_a_link_that_was_taken_back_is_gone(db, links, ada):
    post, other = make_draft(db, author=ada), make_draft(db, author=ada)
    kept, token = links.issue(post, ada), links.issue(post, ada)
    (*_, newest) = links.list_for(post.id)
    links.revoke(other, newest.id, user=ada)
    assert links.get(token)
    links.revoke(post, newest.id, user=ada)
    links.revoke(post, newest.id, user=ada)
    with pytest.raises(PreviewLinkGone):
        links.get(token)
    assert links.get(kept)


def test_it_is_written_down_who_makes_links_and_takes_them_back(db, links, ada):
    post = make_draft(db, author=ada)
    links.issue(post, ada)
    links.revoke(post, 1, user=ada)
    noted = select(AuditEvent.action, AuditEvent.actor_id).where(AuditEvent.action.endswith("share"))
    assert [tuple(row) for row in db.execute(noted.order_by(AuditEvent.id))] == [
        ("post.share", ada.id),
        ("post.unshare", ada.id),
    ]


def test_the_trash_is_shown_to_nobody(db, links, ada, publishing):
    post = make_draft(db, author=ada)
    token = links.issue(post, ada)
    publishing.delete(post, user=ada, version=post.version)
    with pytest.raises(PreviewLinkGone):
        links.get(token)


def test_a_link_ends_with_the_rights_of_who_made_it(db, links):
    editor = make_user(db, role=Role.EDITOR)
    token = links.issue(make_draft(db), editor)
    assert links.get(token)
    editor.role = Role.AUTHOR
    with pytest.raises(PreviewLinkGone):
        links.get(token)
    editor.role, editor.state = Role.ADMIN, "suspended"
    with pytest.raises(PreviewLinkGone):
        links.get(token)


def test_pages_and_what_is_live_have_links_too(db, links):
    editor = make_user(db, role=Role.EDITOR)
    for post in (make_page(db), make_post(db)):
        assert links.get(links.issue(post, editor))[0] is post


def test_there_are_only_so_many(db, links, ada, clock):
    post = make_draft(db, author=ada)
    for _ in range(MOST):
        links.issue(post, ada, days=1)
    with pytest.raises(TooManyLinks):
        links.issue(post, ada)
    clock.advance(days=1)
    assert links.issue(post, ada)
