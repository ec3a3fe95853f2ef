"""A route's way: admission, transaction, retry, records and session, tried on a sub-app made for it."""

import threading

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError

from core.errors import Conflict, TooManyRequests
from core.i18n import N_
from core.site_settings import Setting
from tests.support.trial import TrialViews
from tests.support.writers import Writers


def keep(view, name="x", value=1):
    view.request.db.add(Setting(name=name, value=value))
    view.request.db.flush()
    return "kept"


def kept(trial, name="x"):
    with trial.site.database.reading() as db:
        return db.scalar(select(Setting.value).where(Setting.name == name))


def raising(error, times=1):
    """Return an act that keeps a row, raises so many times and then succeeds."""
    left = [times]

    def act(view):
        keep(view)
        if left[0]:
            left[0] -= 1
            raise error(view) if callable(error) and not isinstance(error, type) else error
        return "kept"

    return act


def deadlock():
    return OperationalError("UPDATE", {}, Exception(1213, "Deadlock found"))


def test_an_answer_below_400_commits(trial):
    assert trial(keep).status_int == 200
    assert kept(trial) == 1


def test_a_redirect_commits(trial):
    answer = trial(lambda view: (keep(view), view.redirect("/blog/"))[1])
    assert (answer.status_int, kept(trial)) == (303, 1)


def test_a_refusal_that_is_returned_undoes(trial):
    answer = trial(lambda view: (keep(view), view.text("no", status=422))[1])
    assert (answer.status_int, kept(trial)) == (422, None)


def test_an_error_that_is_raised_undoes_and_is_said(trial):
    answer = trial(raising(Conflict(N_("It is taken."))))
    assert (answer.status_int, kept(trial)) == (409, None)
    assert "It is taken." in answer.text


def test_a_mistake_of_ours_is_a_page_without_its_reason(trial, caplog):
    answer = trial(raising(LookupError("the secret reason")))
    assert (answer.status_int, kept(trial)) == (500, None)
    assert "secret reason" not in answer.text
    assert "secret reason" in caplog.text


def test_retry_after_reaches_the_visitor(trial):
    answer = trial(raising(TooManyRequests(retry_after=7)))
    assert answer.headers["Retry-After"] == "7"


def test_a_unit_the_database_gives_up_is_run_again(trial):
    assert trial(raising(deadlock(), times=2)).status_int == 200
    assert kept(trial) == 1


def test_the_third_time_is_the_last(trial):
    answer = trial(raising(deadlock(), times=3))
    assert (answer.status_int, answer.headers["Retry-After"]) == (503, "2")
    assert kept(trial) is None


def test_a_route_that_acts_outside_is_not_run_again(trial):
    assert trial(raising(deadlock()), path="/trial/once").status_int == 503


def test_without_a_database_the_visitor_is_nobody(trial, monkeypatch):
    def lose(view):
        view.request.db.expire_all()
        return deadlock()

    browser = Writers(trial.site).arrive("author")
    monkeypatch.setitem(TrialViews.acts, "now", raising(lose, times=3))
    monkeypatch.setattr(TrialViews, "refused", lambda view, error: view.text(_name(view), status=error.status))
    answer = browser.send("/trial/write")
    assert (answer.status_int, answer.text) == (503, "nobody")


def _name(view):
    return view.request.user.name if view.request.user else "nobody"


def test_a_second_try_sees_the_upload_from_its_beginning(trial):
    seen = []

    def act(view):
        seen.append(view.request.files["file"].file.read())
        if len(seen) == 1:
            raise deadlock()
        return "kept"

    body = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\nwhole\r\n--b--\r\n'
    trial(act, body=body, content_type="multipart/form-data; boundary=b")
    assert seen == [b"whole", b"whole"]


def test_a_second_try_does_not_double_flashes(trial):
    tries = []

    def act(view):
        tries.append(view.request.session)
        view.request.session.flash("good", N_("Saved."))
        if len(tries) == 1:
            raise deadlock()
        return "kept"

    trial(act)
    found = []
    trial(lambda view: found.extend(view.request.session.pop_flashes()), path="/trial/read", method="GET")
    assert [message.text for _, message in found] == ["Saved."]


@pytest.mark.engine("mariadb")
def test_a_connection_killed_before_the_commit_is_unseen(trial):
    def kill(view):
        number = view.request.db.scalar(text("SELECT CONNECTION_ID()"))
        with trial.site.database.transaction() as db:
            db.execute(text(f"KILL {number}"))
        return OperationalError("SELECT", {}, Exception(2013, "Lost connection"))

    assert trial(raising(kill)).status_int == 200
    assert kept(trial) == 1


def test_a_record_outlives_a_refusal(trial):
    def act(view):
        view.request.record(lambda db: db.add(Setting(name="noted", value=1)))
        raise Conflict

    assert trial(act).status_int == 409
    assert kept(trial, "noted") == 1


def test_a_read_that_writes_is_our_mistake(trial):
    assert trial(keep, path="/trial/read", method="GET").status_int == 500
    assert kept(trial) is None


def test_a_read_may_have_something_recorded(trial):
    act = lambda view: view.request.record(lambda db: db.add(Setting(name="noted", value=1)))  # noqa: E731
    assert trial(act, path="/trial/read", method="GET").status_int == 200
    assert kept(trial, "noted") == 1


def test_slow_work_holds_no_connection(trial):
    def act(view):
        view.request.db.execute(text("SELECT 1"))
        with view.request.outside_transaction():
            return trial.site.database.engine.pool.checkedout()

    assert trial(act).text == "0"


def test_slow_work_after_a_change_is_our_mistake(trial):
    def act(view):
        keep(view)
        with view.request.outside_transaction():
            return "too late"

    assert trial(act).status_int == 500


def test_a_limit_holds_and_says_when_it_ends(trial):
    answers = [trial(keep_own, path="/trial/rarely") for keep_own in [lambda _: "ok"] * 3]
    assert [answer.status_int for answer in answers] == [200, 200, 429]
    assert 0 < int(answers[2].headers["Retry-After"]) <= 60


def test_a_stream_reads_to_its_end_and_gives_its_connection_back(trial):
    def act(view):
        def chunks():
            for number in range(3):
                yield str(view.request.db.scalar(text(f"SELECT {number}"))).encode()

        return view.stream(chunks(), "text/plain")

    assert trial(act, path="/trial/read", method="GET").text == "012"
    assert trial.site.database.engine.pool.checkedout() == 0


def test_an_error_page_gives_its_connection_back(trial):
    for _ in range(10):
        trial(raising(Conflict()))
    assert trial.site.database.engine.pool.checkedout() == 0


def test_many_threads_share_few_connections(trial):
    statuses = []
    act = lambda view: view.request.db.scalar(text("SELECT 1"))  # noqa: E731
    trial(act, path="/trial/read", method="GET")
    threads = [
        threading.Thread(target=lambda: statuses.append(trial(act, path="/trial/read", method="GET").status_int))
        for _ in range(12)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [200] * 12


def test_another_sites_form_is_refused(trial):
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}):
        assert trial(keep, headers=headers).status_int == 403
    assert kept(trial) is None
