"""The jobs, for hosts where no process can stay up: any cron that can call an address has them run."""

from datetime import timedelta
from typing import Final

from core.errors import NotFound
from core.job_address import is_token
from core.limits import RUN_JOBS
from core.web.response import Response
from core.web.route import route
from core.web.view import View

#: No job begins later than this: callers and small hosts give an answer half a minute.
_WITHIN: Final = timedelta(seconds=20)


class JobViews(View):
    """Run the jobs for whoever knows the address."""

    # A GET that changes something: a web cron knows no other. What else follows such a link runs what was due anyway,
    # and not twice.
    @route.get("/jobs/run/<token>", name="run_jobs", public=(), cacheable=False, secret=True, retry=False)
    def run(self, token: str) -> Response:
        """Run what is due and tell how much that was; a wrong token finds nothing here."""
        request, site = self.request, self.request.site
        if not is_token(site.settings.secret_key, token):
            raise NotFound
        request.limit(RUN_JOBS, "")
        with request.outside_transaction():
            worker = site.worker
            answer = self.text(f"{worker.report(worker.run_all(within=_WITHIN))}\n")
        answer.header("X-Robots-Tag", "noindex")
        return answer
