"""haproxy by its recipe: what it does with each kind of request when a node breaks off, and what it says over TLS."""

import socket
import ssl
import threading
from contextlib import ExitStack
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.support.cluster import Cluster, HAProxy
from tests.support.journey import Person
from tests.support.ports import free_port
from tests.support.waiting import until

HALF, WHOLE = 1000, 2000


class Node(BaseHTTPRequestHandler):
    """A node that breaks off: whichever of them is asked first for a path."""

    protocol_version = "HTTP/1.1"
    #: What all nodes were asked, in this order.
    asked: list[str]

    def log_message(self, *args):
        """Say nothing: what was asked is in `asked`."""

    def do_GET(self):
        if self.path in {"/healthz", "/readyz"}:
            self.answer(b"ok")
            return
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        is_first = f"{self.command} {self.path}" not in self.asked
        self.asked.append(f"{self.command} {self.path}")
        if is_first and self.path.startswith("/silent"):
            self.close_connection = True
        elif is_first and self.path.startswith("/half"):
            self.answer(b"x" * HALF)
            self.close_connection = True
        else:
            self.answer(b"x" * WHOLE)

    def answer(self, body):
        self.send_response(200)
        self.send_header("Content-Length", str(WHOLE if len(body) == HALF else len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


class Listener(ThreadingHTTPServer):
    """What accepts a node's connections."""

    daemon_threads = True

    def handle_error(self, request, client_address):
        """Say nothing of a balancer that hangs up: it does so after each probe."""


@pytest.fixture(scope="module")
def asked():
    return []


@pytest.fixture(scope="module")
def balancer(asked):
    with ExitStack() as stack:
        methods = {"do_POST": Node.do_GET, "do_HEAD": Node.do_GET}
        handler = type("AskedNode", (Node,), {"asked": asked, **methods})
        nodes = [stack.enter_context(Listener(("127.0.0.1", 0), handler)) for _ in range(2)]
        for node in nodes:
            stack.callback(node.shutdown)
            threading.Thread(target=node.serve_forever, daemon=True).start()
        addresses = tuple(f"127.0.0.1:{node.server_port}" for node in nodes)
        yield stack.enter_context(HAProxy(f"http://127.0.0.1:{free_port()}", addresses))


@pytest.fixture(params=[0, 1], ids=["first", "later"])
def send(request, balancer):
    """Return a function that sends a request, on a connection that is new or has been used before."""
    connection = HTTPConnection(balancer.host, balancer.port, timeout=20)

    def ask(method, path):
        connection.request(method, path, b"a=b" if method == "POST" else None)
        answer = connection.getresponse()
        return answer, answer.read().decode()

    for _ in range(request.param):
        assert ask("GET", "/ok")[0].status == 200
    yield ask
    connection.close()


@pytest.fixture
def path(request):
    """Return what makes a path that no other test asks for."""
    return f"?{request.node.name}"


def test_haproxy_takes_the_recipe_without_a_warning(balancer):
    assert "WARNING" not in balancer.verdict()
    assert "ALERT" not in balancer.verdict()


@pytest.mark.parametrize("fault", ["/silent", "/half"])
def test_a_post_that_broke_off_reaches_no_second_node(send, asked, fault, path):
    """Nor may the visitor find the connection closed without a word: browsers would send it again by themselves."""
    answer, page = send("POST", fault + path)
    assert (answer.status, answer.headers["Retry-After"]) == (502, "2")
    assert "nobody can say whether it arrived" in page
    assert asked.count(f"POST {fault}{path}") == 1


@pytest.mark.parametrize(("method", "length"), [("GET", WHOLE), ("HEAD", 0)])
def test_what_only_reads_is_asked_of_another_node(send, asked, method, length, path):
    answer, page = send(method, f"/silent{path}")
    assert (answer.status, len(page)) == (200, length)
    assert asked.count(f"{method} /silent{path}") == 2


def test_half_an_answer_is_told_to_be_none(send, path):
    assert send("GET", f"/half{path}")[0].status == 502


@pytest.mark.parametrize(("method", "length"), [("GET", WHOLE), ("HEAD", 0), ("POST", WHOLE)])
def test_a_whole_answer_passes(send, method, length, path):
    answer, page = send(method, f"/ok{path}")
    assert (answer.status, len(page)) == (200, length)


@pytest.mark.parametrize("path", ["/metrics", "/%6detrics", "/%6D%65trics", "/metrics?a=b"])
def test_the_metrics_are_no_business_of_the_publics(send, asked, path):
    assert send("GET", path)[0].status == 404
    assert f"GET {path}" not in asked


def test_one_time_tokens_are_not_logged(balancer, send):
    answer, _ = send("GET", "/auth/reset/once-and-never-again?next=this-neither")
    assert answer.status == 200
    assert send("GET", "/metrics")[0].status == 404
    until(lambda: balancer.log.count(" GET\n") > 1, "the lines of these requests")
    assert "once-and" not in balancer.log
    assert "neither" not in balancer.log


def test_nobody_sends_more_than_eight_forms_at_once(balancer, send, path):
    begun = b"POST /slow HTTP/1.1\r\nHost: x\r\nContent-Length: 1900000\r\n\r\n" + b"a" * 17_000
    with ExitStack() as stack:

        def is_refused_beside_one_more() -> bool:
            # One by one: of those that come together, each counts those that are about to be refused, too.
            slow = stack.enter_context(socket.create_connection((balancer.host, balancer.port), timeout=20))
            slow.sendall(begun)
            return send("POST", f"/ok{path}")[0].status == 429

        until(is_refused_beside_one_more, "the refusal of a ninth form")
        assert send("GET", f"/ok{path}")[0].status == 200
    until(lambda: send("POST", f"/ok{path}")[0].status == 200, "the end of the others")


def test_over_tls_alone_people_sign_in(environ):
    secure = {**environ, "SITE_URL": environ["SITE_URL"].replace("http:", "https:")}
    with Cluster(HAProxy, secure) as cluster:
        address = f"127.0.0.1:{cluster.balancer.plain_port}"
        plain = Person(f"http://{address}").get("/auth/login")
        assert (plain.status, plain.headers["Location"]) == (308, f"https://{address}/auth/login")
        trusts = ssl.create_default_context(cafile=str(cluster.balancer.certificate))
        person = Person(cluster.url, trusts=trusts)
        person.sign_in("ada")
        assert all(name.startswith("__Host-") for name in person.cookies)
        assert person.is_signed_in()
