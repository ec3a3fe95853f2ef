"""All checks of the foundation, in the order in which they are made and told."""

from itertools import chain
from typing import Final

from core.checking.check import Check, checks_of
from core.checking.checks import (
    clock,
    database,
    disk,
    hosts,
    mail,
    memcached,
    process,
    queue,
    rights,
    secrets,
    settings,
    sqlite,
    uploads,
)

_MODULES: Final = (secrets, hosts, process, database, rights, sqlite, memcached, mail, queue, clock, disk, uploads)
CHECKS: Final[tuple[Check, ...]] = (*settings.CHECKS, *chain.from_iterable(map(checks_of, _MODULES)))
