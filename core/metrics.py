"""What the operator measures, in Prometheus' text format."""

# Each process counts for itself: with several behind one address a scrape meets any of them, so scrape each worker, or
# read the access log instead, which has it all.

import logging
from collections.abc import Callable, Iterable, Mapping
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

_log = logging.getLogger(__name__)

#: The label of a request that no route answered: a path would make a new time series for each address a bot tries.
UNMATCHED: Final = "-"
# For the same reason, whoever invents a method is counted under one name.
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
#: From a cached page to the two seconds after which the database is given up.
_SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Metrics:
    """The counters of one process, in a registry of its own so that two sites in one test don't add up."""

    def __init__(self) -> None:
        """Begin at zero."""
        self._registry = CollectorRegistry(auto_describe=False)
        ProcessCollector(registry=self._registry)
        self._requests = Counter(
            "bottlepost_http_requests",
            "Requests answered, by route, method and class of status.",
            ("route", "method", "status"),
            registry=self._registry,
        )
        self._durations = Histogram(
            "bottlepost_http_request_duration_seconds",
            "Time from the request's arrival to the end of its answer.",
            ("route",),
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._database_errors = Counter(
            "bottlepost_database_errors", "Errors the database gave.", ("kind",), registry=self._registry
        )
        self._retries = Counter(
            "bottlepost_database_retries", "Requests run again after such an error.", registry=self._registry
        )

    def count_request(self, route: str | None, method: str, status: int, seconds: float) -> None:
        """Count an answered request; `route` is the route's name."""
        label = route or UNMATCHED
        known = method if method in _METHODS else "other"
        self._requests.labels(label, known, f"{status // 100}xx").inc()
        self._durations.labels(label).observe(seconds)

    def database_failed(self, kind: str) -> None:
        """Count an error of the database under its class or code, never under its text."""
        self._database_errors.labels(kind).inc()

    def retried(self) -> None:
        """Count a request that is run again after such an error."""
        self._retries.inc()

    def watch_jobs(self, count_by_state: Callable[[], Mapping[str, int]]) -> None:
        """Show how many jobs are in each state, asked at every scrape."""
        self._registry.register(_JobGauge(count_by_state))

    def render(self) -> tuple[str, bytes]:
        """Return the content type and the text of all that is known."""
        return CONTENT_TYPE_PLAIN_0_0_4, generate_latest(self._registry)


class _JobGauge(Collector):
    """Asks the jobs table; leaves the figure out while the database is away, so that the others can still be had."""

    def __init__(self, count_by_state: Callable[[], Mapping[str, int]]) -> None:
        self._count_by_state = count_by_state

    def collect(self) -> Iterable[Metric]:
        """Return the gauge, or nothing."""
        gauge = GaugeMetricFamily("bottlepost_jobs", "Jobs, by state.", labels=["state"])
        try:
            counts = self._count_by_state()
        except Exception:
            _log.warning("The jobs can't be counted.", exc_info=True)
            return ()
        for state, count in counts.items():
            gauge.add_metric([state], count)
        return (gauge,)
