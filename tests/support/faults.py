"""What can happen to a small site's servers: each makes one fault, lets visitors meet it, and mends it."""

from typing import Final

from tests.support.small_site import SmallSite
from tests.support.waiting import until


def kill_connections(site: SmallSite) -> None:
    """Kill all connections of the site again and again, whatever they are at."""
    killed = 0
    while killed < 15:
        killed += site.end_connections(site.connections())
        site.drill.until_read(0.25)


def kill_before_commit(site: SmallSite) -> None:
    """Kill the connection of a save that has changed something and waits for a row."""
    with site.transaction() as cursor:
        cursor.execute("SELECT id FROM users WHERE name = 'ada' FOR UPDATE")
        until(lambda: site.end_connections(site.waiting()) > 0, "a save that waits for its author")
    site.drill.until_saved()


def deadlock(site: SmallSite) -> None:
    """Lead a save into a deadlock that it loses."""
    site.ask("CREATE TABLE IF NOT EXISTS heavy (number INT)")
    with site.transaction() as cursor:
        # The server undoes whoever has changed less.
        cursor.execute("INSERT INTO heavy SELECT seq FROM seq_1_to_1000")
        # A save changes the post, and then refers to its author.
        cursor.execute("SELECT id FROM users WHERE name = 'ada' FOR UPDATE")
        until(lambda: bool(site.waiting()), "a save that waits for its author")
        cursor.execute(f"UPDATE posts SET version = version WHERE id = {site.draft}")
    site.drill.until_saved()


def hold_lock(site: SmallSite) -> None:
    """Hold the row of a save until it has given up waiting once."""
    before = site.retries()
    with site.transaction() as cursor:
        cursor.execute(f"SELECT id FROM posts WHERE id = {site.draft} FOR UPDATE")
        until(lambda: site.retries() > before, "a save that gives up waiting")
    site.drill.until_saved()


def restart_mariadb(site: SmallSite) -> None:
    """Stop MariaDB as an upgrade of the host would, and start it once it is missed."""
    site.mariadb.stop()
    _let_miss(site)
    site.mariadb.start()


def crash_mariadb(site: SmallSite) -> None:
    """End MariaDB as the kernel does when memory runs out, and start it once it is missed."""
    site.mariadb.kill()
    _let_miss(site)
    site.mariadb.start()


def hang_mariadb(site: SmallSite) -> None:
    """Let MariaDB hang for 8 seconds."""
    site.mariadb.pause()
    site.drill.until_red("database")
    site.drill.until_read(8)
    site.mariadb.resume()


def swallow_packets(site: SmallSite) -> None:
    """Let the network swallow what goes to MariaDB and comes from it."""
    site.relay.swallow()
    site.drill.until_red("database")
    site.drill.until_read(5)
    site.relay.pass_on()


def refuse_connections(site: SmallSite) -> None:
    """Cut the connections to MariaDB, and let nobody connect."""
    site.relay.refuse()
    site.relay.cut()
    _let_miss(site)
    site.relay.pass_on()


def drop_connections(site: SmallSite) -> None:
    """Close every connection to MariaDB as soon as it is made, as a proxy whose server is away."""
    site.relay.drop()
    _let_miss(site)
    site.relay.pass_on()


def restart_memcached(site: SmallSite) -> None:
    """Stop memcached, and start it once a sentence is saved without it."""
    site.memcached.stop()
    site.drill.until_red("sessions")
    site.drill.until_saved()
    site.memcached.start()


def empty_memcached(site: SmallSite) -> None:
    """Let memcached forget everything."""
    site.memcached.flush()
    site.drill.until_saved()


def hang_memcached(site: SmallSite) -> None:
    """Let memcached hang until a sentence is saved without it."""
    site.memcached.pause()
    site.drill.until_red("sessions")
    site.drill.until_saved()
    site.memcached.resume()


#: What keeps the database from visitors, who are told to come back.
OUTAGES: Final = (
    restart_mariadb,
    crash_mariadb,
    hang_mariadb,
    swallow_packets,
    refuse_connections,
    drop_connections,
)
#: What neither a visitor nor a balancer notices.
HICCUPS: Final = (kill_connections, kill_before_commit, deadlock, hold_lock, empty_memcached)
#: What no visitor notices.
LOSSES: Final = (restart_memcached, hang_memcached)


def _let_miss(site: SmallSite) -> None:
    site.drill.until_red("database")
    site.drill.until_refused()
