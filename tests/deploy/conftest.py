"""What tests of whole hosts ask for: what the operator sets, and a database with people in it."""

import os
from pathlib import Path

import pytest

from tests.support.databases import upgrade
from tests.support.journey import add_writer, make_administrator
from tests.support.ports import free_port

pytest.register_assert_rewrite("tests.deploy.apache_days")


@pytest.fixture(scope="module")
def database_name(request):
    """Return the name of a database that is this module's own, in this test process."""
    return f"{Path(request.path).stem}_{os.environ.get('PYTEST_XDIST_WORKER', 'gw0')}"


@pytest.fixture(scope="module")
def environ(mariadb, memcached, database_name):
    """Return the settings of a site on MariaDB and memcached, with the administrator root and the writer ada."""
    url = mariadb.create(database_name)
    upgrade(url)
    make_administrator(url)
    add_writer(url)
    return {
        "DATABASE_URL": url,
        "MEMCACHED_SERVERS": memcached.address,
        # Another one for each module, and so are the names under which it keeps things in memcached.
        "SITE_URL": f"http://127.0.0.1:{free_port()}",
    }
