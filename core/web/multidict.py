"""Fields that may come several times: what a form or a query string holds."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any


class MultiDict(Mapping[str, Any]):
    """A mapping of names to their first values that knows the others too; WTForms reads it as it is."""

    def __init__(self, pairs: Iterable[tuple[str, Any]] = ()) -> None:
        """Keep the pairs in their order."""
        self._values: dict[str, list[Any]] = {}
        for name, value in pairs:
            self._values.setdefault(name, []).append(value)

    def __getitem__(self, name: str) -> Any:
        """Return the first value; raise KeyError if there is none."""
        return self._values[name][0]

    def __iter__(self) -> Iterator[str]:
        """Iterate over the names."""
        return iter(self._values)

    def __len__(self) -> int:
        """Return how many names there are."""
        return len(self._values)

    def getlist(self, name: str) -> list[Any]:
        """Return all values of a name."""
        return list(self._values.get(name, ()))
