"""Whether jobs are done: mails, notifications and whatever else waits for a worker."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from core import clock
from core.checking.check import Fault, error, warning
from core.checking.site import SiteUnderCheck
from core.jobs import FAILED, WAITING, Job

#: A worker looks every other second; one that is busy with a slow mail server comes back in this time.
_LATE: Final = timedelta(minutes=10)


@error("queue-stalled")
def nobody_works(site: SiteUnderCheck) -> Iterator[Fault]:
    """Find jobs that are due and that no worker takes."""
    late = site.database.ask_of_its_tables(_late)
    if late:
        minutes = _LATE.seconds // 60
        sentence = f"{_counted(late)} due for more than {minutes} minutes, and no worker takes them: no mail leaves."
        remedy = "Keep `python manage.py serve` or `work` running, or let cron call the address for jobs."
        yield Fault(sentence, remedy)


@warning("queue-failed")
def given_up(site: SiteUnderCheck) -> Iterator[Fault]:
    """Find jobs that failed each time they were tried."""
    kinds = site.database.ask_of_its_tables(_failed)
    if kinds:
        shown = ", ".join(f"{kind} ({count})" for kind, count in sorted(kinds.items()))
        sentence = f"Jobs were given up after their last try: {shown}."
        yield Fault(sentence, "The site's log says why each failed; so does the column error of the table jobs.")


def _late(db: Session) -> int:
    limit = clock.now() - _LATE
    is_free = or_(Job.leased_until.is_(None), Job.leased_until <= limit)
    wanted = (Job.state == WAITING, Job.run_at <= limit, is_free)
    return db.scalar(select(func.count()).select_from(Job).where(*wanted)) or 0


def _failed(db: Session) -> dict[str, int]:
    rows = db.execute(select(Job.kind, func.count()).where(Job.state == FAILED).group_by(Job.kind))
    return {kind: count for kind, count in rows}  # noqa: C416 - mypy knows a row by its parts only


def _counted(count: int) -> str:
    return "One job is" if count == 1 else f"{count:,} jobs are"
