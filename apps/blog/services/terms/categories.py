"""The categories as readers walk through them: a tree in which each counts what stands below it too."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from apps.blog.services.terms.terms import CategoryLine


@dataclass(frozen=True, slots=True)
class CategoryNode:
    """A category readers find something in: its way down from the top, and what is below it."""

    id: int
    name: str
    slug: str
    depth: int
    #: Posts in it and in what is below it, each once.
    count: int
    #: What it stands below, the topmost first.
    above: tuple[CategoryLine, ...]
    #: Itself and all below it.
    ids: tuple[int, ...]


class CategoryTree:
    """The categories that readers find something in."""

    def __init__(self, lines: Sequence[CategoryLine], count: Callable[[tuple[int, ...]], int]) -> None:
        """Make the tree of lines that are read down it; `count` tells how many posts stand under some categories."""
        self._nodes: dict[int, CategoryNode] = {}
        self._below: dict[int | None, list[CategoryNode]] = {}
        for line, above, ids in _walk(lines):
            found = count(ids)
            if found:
                node = CategoryNode(line.id, line.name, line.slug, line.depth, found, above, ids)
                self._nodes[line.id] = node
                self._below.setdefault(above[-1].id if above else None, []).append(node)

    @property
    def nodes(self) -> list[CategoryNode]:
        """Return all of them as they are read down the tree."""
        return list(self._nodes.values())

    @property
    def tops(self) -> list[CategoryNode]:
        """Return those that stand below no other."""
        return self._below.get(None, [])

    def find(self, id: int) -> CategoryNode | None:
        """Return a category of the tree; None for one in which there is nothing."""
        return self._nodes.get(id)

    def below(self, node: CategoryNode) -> list[CategoryNode]:
        """Return those right below one."""
        return self._below.get(node.id, [])


def _walk(lines: Sequence[CategoryLine]) -> Iterator[tuple[CategoryLine, tuple[CategoryLine, ...], tuple[int, ...]]]:
    """Yield each category with those above it, and the ids of itself and of all below it."""
    above: list[CategoryLine] = []
    for place, line in enumerate(lines):
        del above[line.depth :]
        ids = [line.id]
        for following in lines[place + 1 :]:
            if following.depth <= line.depth:
                break
            ids.append(following.id)
        yield line, tuple(above), tuple(ids)
        above.append(line)
