"""The files of static/: under their own name for a while, under a name with the content's hash for ever."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import Final
from urllib.parse import quote

from whitenoise import WhiteNoise

from core.web.middleware.protocols import StartResponse, WSGIApplication, WSGIEnvironment
from core.web.route import SAFE_METHODS

#: Seconds that a file under its own name may be kept.
_SHORT: Final = 300
_HASH_LENGTH: Final = 12
_ANY_HASH: Final = re.compile(rf"\.[0-9a-f]{{{_HASH_LENGTH}}}(?=(?:\.[^./]*)?\Z)")


class StaticFiles:
    """Knows the files that were there at the start, by their names, and serves them."""

    def __init__(self, *, root: Path, prefix: str = "/static/") -> None:
        """Read and hash every file below `root`."""
        self._prefix = prefix
        self._hashed: dict[str, str] = {}
        self._served = WhiteNoise(
            None,
            max_age=_SHORT,
            # Our pages are the only ones that use these files.
            allow_all_origins=False,
            immutable_file_test=lambda path, url: prefix + self._hashed[_name(root, path)] == url,
            # WhiteNoise makes the tag of the file's time, which differs between the nodes of a cluster.
            add_headers_function=lambda headers, path, _url: headers.add_header("ETag", f'"{_digest(path)}"'),
        )
        for path in _files_below(root):
            name = _name(root, path)
            self._hashed[name] = _hashed_name(name, path)
            for served in (name, self._hashed[name]):
                self._served.add_file_to_dictionary(prefix + served, str(path))

    def around(self, app: WSGIApplication) -> WSGIApplication:
        """Return a middleware that serves the files, and passes on everything else."""

        def serve(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
            path = _path(environ)
            file = self._served.files.get(path)
            if file is None:
                return self._lead_on(path, start_response) or app(environ, start_response)
            answer: Iterable[bytes] = self._served.serve(file, _conditions(environ, file.etag), start_response)
            return answer

        return serve

    def has(self, name: str) -> bool:
        """Tell whether there is a file "css/site.css"."""
        return name in self._hashed

    def url(self, name: str) -> str:
        """Return the address of "css/site.css" that may be kept for ever; raise KeyError if there is no such file."""
        return quote(self._prefix + self._hashed[name])

    def _lead_on(self, path: str, start_response: StartResponse) -> list[bytes] | None:
        """Lead from a name that another release gave to the file that is here; None for any other path.

        While the nodes of a cluster are upgraded one after the other, a page of one may ask another for its style.
        """
        if not path.startswith(self._prefix):
            return None
        plain = _ANY_HASH.sub("", path)
        if plain == path or plain.removeprefix(self._prefix) not in self._hashed:
            return None
        about = [("Content-Type", "text/plain"), ("Content-Length", "0"), ("Cache-Control", "no-store")]
        start_response("302 Found", [("Location", quote(plain)), *about])
        return [b""]


def _path(environ: WSGIEnvironment) -> str:
    """Return the path of a request that may be for a file; "" for any other."""
    if environ["REQUEST_METHOD"] not in SAFE_METHODS:
        return ""
    return str(environ.get("PATH_INFO", "")).encode("latin-1", "replace").decode("utf-8", "replace")


def _conditions(environ: WSGIEnvironment, etag: str) -> WSGIEnvironment:
    """Return the request with its conditions as WhiteNoise understands them: one strong tag, and no If-Range."""
    known = environ.get("HTTP_IF_NONE_MATCH", "")
    simple = dict(environ)
    # A proxy that compresses makes the tag weak; a cache may ask with all it has.
    if known.strip() == "*" or etag in (tag.strip().removeprefix("W/") for tag in known.split(",")):
        simple["HTTP_IF_NONE_MATCH"] = etag
    if environ.get("HTTP_IF_RANGE", etag) != etag:
        simple.pop("HTTP_RANGE", None)
    return simple


def _files_below(root: Path) -> Iterator[Path]:
    """Yield each file, without hidden ones and without links that lead out of the folder."""
    home = root.resolve()
    for path in sorted(root.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(root).parts)
        if not hidden and path.is_file() and path.resolve().is_relative_to(home):
            yield path


def _name(root: Path, path: Path | str) -> str:
    return Path(path).relative_to(root).as_posix()


def _hashed_name(name: str, path: Path) -> str:
    plain = PurePosixPath(name)
    return str(plain.with_name(f"{plain.stem}.{_digest(path)}{plain.suffix}"))


def _digest(path: Path | str) -> str:
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:_HASH_LENGTH]
