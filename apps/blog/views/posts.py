"""Posts: the home page, the list of all, and one post."""

from collections.abc import Sequence
from typing import Any

from apps.blog.models.post import PAGE, POST
from apps.blog.services.reading.shelves import Shelf
from apps.blog.services.writing.rendering import contents_of
from apps.blog.views.post_head import post_head
from apps.blog.views.reading import ReadingView
from apps.blog.views.texts import TextView
from core.text.ids import with_prefix
from core.web.pagination import Pager
from core.web.response import Response
from core.web.route import route


class ListingView(ReadingView):
    """Shows lists of posts as the site's owner wants them: excerpts, or whole texts."""

    def listed(self, pager: Pager, shelf: Shelf, *, pinned: Sequence[int] = ()) -> dict[str, Any]:
        """Return what a page of a list shows: its posts, and the texts of those that are shown whole."""
        is_whole = self.request.settings.list_text == "full"
        read = self.posts.list_whole if is_whole else self.posts.list_published
        posts = read(pager.page, self.page_size, shelf=shelf, pinned=pinned)
        return {
            "posts": posts,
            # Several texts on one page: each keeps its footnotes and headings to itself.
            "texts": {post.id: with_prefix(post.html, f"p{post.id}-") for post in posts} if is_whole else {},
            "pager": pager,
            "show_authors": self.kept.has_several_authors(),
        }


class PostViews(ListingView, TextView):
    """List posts and show one."""

    @route.get("/", name="home", public=("page",))
    def home(self) -> Response:
        """Show the page that the owner chose, else the posts, newest first, a page at a time."""
        page = self._home_page()
        if page is None:
            return self._list("blog.home", is_home=True)
        # What led to a page of the list before there was another home page still leads there.
        return self.moved("blog.posts") if "page" in self.request.query else self.show_page(page)

    @route.get("/posts/", name="posts", public=("page",))
    def index(self) -> Response:
        """Show the posts where the home page is another one; else lead there."""
        return self.moved("blog.home") if self._home_page() is None else self._list("blog.posts", is_home=False)

    @route.get("/posts/<slug>", name="post", public=())
    def show(self, slug: str) -> Response:
        """Show one post; 404 unless this person may see it."""
        return self.text_at(POST, slug, "blog.post")

    def show_text(self, post: Any) -> Response:
        """Return the page of a published post."""
        near = self.kept.neighbours(post)
        series = self.kept.series(post.series_id, post.language) if post.series_id is not None else None
        return self.render(
            "blog/posts/show.html",
            post=post,
            machines=post_head(self.request, post),
            contents=contents_of(post.html),
            previous=near.previous,
            next=near.next,
            related=near.related,
            series=series.box(post.slug) if series is not None else None,
            translations=self.kept.partners(post),
            edit_url=self.edit_url(post),
        )

    def _home_page(self) -> Any:
        """Return the page that stands in place of the list; None if there is none that readers see."""
        slug = self.request.settings.home_page
        return self.posts.find_published(slug, kind=PAGE) if slug else None

    def _list(self, name: str, *, is_home: bool) -> Response:
        shelf = self.kept.shelf()
        pager = self.pager(self.kept.count(shelf), name)
        page = self.listed(pager, shelf, pinned=self.kept.pinned())
        author = self.kept.only_author() if is_home else None
        return self.render("blog/posts/index.html", is_home=is_home, author=author, spoken=self._spoken(), **page)

    def _spoken(self) -> str:
        """Return the reader's language where it isn't the site's own and something is written in it; else nothing."""
        tag = self.request.locale.html_lang
        if tag == self.request.settings.html_lang:
            return ""
        return tag if tag in self.kept.languages() else ""
