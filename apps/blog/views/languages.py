"""The choice of a language: kept by the browser, until another is chosen."""

from typing import Final
from urllib.parse import parse_qsl, urlencode

from core.errors import NotFound
from core.urls import local_path
from core.web.response import Response
from core.web.route import route
from core.web.view import View

_YEAR: Final = 365 * 24 * 3600


class LanguageViews(View):
    """Let readers choose where the owner offers several languages."""

    @route.post("/language", name="language", public=(), cacheable=False)
    def choose(self) -> Response:
        """Keep the choice in a cookie, which nothing but this sets, and lead back; 404 for what isn't offered."""
        code = self.request.form.get("language", "")
        if code not in self.request.settings.offered:
            raise NotFound
        self.request.cookies.append(self.request.site.language_cookie.header(code, max_age=_YEAR))
        wanted = local_path(self.request.form.get("next", ""))
        return self.redirect(_without_language(wanted) or self.request.url_for("blog.home"))


def _without_language(path: str) -> str:
    """Return a path without `?lang=`, which would outdo the choice."""
    bare, _, query = path.partition("?")
    rest = [(name, value) for name, value in parse_qsl(query, keep_blank_values=True) if name != "lang"]
    return f"{bare}?{urlencode(rest)}" if rest else bare
