"""Full addresses of what feeds and other machines are told of."""

from typing import Any
from urllib.parse import urljoin

from core.web.request import AnonymousRequest


class FullAddresses:
    """Addresses that begin with SITE_URL, whatever the client called the site."""

    def __init__(self, request: AnonymousRequest) -> None:
        """Answer for the site of `request`."""
        self._request = request

    def post(self, post: Any) -> str:
        """Return the address of a post or page."""
        return self.of(f"blog.{post.kind}", slug=post.slug)

    def author(self, user: Any) -> str:
        """Return the address of an author's page."""
        return self.of("blog.author", name=user.name)

    def portrait(self, user: Any) -> str:
        """Return the address of an author's portrait; empty for who has none."""
        return self.full(self._request.site.media.url(user.portrait)) if user.portrait else ""

    def of(self, name: str, /, **args: object) -> str:
        """Return the address of a route."""
        return self._request.absolute_url(name, **args)

    def full(self, address: str, page: str = "") -> str:
        """Return the full form of an address that stands on a page of the site; empty for what is none."""
        try:
            return urljoin(page or self.of("blog.home"), address)
        except ValueError:  # "http://[", which browsers too take for no address
            return ""
