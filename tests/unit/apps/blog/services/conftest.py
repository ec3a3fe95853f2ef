"""What tests of the blog's services share."""

import pytest

from apps.blog.services.publishing import PublishingService
from tests.factories import make_user


@pytest.fixture
def publishing(db):
    """Return the service that writes posts."""
    return PublishingService(db)


@pytest.fixture
def ada(db):
    """Return an author."""
    return make_user(db, "ada")
