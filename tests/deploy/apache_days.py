"""What holds under Apache with either module: one writer's day, and the operator's bad ones."""

import re
import signal
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote, urlencode

import pytest
from defusedxml import ElementTree

from core.vendored import TAG
from tests.support.apache import METRICS_TOKEN
from tests.support.held_row import HeldPost
from tests.support.hosts import HostedSite, let_it_begin_to_stop
from tests.support.journey import PATIENCE, Person, filled
from tests.support.members import PASSWORD
from tests.support.ports import free_port
from tests.support.visitors import Visitors
from tests.support.waiting import until

#: Its form is three times as long: 306,000 bytes.
LONG = "山" * 34_000
#: Why a visitor comes to nothing who finds the door closed: no answer had begun.
TOO_LATE = ("ConnectionRefusedError", "ConnectionResetError", "RemoteDisconnected", "SSLEOFError", "SSLZeroReturnError")
#: What systemd sends: ExecStop=apachectl graceful-stop, and SIGTERM to the first process as soon as that has returned.
STOPS = {"graceful-stop": [signal.SIGWINCH], "systemctl stop": [signal.SIGWINCH, signal.SIGTERM]}
ADDRESSES = (
    "/",
    "/blog",
    "/blog/posts/%E4%BD%A0%E5%A5%BD",
    "/blog/posts/%e4%bd%a0%e5%a5%bd",
    "/blog/posts/a%2Fb",
    "/blog/posts/%25E4%25BD%25A0",
    "/blog/posts/" + quote("长" * 100),
    "/blog/tags/%E4%B8%AD%2F%E6%96%87",
    "/blog/tags/;x=1",
    "/blog/search%3Fq=a%20b",
    "/blog/%ff",
    "/blog/?page=%E4",
    "/blog/?page=" + "1" * 8010,
    "/auth/login?next=%2Fadmin%2F",
    "/admin/",
    "/static/css/site.css",
    "/static/css/",
    "/robots.txt",
    "/bottlepost.env",
    "/index.wsgi",
)
COMPARED = ("Content-Type", "Location", "Cache-Control", "ETag", "Content-Security-Policy", "Allow")


class ApacheDays:
    """The tests of one kind of Apache; the fixture `host` says which. They run in this order."""

    @pytest.fixture(scope="class")
    @classmethod
    def writer(cls, host):
        """Return somebody who is signed in all day long, whatever happens to Apache."""
        ada = host.visitor()
        ada.sign_in("ada")
        return ada

    def test_a_post_in_chinese_is_found_under_its_name(self, host, writer):
        path = writer.write("你好 😀", "正文 😀")
        assert path == "/blog/posts/%E4%BD%A0%E5%A5%BD"
        shown = host.visitor().get(path)
        assert shown.html.find("h1").get_text(strip=True) == "你好 😀"
        assert "正文 😀" in shown.text

    def test_cookies_are_those_of_an_encrypted_site(self, writer):
        assert "__Host-session" in writer.cookies

    def test_a_form_of_300_kb_comes_back_whole(self, host, writer):
        assert LONG in host.visitor().get(writer.write("Long", LONG)).text

    def test_every_process_shows_it(self, host, writer):
        path = writer.write("Read by all", "All of it.")
        line = re.compile(rf"(?:\[pid |App )(\d+).* request method=GET path={path} status=200")
        with Visitors(host.url, [path], count=6) as readers:
            until(lambda: len(set(line.findall(host.log))) > 1, "a second process that shows the post")
        assert set(readers.by_status()) == {200}

    def test_a_feed_arrives_whole(self, host, writer):
        writer.write("Fed & <b>", LONG)
        status, headers, body = host.ask("GET", "/blog/feed.atom")
        assert status == 200
        assert len(body) == int(headers["Content-Length"])
        titles = [title.text for title in ElementTree.fromstring(body).iter("{http://www.w3.org/2005/Atom}title")]
        assert "Fed & <b>" in titles

    def test_a_form_in_chunks_arrives(self, host):
        visitor = host.visitor()
        fields = {**filled(visitor.get("/auth/login").form()), "login": "ada", "password": PASSWORD}
        said = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Sec-Fetch-Site": "same-origin",
            "Cookie": "; ".join(f"{name}={value}" for name, value in visitor.cookies.items()),
        }
        body = urlencode(fields).encode()
        status, headers, _ = host.ask("POST", "/auth/login", (body[:20], body[20:]), **said)
        assert status == 303
        assert len(headers.get_all("Set-Cookie")) > 1

    def test_every_address_is_answered_as_by_our_own_server(self, environ, host):
        with HostedSite(**environ) as granian:
            for path in ADDRESSES:
                ours, theirs = (each.get(path) for each in (Person(granian.url), host.visitor()))
                assert seen(theirs) == seen(ours), path

    def test_headers_beyond_measure_get_our_own_page(self, host):
        status, headers, body = host.ask("GET", "/blog/", Cookie="a=" + "b" * 9000)
        assert (status, headers["Content-Type"]) == (431, "text/html; charset=utf-8")
        assert b"<h1" in body

    def test_nobody_is_told_which_releases_run(self, host):
        assert not re.search(r"\d", host.ask("GET", "/healthz")[1]["Server"])

    def test_a_form_without_fields_is_no_bad_request(self, host):
        status, _, _ = host.ask("POST", "/auth/login", **{"Content-Length": "0", "Sec-Fetch-Site": "same-origin"})
        assert status == 403

    def test_a_file_with_a_chinese_name_is_found(self, host):
        status, _, body = host.ask("GET", "/static/" + quote("邮戳.txt"))
        assert (status, body.decode()) == (200, "一分")

    @pytest.mark.parametrize("path", ["/blog/", "/healthz", "/static/css/site.css", "/nowhere"])
    def test_head_has_the_headers_of_get(self, host, path):
        (status, headers, body), (its_status, its_headers, its_body) = host.ask("GET", path), host.ask("HEAD", path)
        assert its_status == status
        assert its_headers["Content-Length"] == headers["Content-Length"] == str(len(body))
        assert its_body == b""

    @pytest.mark.parametrize("path", ["/blog/feed.atom", "/static/css/site.css"])
    @pytest.mark.parametrize("coding", ["identity", "gzip"])
    def test_what_a_browser_has_is_not_sent_again(self, host, path, coding):
        _, headers, _ = host.ask("GET", path, **{"Accept-Encoding": coding})
        tag = headers["ETag"]
        status, _, body = host.ask("GET", path, **{"Accept-Encoding": coding, "If-None-Match": f'"other", {tag}'})
        assert (status, body) == (304, b"")

    def test_who_has_a_cookie_gets_pages_that_tell_nothing_by_their_length(self, host):
        asked = {"Accept-Encoding": "gzip"}
        assert host.ask("GET", "/auth/login", **asked)[1]["Content-Encoding"] == "gzip"
        assert host.ask("GET", "/auth/login", Cookie="a=b", **asked)[1]["Content-Encoding"] is None
        assert host.ask("GET", "/static/css/site.css", Cookie="a=b", **asked)[1]["Content-Encoding"] == "gzip"

    def test_nobody_claims_another_address(self, host):
        claims = {"X-Forwarded-For": "6.6.6.6", "X_Forwarded_For": "6.6.6.6", "X-Real-IP": "6.6.6.6"}
        status, headers, body = host.ask("GET", "/blog/", **claims, **{"X-Forwarded-Host": "evil.example"})
        assert status == 200
        assert b"evil.example" not in body
        until(lambda: host.line_of(headers) != "", "the line of this request")
        assert " ip=127.0.0.1 " in host.line_of(headers)

    def test_the_token_for_metrics_passes(self, host):
        assert host.ask("GET", "/metrics", Authorization=f"Bearer {METRICS_TOKEN}")[0] == 200
        assert host.ask("GET", "/metrics")[0] == 404

    def test_who_comes_without_encryption_is_led_to_it(self, host):
        status, headers, _ = host.ask("GET", "/blog/", plain=True)
        assert (status, headers["Location"]) == (301, f"https://{host.host}/blog/")

    def test_a_new_release_turns_no_visitor_away(self, host):
        known = host.processes()
        with Visitors(host.url, ["/blog/", "/healthz"], count=2, patience=PATIENCE) as readers:
            host.deploy()
            until(lambda: host.served_by() not in known, "new processes")
        assert [answer for answer in readers.answers if answer.status != 200] == []

    def test_what_keeps_it_from_starting_is_said_in_one_sentence_and_mended_without_apache(self, environ, host):
        """Each fault follows on the one before: the processes that have none of the site try again at each request."""
        tag = host.root / "site-packages" / TAG
        right = tag.read_text(encoding="utf-8")
        host.deploy(SECRET_KEY="short")
        refused = host.until_refused()
        assert refused.status == 500
        assert "SECRET_KEY" not in refused.text
        assert host.said("Error: SECRET_KEY has 5 characters")
        assert not host.said("SettingsError")

        # A file of its own: the others are shared.
        tag.unlink()
        tag.write_text(re.sub(r"^cpython-\d+", "cpython-399", right), encoding="utf-8")
        host.write_settings(DATABASE_URL=re.sub(r":\d+/", f":{free_port()}/", environ["DATABASE_URL"]))
        assert host.until_refused().status == 500
        assert host.said("The packages in site-packages/ are made for cpython-399-")

        tag.write_text(right, encoding="utf-8")
        until(host.answers, "the site without its database")
        status, headers, _ = host.ask("GET", "/blog/")
        assert status == 503
        assert headers["Retry-After"]

        host.deploy()
        until(lambda: host.ask("GET", "/blog/")[0] == 200, "the site with its database")

    @pytest.mark.parametrize("way", STOPS)
    def test_a_stop_cuts_nothing_off(self, host, writer, mariadb, database_name, way):
        writer.write(f"Kept at {way}", "Before.")
        readers = Visitors(host.url, ["/blog/", "/healthz"], count=3)
        with HeldPost(mariadb, database_name, f"Kept at {way}") as row, ThreadPoolExecutor() as pool, readers:
            page = writer.get(f"/admin/posts/{row.id}/edit")
            saving = pool.submit(writer.press, page, "Update", form="editor", source="Saved while it stopped.")
            until(lambda: row.is_waited_for() or saving.done(), "the save's waiting for the row")
            assert not saving.done(), saving.result()
            for number in STOPS[way]:
                host.process.send_signal(number)
                let_it_begin_to_stop(host)
            row.let_go()
            assert saving.result().status == 303
            assert host.has_ended_within(10)
        assert set(readers.by_status()) <= {0, 200}
        cut = [answer for answer in readers.answers if answer.status == 0]
        assert [answer for answer in cut if not answer.error.startswith(TOO_LATE)] == []
        host.start()
        assert "Saved while it stopped." in writer.get(f"/admin/posts/{row.id}/edit").text


def seen(reply):
    """Return what tells one answer from another, without what differs with the site's own address."""
    headers = {name: reply.headers[name] for name in COMPARED}
    heading = reply.html.find("h1") if reply.headers.get_content_type() == "text/html" else None
    return reply.status, headers, heading and heading.get_text()
