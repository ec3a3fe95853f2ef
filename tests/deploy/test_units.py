"""The systemd units beside the servers that they start."""

from contextlib import closing

from tests.support.hosts import DEPLOY, UnitSite, read_unit
from tests.support.waiting import until

#: What differs between the units, for it says what they run and how that ends.
OWN = {"ExecStart", "ExecReload", "KillMode", "TimeoutStopSec"}


def hardening(unit):
    """Return what a unit says about the world of its processes, whatever they are."""
    return {name: value for name, value in read_unit(DEPLOY / "systemd" / unit).items() if name not in OWN}


def test_the_jobs_are_shut_in_as_the_site_is():
    assert hardening("bottlepost-jobs.service") == hardening("bottlepost.service")


def test_the_jobs_run_in_a_process_of_their_own_until_it_is_told_to_stop(environ):
    with closing(UnitSite(unit="bottlepost-jobs.service", **environ)) as jobs:
        jobs.launch()
        until(lambda: "The worker runs jobs" in jobs.log, "the worker's start")
        assert jobs.end() == 0
        assert "Traceback" not in jobs.log
