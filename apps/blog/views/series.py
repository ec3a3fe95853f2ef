"""Series: what is to be read one after the other."""

from apps.blog.models.term import SERIES
from apps.blog.services.terms.terms import TermService
from apps.blog.views.reading import ReadingView
from core.errors import NotFound
from core.web.response import Response
from core.web.route import route
from core.web.view import uses


class SeriesViews(ReadingView):
    """Show series."""

    terms = uses(TermService)

    @route.get("/series/", name="series_index", public=())
    def index(self) -> Response:
        """Show all series of which something is published."""
        return self.render("blog/series/index.html", all_series=self.kept.all_series())

    @route.get("/series/<slug>", name="series", public=())
    def show(self, slug: str) -> Response:
        """Show the parts of a series, the first one first."""
        term = self.terms.find(SERIES, slug) or self.terms.find_moved(SERIES, slug)
        series = self.kept.series(term.id, self.kept.language) if term is not None else None
        if series is None or not series.parts:
            raise NotFound
        if series.slug != slug:
            return self.moved("blog.series", slug=series.slug)
        return self.render("blog/series/show.html", series=series)
