"""Pages in a browser, as visitors with different screens, languages and settings see them."""

from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request

OURS = {"127.0.0.1", "localhost"}
#: Milliseconds after which something that should appear is given up, on a machine that is busy with other tests.
LIMIT = 15_000


class Pages:
    """Opens pages and notes what no page of ours may do: fail in a script, break its CSP, ask a third party."""

    def __init__(self, browser: Browser, base_url: str | None = None) -> None:
        self._browser = browser
        self._base_url = base_url
        self._contexts: list[BrowserContext] = []
        #: What went wrong so far, one sentence each.
        self.faults: list[str] = []

    def open(self, path: str | None = None, *, viewport: tuple[int, int] = (1280, 800), **options: object) -> Page:
        """Return a page of a new visitor, at `path` if one is given.

        Options are those of Playwright's new_context: locale="zh-CN", color_scheme="dark", java_script_enabled=False.
        """
        width, height = viewport
        context = self._browser.new_context(
            base_url=self._base_url,
            viewport={"width": width, "height": height},
            **{"locale": "en-US", "reduced_motion": "reduce", **options},
        )
        context.set_default_timeout(LIMIT)
        self._contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: self.faults.append(f"a script failed: {error}"))
        page.on("console", self._read)
        page.on("request", self._look)
        if path is not None:
            page.goto(path)
        return page

    def close(self) -> None:
        """End all visits."""
        for context in self._contexts:
            context.close()

    def _read(self, message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            self.faults.append(message.text)

    def _look(self, request: Request) -> None:
        host = urlsplit(request.url).hostname
        if host is not None and host not in OURS:
            self.faults.append(f"the page asked {request.url}")
