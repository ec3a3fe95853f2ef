"""Cookies of ours."""

import pytest

from core.cookies import Cookie


def test_a_cookie_on_https_is_bound_to_its_host():
    header = Cookie("session", secure=True).header("value")
    assert set(header.split("; ")) == {"__Host-session=value", "Path=/", "Secure", "HttpOnly", "SameSite=Lax"}


def test_a_cookie_on_http_is_as_closed_as_it_can_be():
    header = Cookie("session", secure=False).header("value")
    assert set(header.split("; ")) == {"session=value", "Path=/", "HttpOnly", "SameSite=Lax"}


def test_a_lasting_cookie_says_how_long():
    assert "Max-Age=3600" in Cookie("session", secure=True).header("value", 3600).split("; ")


def test_an_expired_cookie_has_the_same_attributes():
    header = Cookie("session", secure=True).expired()
    assert set(header.split("; ")) == {
        '__Host-session=""',
        "Max-Age=0",
        "Path=/",
        "Secure",
        "HttpOnly",
        "SameSite=Lax",
    }


@pytest.mark.parametrize(
    ("header", "values"),
    [
        ("", []),
        ("session=a", ["a"]),
        ("b{c=3; session=a; =; ;;", ["a"]),
        ('x=1;session="a"; session=b', ["a", "b"]),
        ("xsession=a; session2=b; Session=c; session", [""]),
        ("\xff=1; session=a=b", ["a=b"]),
    ],
)
def test_a_cookie_is_found_whatever_stands_beside_it(header, values):
    assert Cookie("session", secure=False).values(header) == values
