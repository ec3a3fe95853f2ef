"""The metrics add up, and nobody from outside can make their number grow."""

from prometheus_client.parser import text_string_to_metric_families

from core.metrics import Metrics


def samples_of(metrics):
    content_type, text = metrics.render()
    assert content_type.startswith("text/plain")
    found = {}
    for family in text_string_to_metric_families(text.decode()):
        for sample in family.samples:
            found[sample.name, tuple(sorted(sample.labels.items()))] = sample.value
    return found


def value_of(metrics, name, **labels):
    return samples_of(metrics).get((name, tuple(sorted(labels.items()))))


def test_requests_are_counted_by_route_method_and_class_of_status():
    metrics = Metrics()
    for status in (200, 204, 404):
        metrics.count_request("blog.post", "GET", status, 0.02)
    name = "bottlepost_http_requests_total"
    assert value_of(metrics, name, route="blog.post", method="GET", status="2xx") == 2
    assert value_of(metrics, name, route="blog.post", method="GET", status="4xx") == 1


def test_durations_fall_into_buckets():
    metrics = Metrics()
    metrics.count_request("blog.post", "GET", 200, 0.02)
    name = "bottlepost_http_request_duration_seconds_bucket"
    assert value_of(metrics, name, route="blog.post", le="0.01") == 0
    assert value_of(metrics, name, route="blog.post", le="0.025") == 1


def test_unknown_routes_and_methods_share_one_name():
    metrics = Metrics()
    metrics.count_request(None, "BREW", 404, 0.001)
    metrics.count_request(None, "PROPFIND", 404, 0.001)
    assert value_of(metrics, "bottlepost_http_requests_total", route="-", method="other", status="4xx") == 2


def test_database_errors_and_retries_are_counted():
    metrics = Metrics()
    metrics.database_failed("OperationalError")
    metrics.retried()
    assert value_of(metrics, "bottlepost_database_errors_total", kind="OperationalError") == 1
    assert value_of(metrics, "bottlepost_database_retries_total") == 1


def test_jobs_are_asked_for_at_each_scrape():
    metrics = Metrics()
    waiting = {"waiting": 1}
    metrics.watch_jobs(lambda: waiting)
    waiting["waiting"] = 5
    assert value_of(metrics, "bottlepost_jobs", state="waiting") == 5


def test_without_a_database_the_other_figures_are_still_there(caplog):
    def away():
        raise ConnectionError

    metrics = Metrics()
    metrics.watch_jobs(away)
    metrics.count_request("blog.post", "GET", 200, 0.02)
    names = {name for name, _ in samples_of(metrics)}
    assert "bottlepost_http_requests_total" in names
    assert "bottlepost_jobs" not in names
    assert "can't be counted" in caplog.text


def test_two_sites_in_one_process_count_apart():
    first, second = Metrics(), Metrics()
    first.count_request("blog.post", "GET", 200, 0.02)
    name = "bottlepost_http_requests_total"
    assert value_of(second, name, route="blog.post", method="GET", status="2xx") is None
