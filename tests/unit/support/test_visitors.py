"""The visitors note every answer, and that there was none."""

from tests.support.live import served
from tests.support.ports import free_port
from tests.support.visitors import Visitors, ask
from tests.support.waiting import until


def refuse(environ, start_response):
    status = "503 Service Unavailable" if environ["PATH_INFO"] == "/away" else "200 OK"
    start_response(status, [("Retry-After", "2"), ("Content-Length", "2")])
    return [b"ok"]


refuse.close = lambda: None


def test_visitors_take_the_paths_in_turn_and_note_what_they_get():
    with served(refuse, port := free_port()):
        with Visitors(f"http://127.0.0.1:{port}", ("/", "/away"), count=2, rate=100) as visitors:
            until(lambda: len(visitors.answers) >= 10, "ten answers")
        counts = visitors.by_status()
        assert set(counts) == {200, 503}
        assert abs(counts[200] - counts[503]) <= 2
        assert all(answer.retry_after == "2" for answer in visitors.answers)
        assert visitors.longest() == max(answer.seconds for answer in visitors.answers)
        assert visitors.since(visitors.answers[-1].at + 1) == []


def test_no_answer_has_a_reason():
    answer = ask(f"http://127.0.0.1:{free_port()}", "/")
    assert (answer.status, "refused" in answer.error) == (0, True)
