"""Dear work is done one at a time, a few wait, and all others are turned away."""

import threading

import pytest

from core.errors import Unavailable
from core.turns import Turns


def test_the_second_waits_for_the_first():
    turns, done = Turns(2), []

    def second():
        with turns:
            done.append("second")

    other = threading.Thread(target=second)
    with turns:
        other.start()
        other.join(timeout=0.1)
        done.append("first")
    other.join()
    assert done == ["first", "second"]


def test_who_finds_no_place_comes_again():
    turns = Turns(1)
    with turns, pytest.raises(Unavailable), turns:
        pass


def test_a_place_is_free_again_after_a_failure():
    turns = Turns(1)
    with pytest.raises(ValueError, match="bad"), turns:
        raise ValueError("bad")
    with turns:
        pass
