"""People, posts, pages and tags for tests: plain functions that write through the services where there is a rule."""

from itertools import count

from sqlalchemy import delete

from apps.auth.models import User
from apps.blog.models.post import PAGE
from apps.blog.models.search import POST_WORDS, PostSearch
from apps.blog.services.terms.terms import TermService
from apps.blog.services.writing.publishing import PostDraft, PublishingService
from core import clock
from core.permissions import Role

_numbers = count(1)


def make_user(db, name=None, *, role=Role.AUTHOR, display_name=None, **more):
    """Add an account; without a name it gets one of its own."""
    name = name or f"person-{next(_numbers)}"
    user = User(
        name=name,
        name_key=name.casefold(),
        display_name=display_name or name.title(),
        role=role,
        created_at=clock.now(),
        **more,
    )
    db.add(user)
    db.flush()
    return user


def make_draft(db, *, author=None, co_authors=(), form_id=None, **fields):
    """Make a draft; `fields` are those of PostDraft."""
    fields.setdefault("title", f"Post {next(_numbers)}")
    author = author or make_user(db)
    return PublishingService(db).create(PostDraft(**fields), author=author, co_authors=co_authors, form_id=form_id)


def make_post(db, *, at=None, author=None, co_authors=(), **fields):
    """Make a published post; `at` is when readers see it, now by default."""
    post = make_draft(db, author=author, co_authors=co_authors, **fields)
    return PublishingService(db).publish(post, user=None, version=post.version, at=at)


def make_page(db, **fields):
    """Make a published page."""
    return make_post(db, kind=PAGE, **fields)


def make_tag(db, name):
    """Make a tag."""
    return TermService(db).tags([name])[0]


def forget_words(db, post_ids):
    """Leave texts as a release did that kept no words to find them by."""
    if db.get_bind().dialect.name == "sqlite":
        db.execute(delete(POST_WORDS).where(POST_WORDS.c.rowid.in_(post_ids)))
    db.execute(delete(PostSearch).where(PostSearch.post_id.in_(post_ids)))
