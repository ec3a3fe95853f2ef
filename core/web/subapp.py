"""A sub-app: a name, a prefix and view classes around one Bottle."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, ClassVar

import bottle
from sqlalchemy.orm import Session

from core.errors import AppError
from core.jobs import Chore, Handler
from core.web.dispatch import Dispatch
from core.web.request import AnonymousRequest
from core.web.route import RouteMark, marks_of
from core.web.view import View


class SubApp:
    """One part of the site; owns its Bottle and all routes below its prefix."""

    name: ClassVar[str]
    prefix: ClassVar[str]
    views: ClassVar[tuple[type[View], ...]]
    #: True where visitors without a session need a CSRF token too.
    token_for_all: ClassVar[bool] = False

    def __init__(self, site: Any) -> None:
        """Make the Bottle and all routes; raise ValueError for a route that says too little."""
        self.site = site
        self.bottle = bottle.Bottle()
        self.marks: dict[str, RouteMark] = {}
        for view in self.views:
            for mark, method in marks_of(view):
                self._add(view, method, mark)

    @property
    def error_template(self) -> str:
        """Return the template of this sub-app's error pages."""
        return f"errors/{self.name}.html"

    def jobs(self) -> Mapping[str, Handler]:
        """Return the handlers of the jobs this sub-app takes on, by kind."""
        return {}

    def chores(self) -> Iterable[Chore]:
        """Return what deletes this sub-app's rows that are over, once an hour."""
        return ()

    def names_upload(self, db: Session, name: str) -> bool:  # noqa: ARG002 - for those whose rows name uploads
        """Tell whether a row of this sub-app names an upload, which has to stay then."""
        return False

    def error_context(self, request: AnonymousRequest, error: AppError) -> Mapping[str, object]:  # noqa: ARG002
        """Return what this part's error pages show beside the error; without a full Request nothing may be asked."""
        return {}

    def _add(self, view: type[View], method: str, mark: RouteMark) -> None:
        name = f"{self.name}.{mark.name}"
        if mark.can is None and mark.public is None:
            message = f"the route {name} says neither who may use it (can) nor that it is public"
            raise ValueError(message)
        if name in self.marks:
            message = f"two routes are named {name}"
            raise ValueError(message)
        mark = replace(mark, name=name)
        self.marks[name] = mark
        dispatch = Dispatch(self.site, view, method, mark, token_for_all=self.token_for_all)
        self.bottle.route(mark.rule, mark.method, dispatch, name=name)
