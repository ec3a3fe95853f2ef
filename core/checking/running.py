"""Making all checks, each on its own: none keeps the others from being made."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial

from core.checking.check import Check, Finding, Level
from core.checking.errors import NotChecked
from core.checking.site import SiteUnderCheck
from core.checking.timeout import with_timeout
from core.escapes import escaped

#: Seconds after which a check is given up; each wait inside of one is shorter.
LIMIT = 5.0


@dataclass(slots=True)
class Report:
    """What the checks found."""

    #: How many were made.
    made: int = 0
    findings: list[Finding] = field(default_factory=list)
    #: Check → why it wasn't made.
    not_made: dict[str, str] = field(default_factory=dict)

    def has(self, level: Level) -> bool:
        """Tell whether anything of this level was found."""
        return any(finding.level is level for finding in self.findings)


def run_checks(site: SiteUnderCheck, checks: Iterable[Check], *, limit: float = LIMIT) -> Report:
    """Make the checks that matter to this site, in their order."""
    report = Report()
    for check in checks:
        if check.real_only and not site.is_real:
            continue
        try:
            report.findings += with_timeout(partial(_findings, check, site), limit)
            report.made += 1
        except NotChecked as reason:
            report.not_made[check.id] = escaped(str(reason))
        except TimeoutError:
            report.not_made[check.id] = f"it takes longer than {limit:g} seconds"
        except Exception as error:
            # A mistake of ours in one check is no reason to keep back what the others find. What it says may be secret.
            report.not_made[check.id] = f"it ended in {type(error).__name__}"
    return report


def _findings(check: Check, site: SiteUnderCheck) -> list[Finding]:
    """Return what a check finds; the words of servers in it are anybody's."""
    return [
        Finding(check.id, check.level, escaped(fault.sentence), escaped(fault.remedy)) for fault in check.faults(site)
    ]
