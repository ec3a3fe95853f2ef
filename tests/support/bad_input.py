"""What browsers, proxies, robots and attackers send, and the status each gets: the table behind the tests."""

from dataclasses import dataclass, field
from urllib.parse import urlencode

from tests.support.wsgi import environ_of

FORM = "application/x-www-form-urlencoded"
NEW = "/admin/posts/new"
PORTRAIT = "/auth/profile/portrait"
BOUNDARY = "----together"
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"
HAN = "网络安全与信息技术" * 11_112
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 160
#: The head of a picture of 65,500 by 65,500 pixels, which would unfold to sixteen gigabytes.
BOMB = bytes.fromhex("89504e470d0a1a0a0000000d494844520000ffdc0000ffdc08060000009357161b000000004944415435af061e")
#: What the editor always sends.
EMPTY = dict.fromkeys(("title", "source", "slug", "published_at", "tags", "categories", "summary"), "")


@dataclass
class Ask:
    """One request, and what its answer must be."""

    what: str
    status: int
    path: str = "/blog/"
    #: Text that the answer holds.
    holds: str = ""
    method: str = "GET"
    query: str = ""
    #: The body as it is, or the fields of an otherwise good form, or the parts of one.
    body: bytes = b""
    fields: dict | None = None
    parts: list | None = None
    signed_in: bool = False
    environ: dict = field(default_factory=dict)

    def environ_for(self, browser):
        """Return the request as a server hands it in; a good form has the browser's token."""
        body, environ = self.body, {"HTTP_HOST": "localhost", "HTTP_SEC_FETCH_SITE": "same-origin"}
        good = {"csrf_token": browser.token, "language": "en", **EMPTY}
        if self.fields is not None:
            body, environ["CONTENT_TYPE"] = urlencode({**good, **self.fields}).encode(), FORM
        if self.parts is not None:
            body, environ["CONTENT_TYPE"] = multipart(good, self.parts), MULTIPART
        if self.signed_in:
            environ["HTTP_COOKIE"] = "; ".join(f"{cookie.name}={cookie.value}" for cookie in browser.cookiejar)
        environ |= {"QUERY_STRING": self.query, **self.environ}
        return environ_of(self.path, method=self.method, body=body, **environ)


def post(what, status, body=b"", content_type=FORM, **more):
    """Return a request to save a post, with a body that is wrong somehow."""
    environ = {"CONTENT_TYPE": content_type, **more.pop("environ", {})}
    return Ask(what, status, NEW, method="POST", body=body, environ=environ, signed_in=True, **more)


def save(what, status, *, holds="", **fields):
    """Return a request to save a post, in a good form with these fields."""
    return Ask(what, status, NEW, holds, "POST", fields=fields, signed_in=True)


def attach(what, status, *parts):
    """Return the same as a multipart form; a part is (name, content) or (name, content, file name)."""
    return Ask(what, status, NEW, method="POST", parts=list(parts), signed_in=True)


def portrait(what, status, *parts, holds=""):
    """Return a request to upload a portrait, in parts as above."""
    return Ask(what, status, PORTRAIT, holds, "POST", parts=list(parts), signed_in=True)


def part(name, content, file_name=None, *, content_type=None):
    """Return a part of a multipart form."""
    label = f'; filename="{file_name}"' if file_name else ""
    kind = f"\r\nContent-Type: {content_type}" if content_type else ""
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{label}{kind}\r\n\r\n'
    return head.encode() + content + b"\r\n"


def multipart(good, parts):
    """Return a multipart form: these parts, and for the rest what a good form has."""
    given = {name for name, *_ in parts}
    rest = [(name, value.encode()) for name, value in good.items() if name not in given]
    return b"".join(part(*each) for each in (*rest, *parts)) + END


END = f"--{BOUNDARY}--\r\n".encode()

ADDRESSES = [
    Ask("a line break", 400, "/\n", "can't be understood"),
    Ask("a line break in a slug", 400, "/blog/posts/slug\n"),
    Ask("a NUL", 400, "/blog/posts/\0"),
    Ask("an escape", 400, "/blog/\x1b[31m"),
    Ask("8 kB of path", 414, "/blog/posts/" + "x" * 8000, "too long"),
    Ask("8 kB of path once it is quoted", 414, "/blog/posts/" + "字" * 1000),
    Ask("8 kB of query", 414, query="q=" + "x" * 8000),
    Ask("a slug of 5,000 characters", 404, "/blog/posts/" + "x" * 5000),
    Ask("a slug of emoji", 404, "/blog/posts/😀"),
    Ask("bad UTF-8 in a query", 400, query="page=%ff"),
    Ask("a lone surrogate in a query", 400, query="page=%ED%A0%80"),
    Ask("more arguments than any page has", 400, query="&".join(f"a{n}=1" for n in range(200))),
    Ask("a page that is no number", 404, query="page=abc"),
    Ask("a page of Arabic digits", 404, query="page=%D9%A3"),
    Ask("a page beyond all numbers", 404, query=f"page={2**70}"),
    Ask("page nought", 404, query="page=0"),
    Ask("a page below nought", 404, query="page=-1"),
    Ask("a slash too many", 404, "/blog//posts/x"),
    Ask("capitals", 301, "/BLOG/"),
    Ask("capitals where no reader goes", 404, "/ADMIN/"),
    Ask("an old address of 7,000 characters", 404, "/" + "x" * 7000),
    Ask("an old address of dots", 404, "/" + "../" * 300),
    Ask("a feed in a form there is none of", 404, "/blog/feed.exe"),
    Ask("the feed of a language that is none", 404, "/blog/languages/%/feed.atom"),
    Ask("the cover of a slug of 5,000 characters", 404, "/blog/posts/" + "x" * 5000 + "/cover.png"),
    Ask("a part of the sitemap beyond all numbers", 404, "/sitemap.xml", query=f"page={2**70}"),
    Ask("a way out of the static files", 404, "/static/../core/settings.py"),
    Ask("a hidden way out of the static files", 404, "/static/..%2f..%2fcore/settings.py"),
    Ask("a way out of the uploads", 404, "/media/../core/settings.py"),
    Ask("a hidden way out of the uploads", 404, "/media/..%2f..%2fcore/settings.py"),
    Ask("an upload of a kind that none has", 404, f"/media/{'0' * 32}.php"),
    Ask("a style that nobody decided", 404, "/style.0123456789ab.css"),
    Ask("a quoted slash in a slug", 404, "/blog/posts/a%2fb"),
    Ask("the address of a sub-app without its slash", 308, "/blog"),
    *(
        Ask(f"the archive of {period}", 404, f"/blog/archive/{period}")
        for period in (
            "2025/13",
            "2025/00",
            "0000/01",
            "２０２５/01",
            "2025/1e0",
            "9" * 4000,
            "2025/" + "1" * 4000,
            "-1/1",
        )
    ),
    Ask("a name of nobody's", 404, "/blog/authors/" + "字" * 300),
    Ask("a preview link that is none", 404, "/blog/preview/" + "x" * 5000),
    Ask("a preview link of Han characters", 404, "/blog/preview/中文"),
    Ask("a cookie of keys that are none", 404, "/blog/posts/x", environ={"HTTP_COOKIE": "unlocked=" + "1.~" * 1000}),
    Ask("a language that is none", 200, query="lang=" + "x" * 5000),
    Ask("a choice of no language", 404, "/blog/language", method="POST", body=b"language=../en&next=//evil.example"),
    Ask("a tag beyond all numbers", 404, f"/admin/tags/{2**70}/edit", signed_in=True),
    Ask("a series of emoji", 404, "/blog/series/😀"),
    Ask("a category of quotes", 404, "/blog/categories/';--"),
    *(
        Ask(f"page {page[:9]} of the archive", 404, "/blog/archive/2025/01", query=f"page={page}")
        for page in ("0", "-1", "1e9", "%C3%A4")
    ),
    *(
        Ask(f"the id {number[:20]}", 404, f"/admin/posts/{number}/edit", signed_in=True)
        for number in ("abc", "0", "-1", "1.0", "１", "٣", "1e3", str(2**63), str(2**70), "9" * 4000, "1;2", " 1")
    ),
    Ask("a list's page that is no number", 404, "/admin/posts/", query="page=abc", signed_in=True),
    *(
        Ask(f"the search {words}", 200, "/blog/search", query=f"q={words}")
        for words in (
            "%25",
            "%22",
            "%27%3B--",
            "%28a",
            "a%2A",
            "%2B-",
            "%7Btitle%7D%3Aa",
            "NEAR%28",
            "%00",
            "%E2%80%AE",
            "%01",
        )
    ),
    Ask("a search of bytes that are no text", 400, "/blog/search", query="q=%ff"),
    Ask("a search without end", 400, "/blog/search", holds="at most 200 characters", query="q=" + "x" * 201),
    Ask("a search of 10 kB", 414, "/blog/search", query="q=" + "x" * 10_000),
    Ask("a search's page there isn't", 404, "/blog/search", query="q=x&page=1e9"),
    Ask("a search's page beyond the last", 404, "/blog/search", query="q=x&page=2"),
    Ask("a search in a query language", 200, "/admin/posts/", query="q=%25_%5C%27%22%3B--", signed_in=True),
]
HEADERS = [
    Ask("another host", 421, holds="doesn't answer under that name", environ={"HTTP_HOST": "evil.example"}),
    Ask("a host that ends like ours", 421, environ={"HTTP_HOST": "evil-localhost"}),
    Ask("a host with a line break", 400, environ={"HTTP_HOST": "localhost\r\nX: y"}),
    Ask("a host with a user", 400, environ={"HTTP_HOST": "localhost@evil.example"}),
    Ask("a port that is none", 400, environ={"HTTP_HOST": "localhost:port"}),
    Ask("no host", 400, environ={"HTTP_HOST": ""}),
    Ask("9 kB of cookies", 431, holds="too much along", environ={"HTTP_COOKIE": "a=" + "x" * 9000}),
    Ask("33 kB of another header", 431, environ={"HTTP_X_WHATEVER": "x" * 33_000}),
    Ask("cookies with names that are none", 200, environ={"HTTP_COOKIE": "b{c=3; a[]=1; ;;=; =x; \xff=\xfe"}),
    Ask("a session that nobody signed", 200, environ={"HTTP_COOKIE": "session=attackerchosen"}),
    Ask("a session of Han characters", 200, environ={"HTTP_COOKIE": "session=\xe4\xb8\xad.\xe6\x96\x87"}),
    *(
        Ask(f"the language {value[:12]}", 200, NEW, environ={"HTTP_ACCEPT_LANGUAGE": value}, signed_in=True)
        for value in ("zh-CN", "zh_", "zh-Hant-TW", "*", ";;q=,", "en;q=nan", "en;q=1e999", "\xff", "x" * 5000)
    ),
    Ask("a method there is none", 405, method="BREW"),
    Ask("a method in small letters", 400, method="get"),
    Ask("a form's method in small letters", 400, NEW, method="post"),
    Ask("a range that is none", 200, environ={"HTTP_RANGE": "bytes=x-"}),
    Ask("conditions that are none", 200, environ={"HTTP_IF_NONE_MATCH": '"', "HTTP_IF_MODIFIED_SINCE": "tomorrow"}),
]
BODIES = [
    post("bad UTF-8 in a form", 400, b"title=%FF%FE&source=x", holds="can't be understood"),
    post("a lone surrogate in a form", 400, b"title=%ED%A0%80&source=x"),
    post("bytes that are no form", 400, bytes(range(256))),
    post("an unknown charset", 400, b"title=x&source=y", f"{FORM}; charset=klingon"),
    post("a charset that isn't ours", 400, "title=中".encode("utf-16"), f"{FORM}; charset=utf-16"),
    post("bad UTF-8 in a part", 400, part("title", b"\xff\xfe") + END, MULTIPART),
    post("a part of an unknown charset", 400, part("title", b"x", content_type="text/x; charset=?") + END, MULTIPART),
    post("parts without a boundary", 400, b"--x\r\n\r\nx\r\n--x--\r\n", "multipart/form-data"),
    post("parts that break off", 400, part("title", b"x"), MULTIPART),
    post("a part without a name", 400, f"--{BOUNDARY}\r\n\r\nx\r\n".encode() + END, MULTIPART),
    post("JSON where a form belongs", 403, b'{"title": "x"}', "application/json"),
    post("no body at all", 403),
    post("a length that is no number", 400, b"title=x", environ={"CONTENT_LENGTH": "abc"}),
    post("a length below nought", 400, b"title=x", environ={"CONTENT_LENGTH": "-5"}),
    post("a length with a sign", 400, b"title=x", environ={"CONTENT_LENGTH": "+7"}),
    post("a length beyond the body", 400, b"title=x", environ={"CONTENT_LENGTH": "100"}),
    post("a length beyond everything", 413, b"title=x", holds="too large", environ={"CONTENT_LENGTH": str(2**59)}),
    post("no length", 411, b"title=x", holds="doesn't say how long it is", environ={"CONTENT_LENGTH": None}),
    post("3 MB", 413, b"title=" + b"x" * 3_000_000),
    post("a million fields", 400, b"a&" * 1_000_000),
    post("150,000 names", 400, b"&".join(b"a%d=1" % number for number in range(150_000))),
]
FIELDS = [
    save("100,000 Han characters", 303, title="长", source=HAN),
    save("a title of control characters", 303, title="a\x00b\x07c\u0085d\ufffe", source="x"),
    save("a NUL in a text", 303, title="NUL", source="before\0after"),
    save("what XML doesn't know", 303, title="XML", source="\ufffe\uffff\x0b\x0c"),
    save("emoji, rare Han characters, Hebrew, marks", 303, title="😀𠮷שלום e\u0301", source="😀𠮷"),
    save("a flood of marks in a text", 303, title="M", source="x" + "\u0315" * 170_000 + "\u0300" * 170_000),
    save(
        "a flood of marks between signs",
        303,
        title="M",
        source="x" + ("\u0315" * 20 + "\0") * 9_000 + "\u0300" * 99_000,
    ),
    save("a title of 10,000 characters", 422, title="字" * 10_000, source="kept", holds="At most 255 characters"),
    save("a text of a million characters", 422, title="T", source="x" * 1_000_001, holds="At most"),
    save("31 tags", 422, title="T", source="kept", tags=",".join(map(str, range(31))), holds="At most 30"),
    save("a language there is none", 422, title="T", source="kept", language="../../etc", holds="kept"),
    save("a date there is none", 422, title="T", source="kept", published_at="2031-02-30T10:00", holds="kept"),
    save("the year nought", 422, title="T", source="kept", published_at="0000-01-01T00:00"),
    save("a version that is no number", 303, title="V", source="x", version="abc"),
    save("a form id of 10,000 characters", 303, title="F", source="x", form_id="f" * 10_000),
    save("a slug of nothing but signs", 303, title="S", source="x", slug="../../?#"),
    save("a slug that a route has", 303, title="S", source="x", slug="new"),
    save("a title without letters", 303, title="!!!", source="…"),
    save("markup in every field", 303, **dict.fromkeys(("title", "source", "summary", "tags"), "<script>x</script>")),
    save("readers there are none", 422, title="T", source="kept", visibility="everyone", holds="kept"),
    save(
        "a password of 10,000 characters", 422, title="T", source="kept", visibility="password", password="x" * 10_000
    ),
    save("a password of emoji", 303, title="T", source="x", visibility="password", password="😀e\u0301"),
    save("an author who names others, without being asked", 303, title="T", authors="nobody", visibility="public"),
    save(
        "a cover in a script",
        422,
        title="T",
        source="kept",
        cover_url="javascript:x",
        cover_width="1",
        cover_height="1",
    ),
    save("a cover as long as the world", 422, title="T", source="kept", cover_width=str(2**63)),
    save("a part of Arabic digits", 422, title="T", source="kept", series_part="٣"),
    save("a translation of itself in quotes", 422, title="T", source="kept", translation_of="';--"),
    save(
        "an end before its beginning",
        422,
        title="T",
        published_at="2031-01-02T00:00",
        unpublished_at="2031-01-01T00:00",
    ),
    save("nothing", 422, holds="Write a title or some text first."),
    save("a wish that nobody grants", 303, title="W", source="x", then="rm -rf"),
    save("a token of Han characters", 403, title="T", source="kept", csrf_token="中文", holds="kept"),
    save("a token of 10,000 characters", 403, title="T", source="kept", csrf_token="t" * 10_000, holds="kept"),
    attach("three images of 40 kB at once", 303, ("title", b"I"), *(("file", PNG, "图片.png") for _ in range(3))),
    attach("two texts of 60 kB at once", 303, ("source", b"x" * 60_000), ("more", b"y" * 60_000)),
    attach("a file in place of a text", 400, ("title", b"F"), ("source", b"x", "source.txt")),
    attach("a file name with a way out", 303, ("title", b"N"), ("file", PNG, '../../x\\".png')),
]
PORTRAITS = [
    portrait("no portrait", 422, holds="choose a file"),
    portrait("a portrait of no bytes", 422, ("portrait-file", b"", "me.png"), holds="choose a file"),
    portrait("a portrait in a text field", 422, ("portrait-file", b"GIF89a"), holds="choose a file"),
    portrait("a portrait of a PNG's head alone", 422, ("portrait-file", PNG, "me.png"), holds="can be read"),
    portrait("a portrait in a script", 422, ("portrait-file", b"<svg onload='x'/>", "me.png"), holds="SVG is not"),
    portrait("a portrait that unfolds without end", 422, ("portrait-file", BOMB, "a.jpg"), holds="too many pixels"),
    portrait("two portraits", 422, *(("portrait-file", PNG, f"{number}.png") for number in range(2))),
    portrait("a portrait under a way out", 422, ("portrait-file", b"x", "../../x.php"), holds="can be read"),
    Ask("a portrait to look at", 405, PORTRAIT, signed_in=True),
]
EVERYTHING = [*ADDRESSES, *HEADERS, *BODIES, *FIELDS, *PORTRAITS]
