"""Authors: who writes here, and what each has written."""

from apps.blog.services.reading.authors import AuthorService
from apps.blog.views.pictures import portrait_of, site_icon
from apps.blog.views.posts import ListingView
from core.errors import NotFound
from core.web.response import Response
from core.web.route import route
from core.web.view import uses


class AuthorViews(ListingView):
    """Show those who write."""

    people = uses(AuthorService)

    @route.get("/authors/", name="authors", public=())
    def index(self) -> Response:
        """Show all who have written something that can be read."""
        return self.render("blog/authors/index.html", people=self.kept.authors())

    @route.get("/authors/<name>", name="author", public=("page",))
    def show(self, name: str) -> Response:
        """Show somebody with their posts; 404 for who has written nothing that can be read."""
        person = self.people.find(name)
        shelf = self.kept.shelf(author=person.id) if person is not None else None
        count = self.kept.count(shelf) if shelf is not None else 0
        if person is None or shelf is None or not count:
            raise NotFound
        if person.name != name:
            return self.moved("blog.author", name=person.name)
        page = self.listed(self.pager(count, "blog.author", name=name), shelf)
        user = self.request.user
        is_self = user is not None and user.id == person.id
        picture = portrait_of(self.request, person) or site_icon(self.request)
        return self.render(
            "blog/authors/show.html", person=person, count=count, is_self=is_self, list_picture=picture, **page
        )
