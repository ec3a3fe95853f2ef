"""The one stylesheet that is a site's own: its accent and its CSS, under a name that changes with them."""

import hashlib
from functools import lru_cache
from typing import Final

from core.site_settings import SiteSettings
from core.web.accent import DARK, LIGHT, shades
from core.web.request import AnonymousRequest

_DIGITS: Final = 12


def own_style(settings: SiteSettings) -> str:
    """Return the rules that stand after the theme's; empty where nobody chose any."""
    return _made(settings.accent, settings.own_css)


def own_style_address(request: AnonymousRequest) -> str:
    """Return the address of those rules, which may be kept for ever; empty where there are none."""
    style = own_style(request.settings)
    return request.url_for("root.own_style", digest=_digest(style)) if style else ""


@lru_cache(maxsize=8)
def _digest(style: str) -> str:
    return hashlib.sha256(style.encode()).hexdigest()[:_DIGITS]


@lru_cache(maxsize=8)
def _made(accent: str, own_css: str) -> str:
    parts = [_accent(accent)] if accent else []
    return "\n".join([*parts, own_css] if own_css.strip() else parts)


def _accent(colour: str) -> str:
    light, dark = shades(colour, LIGHT), shades(colour, DARK)
    chosen = f"--accent:light-dark({light.accent},{dark.accent});--tint:light-dark({light.tint},{dark.tint})"
    # Twice, so that it outweighs a theme's :root.
    return f":root:root{{{chosen}}}"
