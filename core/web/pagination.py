"""Pages of a long list: which are named in the pager."""

from collections.abc import Callable
from dataclasses import dataclass

from core.errors import NotFound


@dataclass(frozen=True, slots=True)
class Pager:
    """Where a reader stands in a list: page `page` of `pages`, both from 1."""

    page: int
    pages: int
    #: Returns the address of a page.
    url: Callable[[int], str]

    @classmethod
    def of(cls, page: int | None, total: int, size: int, url: Callable[[int], str]) -> "Pager":
        """Return the pager for `total` entries, `size` to a page; raise NotFound for a page there isn't."""
        pages = max(1, -(-total // size))
        if page is None or page > pages:
            raise NotFound
        return cls(page, pages, url)

    @property
    def newer(self) -> str | None:
        """Return the address of the page before; None on the first."""
        return self.url(self.page - 1) if self.page > 1 else None

    @property
    def older(self) -> str | None:
        """Return the address of the page after; None on the last."""
        return self.url(self.page + 1) if self.page < self.pages else None

    @property
    def items(self) -> list[int | None]:
        """Return the page numbers to show, None for a gap: first, last and those around this one."""
        near = {1, self.pages, *range(self.page - 1, self.page + 2)}
        shown = sorted(number for number in near if 1 <= number <= self.pages)
        items: list[int | None] = []
        for number in shown:
            previous = items[-1] if items else 0
            if previous is not None and number == previous + 2:
                items.append(number - 1)
            elif previous is not None and number > previous + 1:
                items.append(None)
            items.append(number)
        return items
