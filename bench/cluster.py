"""What the end of a node costs a cluster's visitors, and how soon its nodes agree.

Run: python bench/cluster.py [haproxy] [nginx]. It starts private servers on loopback: MariaDB, memcached, two nodes and
a balancer by its recipe, with 200 requests of readers a second and two writers. Each node is killed, then restarted as
systemd does it. That takes some two minutes for each balancer, and all ends with the script.
"""

import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.support.cluster import Cluster, HAProxy, Nginx
from tests.support.databases import upgrade
from tests.support.drill import Writer
from tests.support.hosts import HostedSite
from tests.support.journey import Person, add_writer, make_administrator
from tests.support.mariadb import MariaDBServer
from tests.support.ports import free_port
from tests.support.servers import MemcachedServer
from tests.support.visitors import Visitors

KINDS = {"haproxy": HAProxy, "nginx": Nginx}
RATE = 200
WRITERS = ("ada", "brook")
#: Seconds in which visitors go on before, while and after a node is away.
STAGE = 5
#: Titles that are set one after the other, to see how soon both nodes show them.
TITLES = 10
COLUMNS = "{:22} {:>8} {:>8} {:>5} {:>5} {:>6} {:>9} {:>6} {:>5}"


def measure(cluster: Cluster, paths: list[str], end: Callable[[HostedSite], object]) -> str:
    """End both nodes, one after the other; return what came of it as a line of the table."""
    with ExitStack() as stack:
        readers = stack.enter_context(Visitors(cluster.url, paths, count=16, rate=RATE))
        writers = [stack.enter_context(Writer(cluster.url, name)) for name in WRITERS]
        for node in cluster.nodes:
            time.sleep(STAGE)
            end(node)
            time.sleep(STAGE)
            node.start()
        time.sleep(STAGE)
    answers = [answer for each in (readers, *writers) for answer in each.answers]
    counts = Counter(answer.status for answer in answers)
    good = counts[200] + counts[303]
    longest = max(answer.seconds for answer in answers)
    others = counts.total() - good - counts[502] - counts[503]
    saved = sum(len(writer.acknowledged) for writer in writers)
    return COLUMNS.format(
        f"{cluster.balancer.name}, {end.__name__}",
        counts.total(),
        good,
        counts[502],
        counts[503],
        others,
        f"{longest:.2f} s",
        saved,
        saved - sum(kept(writer) for writer in writers),
    )


def kept(writer: Writer) -> int:
    """Return how many of the acknowledged sentences are there."""
    text = writer.person.get(writer.path).form("editor").find("textarea", attrs={"name": "source"}).get_text()
    return sum(f" {sentence}" in text for sentence in writer.acknowledged)


def agreement(cluster: Cluster) -> list[float]:
    """Return the seconds from the answer to a change of the site's title until both nodes show it, for some titles."""
    administrator, seconds = Person(cluster.nodes[0].url), []
    administrator.sign_in("root")
    for number in range(TITLES):
        title = f"Title {time.monotonic_ns()}"
        administrator.press(administrator.get("/admin/settings/"), "Save settings", title=title)
        began = time.monotonic()
        for node in cluster.nodes:
            reader = Person(node.url)
            while title not in reader.get("/blog/").text:
                time.sleep(0.01)
        seconds.append(time.monotonic() - began)
        # At another moment of the second for which a process trusts what it knows.
        time.sleep(number / TITLES)
    return seconds


def kill(node: HostedSite) -> None:
    """End a node without a warning."""
    node.kill()


def restart(node: HostedSite) -> None:
    """Tell a node to stop, and wait until it has."""
    node.end()


if __name__ == "__main__":
    with MariaDBServer() as mariadb, MemcachedServer() as memcached:
        url = mariadb.create("cluster")
        upgrade(url)
        make_administrator(url)
        for name in WRITERS:
            add_writer(url, name)
        print(COLUMNS.format("fault", "requests", "200/303", "502", "503", "others", "longest", "saved", "lost"))
        for kind in sys.argv[1:] or KINDS:
            own = {"DATABASE_URL": url, "MEMCACHED_SERVERS": memcached.address}
            with Cluster(KINDS[kind], {**own, "SITE_URL": f"http://127.0.0.1:{free_port()}"}) as running:
                author = Person(running.nodes[0].url, said={"X-Forwarded-For": "203.0.113.1"})
                author.sign_in("root")
                shown = ["/blog/", author.write(f"By {kind}", "Some words about the weather. " * 100)]
                for way in (kill, restart):
                    print(measure(running, shown, way), flush=True)
                waits = sorted(agreement(running))
                print(f"a change shows on both nodes after {waits[0]:.2f} to {waits[-1]:.2f} s")
