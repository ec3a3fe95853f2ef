"""The root Bottle: the sub-apps merged into one router, the errors Bottle itself raises, and start-up checks."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import bottle

from core.errors import AppError, BadRequest, InternalError, MethodNotAllowed, NotFound, PayloadTooLarge
from core.web.request import AnonymousRequest
from core.web.route import RouteMark
from core.web.subapp import SubApp

if TYPE_CHECKING:
    from core.web.site import Site

_ERRORS: dict[int, type[AppError]] = {
    error.status: error for error in (BadRequest, NotFound, MethodNotAllowed, PayloadTooLarge, InternalError)
}


class Root:
    """One router for all sub-apps."""

    def __init__(self, site: "Site", subapps: list[SubApp]) -> None:
        """Mount the sub-apps; raise ValueError for what Bottle would get wrong in silence."""
        self._site = site
        self.bottle = bottle.Bottle()
        # What nothing else caught goes on to the crash guard, with its traceback.
        self.bottle.catchall = False
        self.rules: dict[str, tuple[str, RouteMark]] = {}
        # What stands at the root comes last, since it may answer for any path that nobody else does.
        for subapp in sorted(subapps, key=lambda each: each.prefix == "/"):
            self._mount(subapp)
        self.bottle.default_error_handler = self._error_page
        self._mounted = {app: len(app.routes) for app in (self.bottle, *(subapp.bottle for subapp in subapps))}

    def check(self) -> None:
        """Raise ValueError when a route came after the mount, where Bottle would never find a sub-app's."""
        if any(len(app.routes) != count for app, count in self._mounted.items()):
            message = "a route was added after the sub-apps were mounted"
            raise ValueError(message)

    def match(self, method: str, path: str) -> RouteMark | None:
        """Return the mark of the route that will answer; None where there is none."""
        found = self.find(method, path)
        return found[0] if found else None

    def find(self, method: str, path: str) -> tuple[RouteMark, Mapping[str, str]] | None:
        """Return the mark of the route at a path, and the arguments in it; None where there is none."""
        try:
            target, args = self.bottle.router.match({"REQUEST_METHOD": method, "PATH_INFO": path or "/"})
        except bottle.HTTPError:
            return None
        mark = getattr(target.callback, "mark", None)
        return (mark, args) if mark is not None else None

    def secret_prefixes(self) -> list[str]:
        """Return what stands before the one-time tokens in addresses, for logs that must not hold them."""
        return [prefix + mark.rule.partition("<")[0] for prefix, mark in self.rules.values() if mark.secret]

    def _mount(self, subapp: SubApp) -> None:
        child = subapp.bottle
        if any(child._hooks.values()) or child.error_handler:  # noqa: SLF001 - Bottle has no public name for them
            message = f"the hooks and error handlers of {subapp.name} would never run once it is mounted"
            raise ValueError(message)
        prefix = subapp.prefix
        if not (prefix.startswith("/") and prefix.endswith("/")):
            message = f"the prefix of {subapp.name} must begin and end with a slash"
            raise ValueError(message)
        for name, mark in subapp.marks.items():
            if name in self.rules:
                message = f"two routes are named {name}"
                raise ValueError(message)
            self.rules[name] = (prefix.rstrip("/"), mark)
        if prefix == "/":
            self.bottle.merge(child)
            return
        self.bottle.mount(prefix, child)
        self.bottle.route(prefix.rstrip("/"), "GET", _permanent_redirect(prefix))

    def _error_page(self, error: bottle.HTTPError) -> str:
        environ: dict[str, Any] = bottle.request.environ
        answer = _ERRORS.get(error.status_code, BadRequest)()
        page = self._site.errors.page(AnonymousRequest(self._site, environ), answer)
        response = bottle.response
        for name, value in page.headers:
            response.set_header(name, value)
        if error.status_code == 405:  # noqa: PLR2004 - the one error of Bottle's whose header tells something
            response.set_header("Allow", error.get_header("Allow", ""))
        response.content_type = page.content_type
        return str(page.body)


def _permanent_redirect(prefix: str) -> Any:
    def redirect() -> bottle.HTTPResponse:
        query = bottle.request.query_string
        return bottle.HTTPResponse(status=308, Location=f"{prefix}?{query}" if query else prefix)

    return redirect
