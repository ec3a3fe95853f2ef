"""Search: the page that looks for texts, and what tells browsers that there is one."""

from typing import Any, Final

from apps.blog.services.finding.search import PAGE_SIZE, Found, SearchService
from apps.blog.views.reading import ReadingView
from core.errors import BadRequest, NotFound
from core.i18n import N_
from core.limits import SEARCH
from core.text.search import QUERY_LIMIT, Query, parse_query
from core.web.response import Response
from core.web.route import route
from core.web.view import uses

#: What browsers call a search engine, at most.
_SHORT_NAME: Final = 16


class SearchViews(ReadingView):
    """Find posts and pages by their words."""

    searches = uses(SearchService)

    # Nothing keeps it: there are as many of these pages as there are words.
    @route.get("/search", name="search", public=("q", "page"), cacheable=False)
    def index(self) -> Response:
        """Show what was found for `q`, a page at a time; without it only the field."""
        text = " ".join(self.request.query.get("q", "").split())
        if len(text) > QUERY_LIMIT:
            raise BadRequest(N_("A search has at most %(limit)s characters.", limit=QUERY_LIMIT))
        query = parse_query(text)
        found = self._found(query)
        pager = self.pager(found.total, "blog.search", size=PAGE_SIZE, q=text)
        context: dict[str, Any] = {"query": text, "is_empty": query.is_empty, "found": found, "pager": pager}
        if not found.total:
            context["tags"] = self.kept.tags()
        return self.render("blog/search/index.html", show_authors=self.kept.has_several_authors(), **context)

    @route.get("/opensearch.xml", name="opensearch", public=())
    def opensearch(self) -> Response:
        """Return the description by which a browser offers this site as a search engine."""
        title = self.request.settings.title
        names = {"short_name": title[:_SHORT_NAME].strip(), "long_name": title}
        # Percent-encoding would hide the braces, which the browser replaces.
        template = f"{self.request.absolute_url('blog.search')}?q={{searchTerms}}"
        return self.xml(
            "blog/search/opensearch.xml", "application/opensearchdescription+xml", address=template, **names
        )

    def _found(self, query: Query) -> Found:
        page = self.request.query_number("page")
        if page is None:
            raise NotFound
        if query.is_empty:
            return Found(0)
        self.request.limit(SEARCH, self.request.counted_as)
        names = self.kept.get(("search names",), self.searches.list_names) if query.tags or query.authors else None
        found = self.searches.find(query, page=page, names=names)
        if page > 1 and not found.hits:
            raise NotFound
        return found
