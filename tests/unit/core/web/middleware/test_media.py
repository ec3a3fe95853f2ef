"""Uploads are served for ever under their names, as pictures and nothing else."""

import pytest

from core.storage import FileStorage, name_of, version_of
from core.web.middleware.media import Media
from tests.support.wsgi import Inner, call, environ_of

NAME = name_of(b"picture", "png")


@pytest.fixture
def get(tmp_path):
    """Return what asks for a path; what no upload has goes on to an application that says "inner"."""
    storage = FileStorage(tmp_path)
    storage.save(NAME, b"picture")
    storage.save(version_of(NAME, suffix="ico"), b"icon")
    app = Media(storage).around(Inner())

    def get(path, method="GET", **environ):
        return call(app, environ_of(path, method=method, **environ))

    return get


def test_a_picture_may_be_kept_for_ever_and_does_nothing(get):
    answer = get(Media.url(NAME))
    assert answer.body == b"picture"
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["Content-Length"] == "7"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert get(f"/media/{version_of(NAME, suffix='ico')}").headers["Content-Type"] == "image/vnd.microsoft.icon"


def test_the_head_alone_has_no_body(get):
    answer = get(Media.url(NAME), "HEAD")
    assert answer.body == b""
    assert answer.headers["Content-Length"] == "7"


def test_who_has_it_is_told_so(get):
    etag = get(Media.url(NAME)).headers["ETag"]
    for known in (etag, f'W/{etag}, "x"'):
        answer = get(Media.url(NAME), HTTP_IF_NONE_MATCH=known)
        assert answer.status == 304
        assert answer.body == b""
        # Caches put the headers of this answer in place of those they have.
        assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert get(Media.url(NAME), HTTP_IF_NONE_MATCH='"other"').body == b"picture"


@pytest.mark.parametrize(
    "path", [f"/media/{'0' * 32}.png", f"/media/../media/{NAME}", f"/media/{NAME}/", f"/{NAME}", "/media/", "/blog/"]
)
def test_everything_else_goes_on(get, path):
    assert get(path).body == b"inner"


def test_no_other_method_reads(get):
    assert get(Media.url(NAME), "POST").body == b"inner"
