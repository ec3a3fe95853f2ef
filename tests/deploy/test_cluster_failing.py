"""Two nodes behind haproxy, one of which is killed, restarted or cut off while people read and write."""

from contextlib import ExitStack, contextmanager

import pytest

from tests.support.cluster import Cluster, HAProxy
from tests.support.drill import Writer
from tests.support.journey import Person, add_writer
from tests.support.relay import Relay
from tests.support.servers import MemcachedServer
from tests.support.visitors import Visitors, ask
from tests.support.waiting import until

#: Requests a second of all readers together, and how many have to be answered while a node is away.
RATE = 200
ENOUGH = 150
WRITERS = ("ada", "brook")
#: Visits that show who is asked: of two nodes each would get one of them, but for one case in a million.
VISITS = 20


@pytest.fixture(scope="module")
def memcached():
    """Return a memcached of this module's own, which may be stopped."""
    with MemcachedServer() as server:
        yield server


@pytest.fixture(scope="module")
def relay(mariadb):
    """Return the way on which the second node reaches the database."""
    with Relay(mariadb.port) as running:
        yield running


@pytest.fixture(scope="module")
def cluster(environ, memcached, relay, mariadb):
    add_writer(environ["DATABASE_URL"], WRITERS[1])
    own = {**environ, "MEMCACHED_SERVERS": memcached.address}
    second = {"DATABASE_URL": environ["DATABASE_URL"].replace(f":{mariadb.port}/", f":{relay.port}/")}
    with Cluster(HAProxy, own, second) as running:
        yield running


@pytest.fixture(scope="module")
def path(cluster):
    author = Person(cluster.url)
    author.sign_in("root")
    return author.write("Opening hours", "From nine to five.")


@pytest.fixture
def crowd(cluster, path):
    """Return a function that yields readers and writers who go on all the time."""

    @contextmanager
    def crowd():
        with ExitStack() as stack:
            readers = stack.enter_context(Visitors(cluster.url, ["/blog/", path], count=12, rate=RATE))
            writers = [stack.enter_context(Writer(cluster.url, name)) for name in WRITERS]
            until_answered(readers)
            yield readers, writers

    return crowd


def until_answered(readers):
    """Wait until readers have had many more answers, whatever they say."""
    before = len(readers.answers)
    until(lambda: len(readers.answers) - before >= ENOUGH, "answers")


def is_asked(cluster, node):
    """Tell whether the balancer sends readers to a node."""
    read = len(node.log)
    for _ in range(VISITS):
        assert ask(cluster.url, "/blog/").status == 200
    return "route=blog.home" in node.log[read:]


def answers_of(readers, writers):
    return [answer for each in (readers, *writers) for answer in each.answers]


def lost(cluster, writers):
    """Return the sentences that were acknowledged and aren't there, asked at each node."""
    shown = [
        (writer, same.get(writer.path).form("editor").find("textarea", attrs={"name": "source"}).get_text())
        for writer in writers
        for same in cluster.everywhere(writer.person)
    ]
    return [sentence for writer, text in shown for sentence in writer.acknowledged if f" {sentence}" not in text]


def test_a_killed_node_costs_no_saved_sentence_and_hardly_an_answer(cluster, crowd):
    with crowd() as (readers, writers):
        for node in cluster.nodes:
            node.kill()
            until_answered(readers)
            node.start()
            until(lambda back=node: is_asked(cluster, back), "visitors who are sent there again")
    answers = answers_of(readers, writers)
    failed = [answer for answer in answers if answer.status not in {200, 303}]
    assert {answer.status for answer in failed} <= {502, 503}
    assert len(failed) < len(answers) / 100
    assert all(writer.acknowledged for writer in writers)
    assert lost(cluster, writers) == []


def test_nobody_notices_that_nodes_are_restarted_one_after_the_other(cluster, crowd):
    with crowd() as (readers, writers):
        for node in cluster.nodes:
            assert node.end() == 0
            until_answered(readers)
            node.start()
            until(lambda back=node: is_asked(cluster, back), "visitors who are sent there again")
    assert [answer for answer in answers_of(readers, writers) if answer.status not in {200, 303}] == []
    assert lost(cluster, writers) == []


def test_a_node_that_alone_has_lost_the_database_is_left_out(cluster, path, relay):
    second = cluster.nodes[1]
    assert ask(second.url, path).status == 200
    relay.refuse()
    relay.cut()
    until(lambda: ask(second.url, "/readyz").status == 503, "the node to say that it isn't ready")
    until(lambda: not {ask(cluster.url, path).status for _ in range(VISITS)} - {200}, "nobody to be sent there")
    assert not is_asked(cluster, second)
    relay.pass_on()
    until(lambda: is_asked(cluster, second), "visitors who are sent there again")


def test_while_no_node_is_ready_all_that_live_are_asked(cluster, memcached):
    memcached.stop()
    for node in cluster.nodes:
        until(lambda asked=node: ask(asked.url, "/readyz").status == 503, "each node to say that it isn't ready")
    until(lambda: "backend ready has no server available" in cluster.balancer.log, "the balancer to know")
    assert all(is_asked(cluster, node) for node in cluster.nodes)
    memcached.start()
    for node in cluster.nodes:
        until(lambda asked=node: ask(asked.url, "/readyz").status == 200, "each node to be ready")
