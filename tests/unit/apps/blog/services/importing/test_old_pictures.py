"""Pictures that still stand on the old site are told from those that stand anywhere else."""

import pytest

from apps.blog.services.importing.old_pictures import count_old_pictures, host_of


@pytest.mark.parametrize(
    ("markup", "number"),
    [
        ('<img src="/a.png" alt="a"><img alt="a > b" src="a/b.png">', 2),
        ('<img src="https://old.example/a.png"><img src="//www.old.example/a.png">', 2),
        ('<img src="https://other.example/old.example/a.png"><img src="http://x.old.example/a.png">', 0),
        ('<img alt="e"><img src="https://[broken">', 1),
        ('<img src="https://other.example/?a=1&amp;b=2" alt=" src=&quot;/a.png&quot;">', 0),
        ('<code>&lt;img src="/a.png"&gt;</code>', 0),
        ('<video src="/a.mp4"></video>', 0),
    ],
)
def test_pictures_without_a_host_or_at_the_old_one_are_counted(markup, number):
    assert count_old_pictures(markup, "old.example") == number


def test_without_a_known_old_host_only_relative_ones_are():
    assert count_old_pictures('<img src="https://old.example/a.png"><img src="/a.png">', "") == 1


@pytest.mark.parametrize(
    ("address", "host"),
    [("https://www.Old.example:8080/a", "old.example"), ("/a/b", ""), ("", ""), ("https://[broken", "")],
)
def test_a_host_is_compared_without_its_www(address, host):
    assert host_of(address) == host
