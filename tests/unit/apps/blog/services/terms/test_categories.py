"""Tests of the tree of categories: what is above, below and counted."""

from apps.blog.services.terms.categories import CategoryTree
from apps.blog.services.terms.terms import CategoryLine


def tree(lines, holding):
    """Return the tree of (id, depth) lines, where the categories in `holding` have a post each."""
    made = [CategoryLine(id, f"c{id}", f"c{id}", depth) for id, depth in lines]
    return CategoryTree(made, lambda ids: len(holding & set(ids)))


LINES = [(1, 0), (2, 1), (3, 2), (4, 1), (5, 0)]


def test_each_counts_what_is_below_it():
    found = {node.id: (node.depth, node.count, node.ids) for node in tree(LINES, {2, 3, 5}).nodes}
    assert found == {1: (0, 2, (1, 2, 3, 4)), 2: (1, 2, (2, 3)), 3: (2, 1, (3,)), 5: (0, 1, (5,))}


def test_the_way_down_and_what_is_right_below():
    made = tree(LINES, {3, 4, 5})
    assert [line.id for line in made.find(3).above] == [1, 2]
    assert [line.id for line in made.find(5).above] == []
    assert [node.id for node in made.below(made.find(1))] == [2, 4]
    assert [node.id for node in made.tops] == [1, 5]
    assert made.find(9) is None


def test_without_posts_there_is_no_tree():
    assert tree(LINES, set()).nodes == tree(LINES, set()).tops == []
