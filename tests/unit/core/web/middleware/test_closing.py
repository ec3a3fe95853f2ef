"""What belongs to a body ends with it."""

import pytest

from core.web.middleware.closing import ClosingBody


class Broken:
    def __iter__(self):
        return iter([b"a"])

    def close(self):
        raise OSError("broken")


def test_a_body_is_passed_on_and_calls_back_once_when_closed():
    calls = []
    body = ClosingBody([b"a", b"b"], lambda: calls.append("closed"))
    assert list(body) == [b"a", b"b"]
    assert calls == []
    body.close()
    body.close()
    assert calls == ["closed"]


def test_a_body_that_fails_to_close_still_calls_back():
    calls = []
    with pytest.raises(OSError, match="broken"):
        ClosingBody(Broken(), lambda: calls.append("closed")).close()
    assert calls == ["closed"]
