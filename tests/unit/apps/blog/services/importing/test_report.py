"""A report counts, and keeps no more than it needs for its lines."""

from apps.blog.services.importing.report import FILES_NAMED, Kind, Notice, Outcome, Report, Result
from core.i18n import N_


def removed(line, tag):
    return Notice(Kind.TAG, line, N_("%(tag)s was removed.", tag=tag))


def test_warnings_that_say_the_same_are_one_group_with_the_first_files():
    report = Report()
    for number in range(FILES_NAMED + 2):
        report.add(Result(f"{number}.md", Outcome.CREATED, (removed(1, f"x{number}"), removed(2, "y"))))
    report.add(Result("z.md", Outcome.CREATED, (Notice(Kind.TAG, 0, N_("Something else.")),)))
    same, other = report.groups.values()
    assert (same.count, same.files, same.has_more_files) == (10, ["0.md", "1.md", "2.md"], True)
    assert same.example == removed(1, "x0")
    assert (other.count, other.files, other.has_more_files) == (1, ["z.md"], False)
    assert report.warnings == {Kind.TAG: 11}


def test_old_pictures_are_counted_with_the_posts_they_are_in():
    report = Report()
    for number in (2, 0, 3):
        report.add(Result("a.md", Outcome.CREATED, old_pictures=number))
    assert (report.old_pictures, report.posts_with_old_pictures) == (5, 2)


def test_where_all_was_skipped_or_left_out_nothing_was_read():
    report = Report()
    report.add(Result("a.md", Outcome.SKIPPED))
    report.add(Result("b.md", Outcome.LEFT_OUT))
    assert report.is_empty
    report.add(Result("c.md", Outcome.UNCHANGED))
    assert not report.is_empty
