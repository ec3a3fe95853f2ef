"""The operator's manual names recipes, metrics and fields of the log as they are."""

import json
import logging
import re

import pytest

from core.log import JSONLines
from core.metrics import Metrics
from core.web.middleware.access_log import AccessLog
from core.web.middleware.protocols import CLIENT_IP, REQUEST_ID, ROUTE, USER_ID
from core.web.route import RouteMark
from tests.support.documents import CHINESE, OPERATING, first_column, text_of
from tests.support.source import ROOT

pytestmark = pytest.mark.parametrize("page", [OPERATING, CHINESE[OPERATING]])


def test_recipes_are_there_and_none_is_forgotten(page):
    named = set(re.findall(r"\bdeploy/[\w./-]*\w", text_of(page)))
    assert [path for path in sorted(named) if not (ROOT / path).exists()] == []
    folders = {f"deploy/{path.name}" for path in (ROOT / "deploy").iterdir() if path.is_dir()}
    assert folders <= {"/".join(path.split("/")[:2]) for path in named}


def test_metrics_are_named_as_they_are(page):
    metrics = Metrics()
    metrics.watch_jobs(lambda: {"waiting": 1})
    metrics.retried()
    types = re.findall(r"^# TYPE (bottlepost_\w+)", metrics.render()[1].decode(), re.MULTILINE)
    real = {name for name in types if not name.endswith("_created")}
    assert {name.removesuffix("_bucket") for name in re.findall(r"\bbottlepost_[a-z_]+", text_of(page))} == real


def test_fields_of_the_log_are_named_as_they_are(page, caplog):
    mark = RouteMark(method="GET", rule="/", name="home", public=())
    environ = {"REQUEST_METHOD": "GET", REQUEST_ID: "a" * 32, CLIENT_IP: "192.0.2.7", USER_ID: 7, ROUTE: mark}
    with caplog.at_level(logging.INFO):
        AccessLog().write(environ, path="/", status=200, sent=1, seconds=0.1)
    written = json.loads(JSONLines().format(caplog.records[-1]))
    assert set(first_column(page, after="`LOG_FORMAT=json`")) == {*written, "exc_info"}
