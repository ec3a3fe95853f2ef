"""Apache with mod_wsgi, by the recipe of deploy/apache/."""

import pytest

from tests.deploy.apache_days import ApacheDays
from tests.support.apache import ModWSGI
from tests.support.waiting import until


@pytest.fixture(scope="module")
def host(environ):
    """Return an Apache that serves the site."""
    with ModWSGI(**environ) as running:
        yield running


class TestModWSGI(ApacheDays):
    def test_a_request_is_one_line_of_the_log_as_apache_escapes_it(self, host):
        _, headers, _ = host.ask("GET", "/blog/%E5%8D%B0%5C")
        until(lambda: host.line_of(headers) != "", "the line of this request")
        assert r" path=/blog/\xe5\x8d\xb0\\ " in host.line_of(headers)
