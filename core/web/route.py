"""Route marks: all that the site must know about a route before it runs."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeVar
from urllib.parse import quote, urlencode

from core.limits import Limit

F = TypeVar("F", bound=Callable[..., Any])
SAFE_METHODS: Final = frozenset({"GET", "HEAD"})
#: Bytes of a form without files: 200,000 Chinese characters, percent-encoded.
FORM_LIMIT: Final = 2 * 1024 * 1024
_MARKS: Final = "_route_marks"
_ARGUMENT: Final = re.compile(r"<(\w+)(?::[^>]*)?>")


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteMark:
    """One route: its method and rule, who may use it, and how it is treated."""

    method: str
    #: Bottle's rule, below the sub-app's prefix: /posts/<slug>.
    rule: str
    #: Unique on the site once the sub-app's name stands before it: blog.post.
    name: str
    #: The capability it asks for; the service checks the object.
    can: str | None = None
    #: Open to everybody; the query arguments that exist, which are the key of a cached page. Beside them every page for
    #: readers takes `lang`, whose effect, the page's language, belongs to the key anyway.
    public: tuple[str, ...] | None = None
    #: Whether the page is the same for all who aren't signed in.
    cacheable: bool = True
    #: Bytes a body may have.
    body_limit: int = FORM_LIMIT
    #: How often it may be used, per user or address.
    limit: Limit | None = None
    #: False for what acts outside the database and must not be run twice.
    retry: bool = True
    #: The address holds a token and is kept out of logs.
    secret: bool = False

    @property
    def is_safe(self) -> bool:
        """Tell whether the route only reads."""
        return self.method in SAFE_METHODS

    def path(self, **args: object) -> str:
        """Return the path with its arguments quoted; those the rule lacks become the query string.

        Raises KeyError when one is missing; None leaves a query argument out.
        """

        def fill(match: re.Match[str]) -> str:
            return quote(str(args.pop(match[1])), safe="")

        path = _ARGUMENT.sub(fill, self.rule)
        rest = {name: value for name, value in args.items() if value is not None}
        return f"{path}?{urlencode(rest)}" if rest else path


def _marker(method: str, rule: str, **options: Any) -> Callable[[F], F]:
    if not rule.startswith("/"):
        message = f"the rule of a route begins with a slash: {rule!r}"
        raise ValueError(message)

    def mark(function: F) -> F:
        marks = [*getattr(function, _MARKS, ()), RouteMark(method=method, rule=rule, **options)]
        setattr(function, _MARKS, marks)
        return function

    return mark


class route:  # noqa: N801 - reads as a decorator
    """The decorators that mark a view's methods."""

    @staticmethod
    def get(rule: str, **options: Any) -> Callable[[F], F]:
        """Mark a method that answers GET and HEAD; the options are RouteMark's."""
        return _marker("GET", rule, **options)

    @staticmethod
    def post(rule: str, **options: Any) -> Callable[[F], F]:
        """Mark a method that answers POST; the options are RouteMark's."""
        return _marker("POST", rule, **options)


def marks_of(view: type) -> list[tuple[RouteMark, str]]:
    """Return the marks of a view class with the names of the marked methods, in the order they stand."""
    found = []
    for name, function in vars(view).items():
        found += [(mark, name) for mark in getattr(function, _MARKS, ())]
    return found
