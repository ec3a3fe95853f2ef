"""Nothing on readers' pages moves while they load, however slowly they come in."""

import re

import pytest

from tests.support.piecemeal import Piecemeal

#: Notes what moves without anybody having touched the page, and from where to where.
WATCH_SHIFTS = """
window.shifts = [];
const box = ({ x, y, width, height }) => [x, y, width, height].map(Math.round).join(" ");
const name = (node) => node ? (node.outerHTML ?? node.textContent).trim().slice(0, 60) : "something that is gone";
const move = ({ node, previousRect, currentRect }) => `${name(node)}: ${box(previousRect)} → ${box(currentRect)}`;
const note = (entry) => entry.hadRecentInput || window.shifts.push([entry.value, ...entry.sources.map(move)]);
new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type: "layout-shift", buffered: true });
"""
#: Answers once the page has so many elements and has been painted with them.
PAINTED = """
(count) => new Promise((done) => {
  const paint = () => requestAnimationFrame(() => requestAnimationFrame(done));
  const look = () => document.getElementsByTagName("*").length < count ? requestAnimationFrame(look) : paint();
  look();
})
"""
MASTHEAD, FOOT = re.compile("<body.*<main", re.DOTALL), re.compile("<footer.*</footer>", re.DOTALL)


@pytest.fixture
def watched(visits):
    """Return a page on a phone that notes what moves."""
    page = visits.open(viewport=(360, 740))
    page.add_init_script(WATCH_SHIFTS)
    return page


def moved(page):
    page.wait_for_load_state("networkidle")
    return page.evaluate("window.shifts")


@pytest.mark.parametrize("name", ["home", "second_page", "chinese_post", "everything", "author"])
def test_nothing_moves_while_a_page_loads(gallery, watched, name):
    watched.goto(gallery.sights[name].path)
    assert moved(watched) == []


def test_nothing_moves_while_menu_and_foot_come_in_tag_by_tag(gallery, watched):
    # The page is shorter than the window, so that its foot is seen.
    path = gallery.sights["page"].path
    with Piecemeal(gallery.url, MASTHEAD, FOOT) as site:
        pieces = site.elements(path)
        assert len(pieces) > 20
        site.send()
        watched.goto(site.url + path, wait_until="commit")
        watched.evaluate(PAINTED, pieces[0])
        for count in pieces[1:]:
            site.send()
            watched.evaluate(PAINTED, count)
        assert moved(watched) == []


def test_a_picture_that_has_no_size_is_noticed(watched):
    watched.goto("/blog/posts/everything")
    watched.evaluate("document.querySelector('main').prepend(new Image())")
    watched.evaluate(PAINTED, 0)
    watched.evaluate("document.querySelector('main img').src = '/static/samples/leaf.png'")
    watched.evaluate("document.querySelector('main img').decode()")
    watched.evaluate(PAINTED, 0)
    assert sum(value for value, *_ in moved(watched)) > 0.1
