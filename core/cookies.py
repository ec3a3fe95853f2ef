"""Cookies of ours: their names and attributes, and how they are found in a header that may be broken."""

from http.cookies import SimpleCookie


class Cookie:
    """One cookie of ours: for this host only, out of reach of scripts, not sent along by other sites' forms.

    With `secure` the name begins with __Host-, so that no other host of the domain can plant it.
    """

    def __init__(self, name: str, *, secure: bool) -> None:
        """Name the cookie; `secure` is for sites on HTTPS."""
        self.name = f"__Host-{name}" if secure else name
        self._secure = secure

    def values(self, header: str) -> list[str]:
        """Return the values this cookie has in a Cookie header, whatever else stands there."""
        pairs = (part.strip().partition("=") for part in header.split(";"))
        return [value.strip('"') for name, _, value in pairs if name == self.name]

    def header(self, value: str, max_age: int | None = None) -> str:
        """Return a Set-Cookie value that lasts `max_age` seconds, or as long as the browser is open."""
        jar = SimpleCookie({self.name: value})
        morsel = jar[self.name]
        morsel["path"] = "/"
        morsel["httponly"] = True
        morsel["samesite"] = "Lax"
        if self._secure:
            morsel["secure"] = True
        if max_age is not None:
            morsel["max-age"] = str(max_age)
        return morsel.OutputString()

    def expired(self) -> str:
        """Return the Set-Cookie value that makes a browser forget the cookie."""
        return self.header("", max_age=0)
