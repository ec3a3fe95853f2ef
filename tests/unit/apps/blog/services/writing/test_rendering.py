"""Tests of what is stored for readers beside the source."""

from apps.blog.services.writing.drafts import PostDraft
from apps.blog.services.writing.rendering import contents_of, render_draft


def test_html_sources_are_cleaned_as_well():
    draft = PostDraft(source='<p onclick="x()">Hi<script>x()</script></p>', source_format="html")
    assert render_draft(draft).html == "<p>Hi</p>"


def test_markup_is_not_counted():
    rendered = render_draft(PostDraft(source="**one** [two](https://example.org/three) 三"))
    assert rendered.word_count == 3


def test_a_long_text_takes_longer():
    assert render_draft(PostDraft(source="word " * 2380)).reading_minutes == 10


def test_a_text_with_three_sections_has_contents_two_levels_deep():
    source = "## One\n\n### Part\n\n#### Deep\n\n## Two\n\n## Three"
    contents = contents_of(render_draft(PostDraft(source=source)).html)
    assert [(section.text, [child.text for child in section.children]) for section in contents] == [
        ("One", ["Part"]),
        ("Two", []),
        ("Three", []),
    ]
    assert contents[0].id == "s-one"


def test_a_short_text_needs_none():
    assert contents_of(render_draft(PostDraft(source="## One\n\n## Two")).html) == []


def test_a_part_before_the_first_section_is_left_out():
    html = '<h3 id="s-a">A</h3><h2 id="s-b">B</h2><h2 id="s-c">C</h2><h2 id="s-d">D</h2>'
    assert [section.text for section in contents_of(html)] == ["B", "C", "D"]
