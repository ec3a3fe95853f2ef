"""Uploads as visitors get them: under names that never mean anything else, and never as something a browser runs."""

from collections.abc import Iterable
from typing import Final

from core.errors import NotFound
from core.storage import TYPES, Storage, is_name, version_of
from core.web.middleware.protocols import StartResponse, WSGIApplication, WSGIEnvironment
from core.web.route import SAFE_METHODS

PREFIX: Final = "/media/"
#: What an upload may do if somebody opens it by its address: nothing at all.
SANDBOX: Final = "default-src 'none'; img-src 'self'; style-src 'none'; sandbox; frame-ancestors 'none'"


class Media:
    """Serves what the storage keeps, without a look at database or session."""

    def __init__(self, storage: Storage) -> None:
        """Serve from `storage`."""
        self._storage = storage

    @staticmethod
    def url(name: str, size: int | None = None) -> str:
        """Return the address of an upload, or of a version of it, which may be kept for ever."""
        return PREFIX + version_of(name, size)

    def around(self, app: WSGIApplication) -> WSGIApplication:
        """Return a middleware that serves the uploads, and passes on everything else."""

        def serve(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
            path = str(environ.get("PATH_INFO", ""))
            name = path.removeprefix(PREFIX)
            if not path.startswith(PREFIX) or not is_name(name) or environ["REQUEST_METHOD"] not in SAFE_METHODS:
                return app(environ, start_response)
            try:
                return self._serve(name, environ, start_response)
            except NotFound:
                return app(environ, start_response)

        return serve

    def _serve(self, name: str, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        etag = f'"{name.partition(".")[0]}"'
        kept = ("Cache-Control", "public, max-age=31536000, immutable")
        # Feed readers on the web show a site's pictures on pages of their own.
        shown_by_others = ("Cross-Origin-Resource-Policy", "cross-origin")
        headers = [("ETag", etag), kept, ("Content-Security-Policy", SANDBOX), shown_by_others]
        known = {tag.strip().removeprefix("W/") for tag in environ.get("HTTP_IF_NONE_MATCH", "").split(",")}
        if etag in known and self._storage.exists(name):
            start_response("304 Not Modified", headers)
            return []
        content = self._storage.read(name)
        kind = TYPES[name.rpartition(".")[2]]
        about = [("Content-Type", kind), ("Content-Length", str(len(content)))]
        start_response("200 OK", [*about, *headers])
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [content]
