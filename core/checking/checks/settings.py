"""What no site starts with: the settings that are refused."""

from collections.abc import Iterator
from functools import partial
from typing import Final

from core.checking.check import Check, Fault, error
from core.checking.site import SiteUnderCheck
from core.errors import Refusal


def _refused(kind: Refusal, site: SiteUnderCheck) -> Iterator[Fault]:
    for refusal in site.refused:
        if refusal.kind is kind:
            yield Fault.of(refusal.wrong, refusal.remedy)


@error(Refusal.NO_HTTPS)
def without_https(site: SiteUnderCheck) -> Iterator[Fault]:
    """Find a real site whose readers come, and whose cookies travel, for all to see."""
    yield from _refused(Refusal.NO_HTTPS, site)
    if site.is_real and site.settings.is_trial:
        remedy = "Set SITE_URL to the https:// address under which readers will find the site."
        yield Fault(f"SITE_URL is {site.settings.site_url}, which is this machine alone.", remedy)


def _check_of(kind: Refusal) -> Check:
    return without_https if kind is Refusal.NO_HTTPS else error(kind)(partial(_refused, kind))


CHECKS: Final[tuple[Check, ...]] = tuple(map(_check_of, Refusal))
