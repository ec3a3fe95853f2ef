"""Tests of series: the order of their parts, and what each says of its place."""

from datetime import timedelta

import pytest

from apps.blog.models.post import PRIVATE
from apps.blog.services.reading.series import SeriesService
from tests.factories import make_draft, make_post


@pytest.fixture
def series(db):
    """Return the service."""
    return SeriesService(db)


def part(db, title, number=0, **more):
    return make_post(db, title=title, series="Boats", series_part=number, **more)


def read(line):
    return [link.title for link in line.parts]


def test_parts_of_equal_number_follow_by_date(db, series, clock):
    hour = timedelta(hours=1)
    post = part(db, "Third", 2)
    part(db, "Second", 1, at=clock() - hour)
    part(db, "First", 1, at=clock() - 2 * hour)
    assert read(series.line(post.series_id)) == ["First", "Second", "Third"]


def test_only_what_readers_see_counts(db, series, clock):
    post = part(db, "Seen", 2)
    part(db, "Private", 1).visibility = PRIVATE
    part(db, "Soon", 3, at=clock() + timedelta(days=1))
    make_draft(db, title="Draft", series="Boats")
    make_draft(db, title="Draft", series="Secret")
    db.flush()
    assert read(series.line(post.series_id)) == ["Seen"]
    assert [line.name for line in series.list_series()] == ["Boats"]


def test_a_part_names_those_beside_it(db, series):
    for number in (1, 2, 3):
        post = part(db, f"Part {number}", number)
    line = series.line(post.series_id)
    boxes = {slug: line.box(slug) for slug in ("part-1", "part-2", "part-3")}
    assert [(box.part, box.total) for box in boxes.values()] == [(1, 3), (2, 3), (3, 3)]
    beside = [(box.previous and box.previous.slug, box.next and box.next.slug) for box in boxes.values()]
    assert beside == [(None, "part-2"), ("part-1", "part-3"), ("part-2", None)]
    assert line.box("elsewhere") is None


def test_one_part_alone_says_nothing(db, series):
    post = part(db, "Alone")
    assert series.line(post.series_id).box("alone") is None


def test_of_translations_the_reader_s_is_a_part(db, series):
    for title, language in (("Boats", "en"), ("船", "zh-Hans")):
        post = part(db, title, language=language)
        post.translation_group = "group"
    db.flush()
    assert read(series.line(post.series_id, "zh-Hans")) == ["船"]
    assert read(series.list_series("en")[0]) == ["Boats"]
    assert len(series.line(post.series_id).parts) == 2
