"""What tests of the blog's services share."""

import pytest

from apps.blog.services.terms.editing import TermDraft, TermEditingService
from apps.blog.services.terms.lists import TermListService
from apps.blog.services.writing.publishing import PublishingService
from core.audit import Actor
from tests.factories import make_user


@pytest.fixture
def publishing(db):
    """Return the service that writes posts."""
    return PublishingService(db)


@pytest.fixture
def ada(db):
    """Return an author."""
    return make_user(db, "ada")


@pytest.fixture
def editing(db):
    """Return the service that edits terms."""
    return TermEditingService(db)


@pytest.fixture
def term_lists(db):
    """Return what lists terms at the desk."""
    return TermListService(db)


@pytest.fixture
def make_term(editing):
    """Return what makes a term, by its kind and name, maybe below another."""

    def make(kind, name, below=None, **more):
        draft = TermDraft(name=name, parent_id=below.id if below else None, **more)
        return editing.create(kind, draft, actor=Actor(name="ed"))

    return make


@pytest.fixture
def change_term(editing):
    """Return what changes some of a term."""

    def change(term, **values):
        before = {"name": term.name, "slug": term.slug, "parent_id": term.parent_id, "description": term.description}
        return editing.update(term, TermDraft(**before | values), actor=Actor(name="ed"))

    return change
