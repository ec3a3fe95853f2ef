"""Forged requests: which requests come from our own pages, and the tokens in our forms."""

import hashlib
import re
import secrets
from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit
from wsgiref.types import WSGIEnvironment

from itsdangerous import BadSignature, TimestampSigner

from core import clock
from core.cookies import Cookie
from core.errors import Forbidden
from core.i18n import N_
from core.web.middleware.hosts import Host
from core.web.route import SAFE_METHODS

#: How long the form of a visitor who isn't signed in can be sent.
VISITOR_LIFETIME: Final = timedelta(hours=12)

_NONCE: Final = re.compile(r"[A-Za-z0-9_-]{22}", re.ASCII)
_NONCE_KEY: Final = "bottlepost.csrf_nonce"
_VISITOR: Final = "visitor:"
_TOKEN: Final = re.compile(r"[A-Za-z0-9_.-]{1,200}", re.ASCII)
_PORTS: Final = {"http": 80, "https": 443}


class CrossSite(Forbidden):
    """The request was made by another site's page, or its maker hides where it comes from."""

    default = N_("This was not sent from a page of this site. Please open the page here and send it again.")


class FormExpired(Forbidden):
    """The form's token is missing, too old, or somebody else's."""

    default = N_("The form has expired. Your text is kept: press Save again.")


class CSRF:
    """Tells requests of our own pages from those that other sites make a browser send.

    Every unsafe request passes check_origin(). Whoever is signed in, and the forms of /auth/, also pass check_token():

        binding = f"device:{…}" or csrf.visitor(environ, cookies)
        token = csrf.token(binding)         # into the form's field, or for the header of a script
        csrf.check_token(binding, token)    # when it comes back

    A binding is whom the form is for. Of a visitor's form the token ends after 12 hours, of any other when the binding
    does: bind to what every sign-in changes and a change of the session's id doesn't, so that open editors go on.
    """

    def __init__(self, secret: str, *, secure: bool) -> None:
        """Sign with `secret`; `secure` is for sites on HTTPS."""
        self._secret = secret
        self._cookie = Cookie("csrf", secure=secure)

    def check_origin(self, environ: WSGIEnvironment) -> None:
        """Raise CrossSite for an unsafe request that doesn't come from a page of the host it is sent to.

        Browsers say so in Sec-Fetch-Site; "none", a visit from the address bar, never posts and is refused like
        "same-site". They leave it out on plain http, where Origin has to be scheme and host of the request, as
        proxy resolver and host list have left them. What sends neither is no browser that we know.
        """
        if environ["REQUEST_METHOD"] in SAFE_METHODS:
            return
        site = environ.get("HTTP_SEC_FETCH_SITE", "")
        if site == "same-origin" or (not site and _is_own_origin(environ)):
            return
        raise CrossSite

    def visitor(self, environ: WSGIEnvironment, cookies: list[str]) -> str:
        """Return the binding of somebody who isn't signed in: a nonce in a cookie, added to `cookies` if it is new."""
        if _NONCE_KEY not in environ:
            values = self._cookie.values(environ.get("HTTP_COOKIE", ""))
            brought = next((value for value in values if _NONCE.fullmatch(value)), None)
            environ[_NONCE_KEY] = (brought or secrets.token_urlsafe(16), brought is None)
        nonce, is_new = environ[_NONCE_KEY]
        cookie = self._cookie.header(nonce)
        if is_new and cookie not in cookies:
            cookies.append(cookie)
        return _VISITOR + str(nonce)

    def token(self, binding: str) -> str:
        """Return a token, another one each time, so that compression can't tell it character by character."""
        return self._signer(binding).sign(secrets.token_urlsafe(9)).decode("ascii")

    def check_token(self, binding: str, token: str | None) -> None:
        """Raise FormExpired unless the token was made for this binding and still is good."""
        if not token or not _TOKEN.fullmatch(token):
            raise FormExpired
        try:
            _, made_at = self._signer(binding).unsign(token, return_timestamp=True)
        except BadSignature as error:
            raise FormExpired from error
        if binding.startswith(_VISITOR) and clock.now() - made_at > VISITOR_LIFETIME:
            raise FormExpired

    def _signer(self, binding: str) -> TimestampSigner:
        # The binding is part of the key, so it stands nowhere in the token.
        salt = f"bottlepost.csrf:{binding}"
        return _Signer(self._secret, salt=salt, digest_method=hashlib.sha256, key_derivation="hmac")


class _Signer(TimestampSigner):
    """A signer that goes by our clock."""

    def get_timestamp(self) -> int:
        return int(clock.now().timestamp())


def _is_own_origin(environ: WSGIEnvironment) -> bool:
    scheme = environ["wsgi.url_scheme"]
    own = _normal(scheme, environ.get("HTTP_HOST", ""))
    try:
        origin = urlsplit(environ.get("HTTP_ORIGIN", ""))
    except ValueError:
        return False
    if origin.path or origin.query or origin.fragment:
        return False
    return own is not None and own == _normal(origin.scheme, origin.netloc)


def _normal(scheme: str, host: str) -> tuple[str, Host] | None:
    """Return an origin in its one spelling, None for what is none."""
    found = Host.find(host)
    if found is None or scheme not in _PORTS:
        return None
    return scheme, Host(found.name, found.port or _PORTS[scheme])
