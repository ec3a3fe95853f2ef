"""The pager: which pages are named, and which pages there are."""

import pytest

from core.errors import NotFound
from core.web.pagination import Pager


def pager(page, pages):
    return Pager.of(page, pages * 10, 10, lambda number: f"?page={number}")


@pytest.mark.parametrize(
    ("page", "pages", "items"),
    [
        (1, 1, [1]),
        (1, 2, [1, 2]),
        (2, 4, [1, 2, 3, 4]),
        (3, 5, [1, 2, 3, 4, 5]),
        (5, 19, [1, None, 4, 5, 6, None, 19]),
        (4, 19, [1, 2, 3, 4, 5, None, 19]),
        (19, 19, [1, None, 18, 19]),
    ],
)
def test_the_ends_and_the_neighbours_are_named(page, pages, items):
    assert pager(page, pages).items == items


def test_neighbours_have_addresses():
    assert (pager(2, 3).newer, pager(2, 3).older) == ("?page=1", "?page=3")
    assert (pager(1, 3).newer, pager(3, 3).older) == (None, None)


@pytest.mark.parametrize("page", [None, 4])
def test_a_page_there_is_not_is_not_found(page):
    with pytest.raises(NotFound):
        pager(page, 3)


def test_an_empty_list_has_one_page():
    assert Pager.of(1, 0, 10, str).pages == 1
