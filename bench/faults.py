"""What each fault of a small host's servers costs its visitors: requests, answers by status, waits, recovery.

Run: python bench/faults.py [fault ...]. It starts private servers on loopback, with eight requests of readers a second
and a writer, and makes the faults of the drill one after the other, for some two minutes; all ends with the script.
"""

import sys
import time
from collections import Counter
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.support.drill import Fault
from tests.support.faults import HICCUPS, LOSSES, OUTAGES
from tests.support.small_site import SmallSite

COLUMNS = "{:20} {:>8} {:>8} {:>6} {:>6} {:>9} {:>9} {:>9}"


def measure(site: SmallSite, make: Callable[[SmallSite], None]) -> str:
    """Make one fault; return its line of the table."""
    with site.drill.fault() as fault:
        make(site)
    counts = Counter(answer.status for answer in fault.answers if answer not in fault.red)
    others = sum(counts.values()) - counts[200] - counts[303] - counts[503]
    return COLUMNS.format(
        make.__name__,
        counts.total(),
        counts[200] + counts[303],
        counts[503],
        others,
        f"{fault.longest:.2f} s",
        f"{recovery(fault):.2f} s",
        len(site.lost()),
    )


def recovery(fault: Fault) -> float:
    """Return the seconds from the end of the fault to the first good page; 0 where no visitor was refused."""
    if not fault.refused:
        return 0.0
    good = (answer.at + answer.seconds for answer in fault.pages if answer.status == HTTPStatus.OK)
    return min((moment for moment in good if moment >= fault.ended), default=fault.recovered) - fault.ended


if __name__ == "__main__":
    wanted = set(sys.argv[1:])
    began = time.monotonic()
    with SmallSite() as small:
        print(f"start of the servers, and of the site: {time.monotonic() - began:.1f} s")
        print(COLUMNS.format("fault", "requests", "200/303", "503", "others", "longest", "recovery", "lost"))
        for each in (*HICCUPS, *LOSSES, *OUTAGES):
            if not wanted or each.__name__ in wanted:
                print(measure(small, each), flush=True)
