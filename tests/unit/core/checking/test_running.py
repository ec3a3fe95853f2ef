"""Each check is made on its own: none keeps the others from being made."""

import threading

import pytest

from core.checking.check import Fault, Level, error, warning
from core.checking.errors import NotChecked
from core.checking.running import run_checks
from core.checking.site import SiteUnderCheck
from core.settings import Settings


@error("finds")
def finds(site):
    yield Fault("One is wrong.", "Mend it.")
    yield Fault("Two is wrong.", "Mend that too.")


@warning("for-readers", real_only=True)
def for_readers(site):
    yield Fault("Readers can see it.", "Hide it.")


@error("breaks")
def breaks(site):
    yield Fault("This is not told.", "For who knows?")
    raise LookupError("a mistake of ours")


@error("can-not")
def can_not(site):
    raise NotChecked("There is nothing to look at.")


@pytest.fixture
def trial(root):
    """Return a trial site under examination."""
    return SiteUnderCheck(*Settings.examine(root, {}))


def test_what_is_wrong_is_told_in_order(trial):
    report = run_checks(trial, [finds])
    assert [finding.sentence for finding in report.findings] == ["One is wrong.", "Two is wrong."]
    assert report.has(Level.ERROR)
    assert not report.has(Level.WARNING)


def test_what_only_readers_suffer_from_is_no_matter_of_a_trial_site(root, trial):
    assert (run_checks(trial, [for_readers]).findings, run_checks(trial, [for_readers]).made) == ([], 0)
    real = SiteUnderCheck(*Settings.examine(root, {}), as_real=True)
    assert len(run_checks(real, [for_readers]).findings) == 1


def test_an_address_that_is_not_understood_is_no_trial(root):
    assert SiteUnderCheck(*Settings.examine(root, {"SITE_URL": "notes"})).is_real


def test_a_check_that_breaks_or_can_not_be_made_keeps_no_other_back(trial):
    report = run_checks(trial, [breaks, can_not, finds])
    assert report.made == 1
    assert report.not_made == {
        "breaks": "it ended in LookupError",
        "can-not": "There is nothing to look at.",
    }
    assert {finding.id for finding in report.findings} == {"finds"}


def test_what_a_server_says_moves_no_cursor_and_forges_no_line(trial):
    words = "it says \x1b]0;owned\x07\x9b2J 你好\nerror    forged\u2028\u202e"
    escaped = r"it says \x1b]0;owned\x07\x9b2J 你好\nerror    forged\u2028\u202e"

    @error("told")
    def told(site):
        yield Fault(words, words)

    @error("not-told")
    def not_told(site):
        raise NotChecked(words)

    report = run_checks(trial, [told, not_told])
    assert [(one.sentence, one.remedy) for one in report.findings] == [(escaped, escaped)]
    assert report.not_made == {"not-told": escaped}


def test_a_check_that_hangs_is_left_behind(trial):
    released = threading.Event()

    @error("hangs")
    def hangs(site):
        released.wait(60)
        return ()

    report = run_checks(trial, [hangs, finds], limit=0.1)
    released.set()
    assert list(report.not_made) == ["hangs"]
    assert len(report.findings) == 2
