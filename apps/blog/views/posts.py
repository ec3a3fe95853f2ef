"""Posts: the home page with its list, and one post."""

from typing import Any

from apps.blog.models.post import POST
from apps.blog.services.rendering import contents_of
from apps.blog.views.reading import ReadingView
from core.web.response import Response
from core.web.route import route


class PostViews(ReadingView):
    """List posts and show one."""

    @route.get("/", name="home", public=("page",))
    def index(self) -> Response:
        """Show the published posts, newest first, a page at a time."""
        pager = self.pager(self.kept.count(), "blog.home")
        posts = self.posts.list_published(pager.page)
        show_authors = self.kept.has_several_authors()
        return self.render("blog/posts/index.html", posts=posts, pager=pager, show_authors=show_authors)

    @route.get("/posts/<slug>", name="post", public=())
    def show(self, slug: str) -> Response:
        """Show one post; 404 unless this person may see it."""
        return self.text_at(POST, slug, "blog.post")

    def show_text(self, post: Any) -> Response:
        """Return the page of a published post."""
        near = self.kept.neighbours(post)
        return self.render(
            "blog/posts/show.html", post=post, contents=contents_of(post.html), previous=near.previous, next=near.next
        )
