"""The page shown when even the error pages failed: it needs no template, no catalogue, no style and no database."""

import sys
from string import Template
from typing import Final

from core.web.middleware.protocols import REQUEST_ID, StartResponse, WSGIEnvironment

# The interface's languages beside each other, since finding out the reader's is one more thing that could fail.
_PAGE: Final = Template("""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>500 · Something went wrong · 出错了</title>
<main>
<h1>Something went wrong here</h1>
<p>It has been noted. Please try again in a moment.</p>
<h1 lang="zh-Hans">这里出了点问题</h1>
<p lang="zh-Hans">错误已记录，请稍后再试。</p>
<p><small>$request_id</small></p>
</main>
</html>
""")


def last_resort(environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
    """Answer 500 for the exception being handled."""
    page = _PAGE.substitute(request_id=environ[REQUEST_ID]).encode()
    headers = [
        ("Content-Type", "text/html; charset=utf-8"),
        ("Content-Length", str(len(page))),
        ("Cache-Control", "no-store"),
        ("Content-Security-Policy", "default-src 'none'; base-uri 'none'; frame-ancestors 'none'"),
        ("X-Content-Type-Options", "nosniff"),
    ]
    start_response("500 Internal Server Error", headers, sys.exc_info())
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [page]
