"""Apache with Phusion Passenger, by the recipe of deploy/passenger/."""

import pytest

from tests.deploy.apache_days import ApacheDays
from tests.support.apache import Passenger
from tests.support.waiting import until


@pytest.fixture(scope="module")
def host(environ):
    """Return an Apache that serves the site."""
    with Passenger(**environ) as running:
        yield running


class TestPassenger(ApacheDays):
    def test_a_request_is_one_line_of_the_log_in_its_own_letters(self, host):
        _, headers, _ = host.ask("GET", "/blog/%E5%8D%B0%5C")
        until(lambda: host.line_of(headers) != "", "the line of this request")
        assert " path=/blog/印\\ " in host.line_of(headers)
        assert host.log.count(headers["X-Request-ID"]) == 1

    def test_nothing_tells_who_runs_it(self, host):
        assert not {"X-Powered-By", "Status"} & set(host.ask("GET", "/healthz")[1])
