"""From a draft's source to what is stored for readers: clean HTML, excerpt, length and reading time."""

from dataclasses import dataclass
from typing import cast

from apps.blog.models.post import Post
from apps.blog.services.drafts import PostDraft
from core.text.article import outline
from core.text.excerpts import excerpt, plain_text
from core.text.markdown import HTML_VERSION, SourceFormat, render
from core.text.words import count_words

#: A shorter text needs no table of contents.
_LEAST_SECTIONS = 3
_TOP, _BELOW = 2, 3


@dataclass(frozen=True, slots=True)
class Rendered:
    """What a source came to."""

    html: str
    excerpt: str
    word_count: int
    reading_minutes: int

    def store(self, post: Post) -> None:
        """Put it into the post's row."""
        post.html = self.html
        post.html_version = HTML_VERSION
        post.excerpt = self.excerpt
        post.word_count = self.word_count
        post.reading_minutes = self.reading_minutes


def render_draft(draft: PostDraft) -> Rendered:
    """Return a draft as readers would get it; its summary isn't its excerpt, and templates choose."""
    html = render(draft.source, cast("SourceFormat", draft.source_format), draft.language)
    words = count_words(plain_text(html))
    return Rendered(html, excerpt(html), words.total, words.minutes)


@dataclass(frozen=True, slots=True)
class Section:
    """An entry in a table of contents."""

    id: str
    text: str
    children: "list[Section]"


def contents_of(html: str) -> list[Section]:
    """Return the table of contents of stored HTML, two levels deep; empty for a text of few sections."""
    sections: list[Section] = []
    for heading in outline(html):
        if heading.level == _TOP:
            sections.append(Section(heading.id, heading.text, []))
        elif heading.level == _BELOW and sections:
            sections[-1].children.append(Section(heading.id, heading.text, []))
    return sections if len(sections) >= _LEAST_SECTIONS else []
