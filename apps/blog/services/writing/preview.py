"""A text as readers would get it: with the change that is waiting, and with terms that may not exist yet."""

from dataclasses import dataclass

from apps.blog.models.post import Post
from apps.blog.services.writing.drafts import COLUMNS, PostDraft
from apps.blog.services.writing.rendering import Rendered, Section, contents_of, render_draft
from core.text.slugs import slugify


@dataclass(frozen=True, slots=True)
class PreviewedTerm:
    """A tag or category, which the text's publishing may yet have to make."""

    name: str
    slug: str


class Preview:
    """Stands in for a post on its page: what is being written, and for all else the post itself."""

    def __init__(self, post: Post, draft: PostDraft) -> None:
        """Render what an editor of the post shows: DraftService.of(post)."""
        self._post = post
        for name in COLUMNS:
            setattr(self, name, getattr(draft, name))
        self.title = draft.title
        self.published_at = draft.published_at
        self.slug = draft.slug or post.slug
        if post.change is None:
            rendered = Rendered(post.html, post.excerpt, post.word_count, post.reading_minutes)
        else:
            self.tags = [PreviewedTerm(name, slugify(name)) for name in draft.tags]
            self.categories = [PreviewedTerm(name, slugify(name)) for name in draft.categories]
            rendered = render_draft(draft)
        self.html = rendered.html
        self.excerpt = rendered.excerpt
        self.reading_minutes = rendered.reading_minutes

    def __getattr__(self, name: str) -> object:
        """Return what the text doesn't change: id, state, authors and the like."""
        return getattr(self._post, name)

    @property
    def contents(self) -> list[Section]:
        """Return the table of contents."""
        return contents_of(self.html)
