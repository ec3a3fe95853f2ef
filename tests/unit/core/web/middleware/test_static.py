"""Static files are served so that browsers ask for each version once."""

import os
from urllib.parse import unquote

import pytest

from core.web.middleware.static import StaticFiles
from tests.support.wsgi import Inner, call, environ_of

CSS = b"body { margin: 0 }\n" * 20


@pytest.fixture
def root(tmp_path):
    root = tmp_path / "static"
    (root / "css").mkdir(parents=True)
    (root / "css/site.css").write_bytes(CSS)
    (root / "images").mkdir()
    (root / "images/favicon.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>", encoding="utf-8")
    (root / "images/图.png").write_bytes(b"png")
    (root / "LICENSE").write_text("plain", encoding="utf-8")
    (root / ".hidden").write_text("hidden", encoding="utf-8")
    return root


@pytest.fixture
def static(root):
    return StaticFiles(root=root)


def get(static, path, **more):
    return call(static.around(Inner()), environ_of(path, **more))


def test_a_hashed_name_may_be_kept_for_ever(static):
    url = static.url("css/site.css")
    answer = get(static, url)
    assert url.startswith("/static/css/site.")
    assert url != "/static/css/site.css"
    assert answer.body == CSS
    assert answer.headers["Content-Type"] == 'text/css; charset="utf-8"'
    assert "immutable" in answer.headers["Cache-Control"]
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_a_plain_name_is_kept_for_a_short_while(static):
    answer = get(static, "/static/css/site.css")
    assert answer.body == CSS
    assert answer.headers["Cache-Control"] == "max-age=300, public"


def test_the_name_follows_the_content_and_not_the_time(root, static):
    os.utime(root / "css/site.css", (1, 1))
    assert StaticFiles(root=root).url("css/site.css") == static.url("css/site.css")
    (root / "css/site.css").write_bytes(b"p { margin: 0 }")
    assert StaticFiles(root=root).url("css/site.css") != static.url("css/site.css")


def test_a_name_without_suffix_and_one_in_chinese_have_an_address(static):
    assert static.url("LICENSE").startswith("/static/LICENSE.")
    assert static.url("images/图.png").startswith("/static/images/%E5%9B%BE.")
    assert get(static, "/static/images/图.png").body == b"png"


@pytest.mark.parametrize("name", ["css/site{}.css", "LICENSE{}", "images/图{}.png"])
def test_another_releases_name_leads_to_the_file_that_is_here(static, name):
    """While nodes are upgraded one after the other, a page of one may ask another for its style."""
    answer = get(static, f"/static/{name.format('.0123456789ab')}")
    assert (answer.status, answer.body) == (302, b"")
    assert answer.headers["Cache-Control"] == "no-store"
    assert unquote(answer.headers["Location"]) == f"/static/{name.format('')}"


def test_an_unknown_name_is_an_error_where_it_is_written(static):
    with pytest.raises(KeyError):
        static.url("css/sit.css")


@pytest.mark.parametrize("tag", ["{}", "W/{}", '"other", {}', '"other", W/{}', "*"])
def test_what_the_browser_has_is_not_sent_again(static, tag):
    etag = get(static, "/static/css/site.css").headers["ETag"]
    answer = get(static, "/static/css/site.css", HTTP_IF_NONE_MATCH=tag.format(etag))
    assert (answer.status, answer.body) == (304, b"")
    assert answer.headers["ETag"] == etag


@pytest.mark.parametrize("tag", ['"other"', "", "nonsense", '"'])
def test_what_the_browser_has_not_is_sent(static, tag):
    assert get(static, "/static/css/site.css", HTTP_IF_NONE_MATCH=tag).body == CSS


def test_the_time_of_the_last_change_works_too(static):
    since = get(static, "/static/css/site.css").headers["Last-Modified"]
    assert get(static, "/static/css/site.css", HTTP_IF_MODIFIED_SINCE=since).status == 304


def test_a_range_is_a_part_of_the_file(static):
    answer = get(static, "/static/css/site.css", HTTP_RANGE="bytes=0-3")
    assert (answer.status, answer.body) == (206, CSS[:4])
    assert answer.headers["Content-Range"] == f"bytes 0-3/{len(CSS)}"


@pytest.mark.parametrize("known", ['"other"', "Thu, 01 Jan 1970 00:00:01 GMT"])
def test_a_range_of_another_version_is_the_whole_file(static, known):
    answer = get(static, "/static/css/site.css", HTTP_RANGE="bytes=0-3", HTTP_IF_RANGE=known)
    assert (answer.status, answer.body) == (200, CSS)


def test_a_range_of_this_version_is_a_part(static):
    etag = get(static, "/static/css/site.css").headers["ETag"]
    assert get(static, "/static/css/site.css", HTTP_RANGE="bytes=0-3", HTTP_IF_RANGE=etag).status == 206


def test_head_has_the_headers_without_the_body(static):
    answer = get(static, "/static/css/site.css", method="HEAD")
    assert (answer.body, answer.headers["Content-Length"]) == (b"", str(len(CSS)))


@pytest.mark.parametrize(
    "path",
    [
        "/static/",
        "/static/css",
        "/static/css/",
        "/static/css/gone.000000000000.css",
        "/static/css/site.000000000ABC.css",
        "/static/css/site.00000000000.css",
        "/static/../core/log.py",
        "/static/css/../css/site.css",
        "/static/css//site.css",
        "/static/.hidden",
        "/static\\css\\site.css",
        "/blog/",
    ],
)
def test_anything_else_is_passed_on(static, path):
    assert get(static, path).body == b"inner"


@pytest.mark.parametrize("path", ["/static/\xff", "/static/\u4e2d"])
def test_a_path_that_is_no_text_is_passed_on(static, path):
    assert call(static.around(Inner()), environ_of(PATH_INFO=path)).body == b"inner"


@pytest.mark.parametrize("method", ["POST", "DELETE", "OPTIONS"])
def test_other_methods_are_passed_on(static, method):
    assert get(static, "/static/css/site.css", method=method).body == b"inner"


def test_links_that_lead_out_of_the_folder_are_not_followed(root, tmp_path):
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "key").write_text("secret", encoding="utf-8")
    (root / "key").symlink_to(secret / "key")
    (root / "folder").symlink_to(secret)
    (root / "inside.css").symlink_to(root / "css/site.css")
    static = StaticFiles(root=root)
    assert get(static, "/static/key").body == b"inner"
    assert get(static, "/static/folder/key").body == b"inner"
    assert get(static, "/static/inside.css").body == CSS
