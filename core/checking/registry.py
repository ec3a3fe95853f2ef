"""All checks of the foundation, in the order in which they are made and told."""

from itertools import chain
from typing import Final

from core.checking.check import Check
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
)

_MODULES: Final = (settings, secrets, hosts, process, database, rights, sqlite, memcached, mail, queue, clock, disk)
CHECKS: Final[tuple[Check, ...]] = tuple(chain.from_iterable(module.CHECKS for module in _MODULES))
