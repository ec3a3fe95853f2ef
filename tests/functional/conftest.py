"""What tests of whole pages ask for beside the site itself."""

import logging
from contextlib import contextmanager

import pytest

from core.site_settings import SiteSettingsService
from tests.support.matrix import made_world
from tests.support.trial import trial_site
from tests.support.writers import Writers


@pytest.fixture
def people(site):
    """Return what makes accounts of the site and signs them in on browsers of their own."""
    return Writers(site)


@pytest.fixture
def trial(settings, site_environ):
    """Return what asks a site with a sub-app made for it: the first argument is what its view does."""
    with trial_site(settings(**site_environ)) as ask:
        yield ask


@pytest.fixture
def write(site):
    """Return a context in which a test writes past all pages; readers see it at once."""

    @contextmanager
    def writing():
        with site.database.transaction() as db:
            yield db
        site.generation.forget()

    return writing


@pytest.fixture
def decide(write):
    """Return what changes settings of the site, which it takes by their names."""

    def change(**settings):
        with write() as db:
            SiteSettingsService(db).update(settings)

    return change


@pytest.fixture
def no_errors(caplog):
    """Fail the test if anything went wrong that nobody foresaw: a 500 always leaves an error in the log."""
    yield
    errors = [record.getMessage() for record in caplog.get_records("call") if record.levelno >= logging.ERROR]
    assert not errors


@pytest.fixture(scope="module")
def world(migrated, tmp_path_factory):
    """Return a site on SQLite with somebody of every role and something of everybody's; a module's tests share it."""
    with made_world(migrated.copy(tmp_path_factory.mktemp("world"))) as world:
        yield world
