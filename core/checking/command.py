"""The command `manage.py check`: what is unsafe or missing, told to the operator or to a machine."""

import json
from collections.abc import Iterable, Iterator
from contextlib import closing
from typing import Final

import click

from core.checking.check import Check, Finding, Level
from core.checking.running import Report, run_checks
from core.checking.site import SiteUnderCheck
from core.commands import Operator
from core.errors import Refusal
from core.settings import Settings

PAGE: Final = "docs/checks.md"


def check_command(checks: Iterable[Check]) -> click.Command:
    """Return the command that makes these checks."""
    known = tuple(checks)

    @click.command()
    @click.option("--as-real", is_flag=True, help="Judge a site of this machine alone like one with readers.")
    @click.option("--strict", is_flag=True, help="End with status 1 for warnings too.")
    @click.option("--ignore", multiple=True, metavar="ID", help="Leave a check out; may be given again.")
    @click.option("--json", "as_json", is_flag=True, help="Tell it to a machine.")
    @click.pass_obj
    def check(operator: Operator, *, as_real: bool, strict: bool, ignore: tuple[str, ...], as_json: bool) -> None:
        """Name what is unsafe or missing; end with status 1 if anything is."""
        _refuse_unknown(ignore, known)
        wanted = [one for one in known if one.id not in ignore]
        with closing(SiteUnderCheck(*Settings.examine(operator.root), as_real=as_real)) as site:
            if site.is_unread:
                wanted = [one for one in known if one.id == Refusal.FILE]
            report = run_checks(site, wanted)
            lines = [_machine_text(site, report)] if as_json else _human_lines(site, report)
            for line in lines:
                click.echo(line)
        if report.has(Level.ERROR) or (strict and report.findings):
            raise click.exceptions.Exit(1)

    return check


def _refuse_unknown(ignored: Iterable[str], known: Iterable[Check]) -> None:
    for id in set(ignored) - {check.id for check in known}:
        raise click.ClickException(f"There is no check {id!r}; {PAGE} names them all.")


def _human_lines(site: SiteUnderCheck, report: Report) -> Iterator[str]:
    yield _judged(site)
    for finding in report.findings:
        yield ""
        yield from _paragraph(finding)
    yield ""
    for reason, ids in _by_reason(report).items():
        yield f"Not checked: {', '.join(ids)}. {reason[0].upper()}{reason[1:].rstrip('.')}."
    yield _summary(report)


def _judged(site: SiteUnderCheck) -> str:
    if site.is_unread:
        return "What the site is set to is not known, so that nothing else was checked."
    url = site.settings.site_url
    if not site.is_real:
        return f"{url} is this machine: judged as a trial site; --as-real judges it like one with readers."
    return f"{url} is judged as a real site, with readers."


def _paragraph(finding: Finding) -> Iterator[str]:
    yield f"{finding.level:<8} {finding.id}"
    yield f"         {finding.sentence}"
    yield f"         {finding.remedy}"


def _summary(report: Report) -> str:
    if not report.findings:
        return f"{report.made} checks, nothing to mend."
    counts = ", ".join(_counted(report, level) for level in Level if report.has(level))
    return f"{report.made} checks: {counts}. {PAGE} says more about each."


def _counted(report: Report, level: Level) -> str:
    count = sum(finding.level is level for finding in report.findings)
    return f"{count} {level}{'s' if count > 1 else ''}"


def _by_reason(report: Report) -> dict[str, list[str]]:
    reasons: dict[str, list[str]] = {}
    for id, reason in report.not_made.items():
        reasons.setdefault(reason, []).append(id)
    return reasons


def _judged_as(site: SiteUnderCheck) -> str:
    if site.is_unread:
        return "unknown"
    return "real" if site.is_real else "trial"


def _machine_text(site: SiteUnderCheck, report: Report) -> str:
    findings = [
        {"id": one.id, "level": one.level, "sentence": one.sentence, "remedy": one.remedy, "page": f"{PAGE}#{one.id}"}
        for one in report.findings
    ]
    told = {
        "site": site.settings.site_url,
        "judged_as": _judged_as(site),
        "checks": report.made,
        "findings": findings,
        "not_checked": report.not_made,
    }
    return json.dumps(told, ensure_ascii=False, indent=2)
