"""The archive: all posts by year and month."""

import re
from dataclasses import replace
from datetime import datetime
from typing import Final

from apps.blog.services.reading.archive import Month, by_year, month_of, year_of
from apps.blog.services.reading.kept import Kept
from apps.blog.services.reading.links import Link
from apps.blog.views.reading import ReadingView
from core.errors import NotFound
from core.web.response import Response
from core.web.route import route

#: Lines of a page; a site with no more posts shows them all at once.
LINES: Final = 100
_NUMBER: Final = re.compile(r"[1-9][0-9]{0,3}")


class ArchiveViews(ReadingView):
    """Show what was published when."""

    @route.get("/archive/", name="archive", public=())
    def index(self) -> Response:
        """Show the years with their months, and all posts where they are few."""
        years = by_year(self._months())
        total = sum(month.count for months in years.values() for month in months)
        lines: dict[int, list[Link]] = {}
        for link in self.posts.list_lines(1, LINES, shelf=self.kept.shelf()) if total <= LINES else ():
            year = link.published_at.astimezone(self.request.settings.zone).year
            lines.setdefault(year, []).append(link)
        return self.render("blog/archive/index.html", years=years, total=total, lines=lines, **self.shelves())

    @route.get("/archive/<year>", name="archive_year", public=("page",))
    def year(self, year: str) -> Response:
        """Show the posts of a year."""
        months = [month for month in self._months() if str(month.year) == year]
        if not months:
            raise NotFound
        return self._show(months, year_of(months[0].year, self.request.settings.zone), "blog.archive_year")

    @route.get("/archive/<year>/<month>", name="archive_month", public=("page",))
    def month(self, year: str, month: str) -> Response:
        """Show the posts of a month; one digit leads to two."""
        if not _NUMBER.fullmatch(year) or not _NUMBER.fullmatch(month.removeprefix("0")):
            raise NotFound
        found = [each for each in self._months() if (each.year, each.month) == (int(year), int(month))]
        if not found:
            raise NotFound
        if month != f"{int(month):02}":
            return self.moved("blog.archive_month", year=year, month=f"{int(month):02}")
        period = month_of(int(year), int(month), self.request.settings.zone)
        return self._show(found, period, "blog.archive_month")

    def _show(self, months: list[Month], period: tuple[datetime, datetime], name: str) -> Response:
        since, until = period
        count = sum(month.count for month in months)
        is_month = name == "blog.archive_month"
        args = {"year": months[0].year} | ({"month": f"{months[0].month:02}"} if is_month else {})
        pager = self.pager(count, name, size=LINES, **args)
        shelf = replace(self.kept.shelf(), since=since, until=until)
        return self.render(
            "blog/archive/show.html",
            months=months,
            is_month=is_month,
            count=count,
            pager=pager,
            lines=self.posts.list_lines(pager.page, LINES, shelf=shelf),
            absent=self._absent(months, is_month=is_month),
        )

    def _absent(self, months: list[Month], *, is_month: bool) -> list[str]:
        """Return the languages whose readers find something else here: a translation may be of another month."""
        request = self.request
        found = []
        for tag in (choice.tag for choice in request.other_languages):
            theirs = Kept(request.db, request.site.generation, tag).months(request.settings.zone)
            here = [each for each in theirs if each.year == months[0].year]
            if [each for each in here if not is_month or each.month == months[0].month] != months:
                found.append(tag)
        return [*found, "x-default"] if request.settings.html_lang in found else found

    def _months(self) -> tuple[Month, ...]:
        return self.kept.months(self.request.settings.zone)
