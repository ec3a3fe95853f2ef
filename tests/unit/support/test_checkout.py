"""The site in a process of its own runs from a copy, and nothing of it lands in the project."""

import urllib.request

import pytest

from tests.support.checkout import SiteServer


@pytest.fixture
def server():
    server = SiteServer()
    yield server
    server.close()


def test_a_copy_of_the_project_serves_itself_and_keeps_its_own_database(server):
    server.manage("upgrade")
    server.start()
    with urllib.request.urlopen(f"{server.url}/blog/") as answer:
        assert answer.status == 200
    assert (server.root / "var" / "bottlepost.db").exists()
