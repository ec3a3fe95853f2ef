"""Under Passenger an address is found by what it says, as under every other server."""

import pytest

from core.web.middleware.passenger import PassengerPath
from tests.support.wsgi import Inner, call, call_loosely, environ_of

SAID = "/blog/posts/%E4%B8%AD%E6%96%87"
MEANT = "/blog/posts/中文".encode().decode("latin-1")


def path_seen(path, **given):
    inner = Inner()
    call(PassengerPath(inner), environ_of(**{"PATH_INFO": path, **given}))
    return inner.environ["PATH_INFO"]


def passengers(path, sent, **given):
    return path_seen(path, REQUEST_URI=sent, **{"passenger.hijack": lambda: None, **given})


@pytest.mark.parametrize("query", ["", "?q=%E4%B8%AD"])
def test_passengers_path_is_resolved(query):
    assert passengers(SAID, SAID + query) == MEANT


def test_it_is_resolved_once():
    assert passengers("/a%2562", "/a%2562") == "/a%62"


def test_it_is_resolved_below_a_folder_too():
    assert passengers(SAID, "/sub" + SAID, SCRIPT_NAME="/sub") == MEANT


def test_a_passenger_that_does_so_itself_is_left_alone():
    assert passengers("/a%62", "/a%2562") == "/a%62"


def test_other_servers_are_left_alone():
    assert path_seen("/a%62", REQUEST_URI="/a%62") == "/a%62"


@pytest.mark.parametrize(
    ("given", "length"),
    [
        ({"CONTENT_LENGTH": None}, "0"),
        ({"CONTENT_LENGTH": ""}, "0"),
        ({"CONTENT_LENGTH": "5"}, "5"),
        ({"CONTENT_LENGTH": None, "HTTP_TRANSFER_ENCODING": "chunked"}, None),
    ],
)
def test_an_empty_body_has_a_length_again(given, length):
    inner = Inner()
    call_loosely(PassengerPath(inner), environ_of(method="POST", **{"passenger.hijack": lambda: None, **given}))
    assert inner.environ.get("CONTENT_LENGTH") == length


def test_other_servers_say_lengths_themselves():
    inner = Inner()
    call_loosely(PassengerPath(inner), environ_of(method="POST", CONTENT_LENGTH=None))
    assert "CONTENT_LENGTH" not in inner.environ
