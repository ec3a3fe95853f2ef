"""An upload is named where any text names it: live, waiting, or saved once."""

import pytest

from apps.blog.models.post import PendingChange, PostField
from apps.blog.models.revision import Revision
from apps.blog.services.writing import named_uploads
from apps.blog.services.writing.named_uploads import NamedUploadService
from core import clock
from core.storage import name_of, version_of
from tests.factories import make_post

NAME, OTHER = name_of(b"picture", "jpg"), name_of(b"another", "jpg")
ADDRESS = f"/media/{NAME}"


@pytest.fixture
def post(db, ada):
    """Publish a text that names another upload."""
    return make_post(db, author=ada, source=f"![](/media/{OTHER})")


@pytest.fixture
def is_named(db):
    """Return what asks for the upload, once all is written."""

    def ask(name=NAME):
        db.flush()
        return NamedUploadService(db).is_named(name)

    return ask


def waiting(post, **values):
    return PendingChange(post_id=post.id, title="", updated_at=clock.now(), **{"source": "", "fields": {}, **values})


def saved(post, **values):
    given = {"source": "", "fields": {}, **values}
    return Revision(post_id=post.id, number=99, title="", source_format="markdown", created_at=clock.now(), **given)


def test_what_no_text_names_is_not_named(post, is_named):
    assert not is_named()
    assert is_named(OTHER)


@pytest.mark.parametrize("column", ["cover_url", "source", "html"])
@pytest.mark.parametrize("address", [ADDRESS, f"https://notes.test/media/{version_of(NAME, 64)}"])
def test_it_is_by_a_live_text(post, is_named, column, address):
    setattr(post, column, address)
    assert is_named()


@pytest.mark.parametrize("values", [{"source": f"![]({ADDRESS})"}, {"fields": {"cover_url": ADDRESS}}])
@pytest.mark.parametrize("kind", [waiting, saved])
def test_it_is_by_what_waits_and_by_what_was_saved_once(db, post, is_named, kind, values):
    db.add(kind(post, **values))
    assert is_named()


def test_it_is_by_a_field_of_a_text(db, post, is_named):
    db.add(PostField(post_id=post.id, name="banner", value={"漂": ADDRESS}))
    assert is_named()


def test_it_is_by_a_deleted_text_which_may_come_back(post, is_named):
    post.cover_url, post.deleted_at = ADDRESS, clock.now()
    assert is_named()


def test_all_texts_are_asked_however_many(db, ada, is_named, monkeypatch):
    monkeypatch.setattr(named_uploads, "_AT_A_TIME", 2)
    posts = [make_post(db, author=ada) for _ in range(5)]
    assert not is_named()
    posts[-1].cover_url = ADDRESS
    assert is_named()
