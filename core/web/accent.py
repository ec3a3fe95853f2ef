"""A site's own accent, made dark or light enough to be read on each of our backgrounds."""

import colorsys
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

RGB = tuple[float, float, float]

#: #RRGGBB, as a browser's colour field sends it.
COLOUR: Final = re.compile(r"#[0-9A-Fa-f]{6}", re.ASCII)
#: The contrast of text with what is behind it (WCAG 2.2, level AA), and a little for rounding.
_ENOUGH: Final = 4.6
LIGHT_ACCENT: Final = "#0a6560"
#: How much of the accent is in the tint.
_SHARE: Final = 0.12
_STEPS: Final = 24


@dataclass(frozen=True, slots=True)
class Ground:
    """What text stands on in one colour scheme, and the colours of text beside the accent."""

    paper: str
    raised: str
    soft: str


#: The theme's own: static/css/site.css has the same.
LIGHT: Final = Ground("#fdfcf9", "#f4f2ec", "#5a6066")
DARK: Final = Ground("#15181a", "#1e2326", "#9aa3a9")


@dataclass(frozen=True, slots=True)
class Shades:
    """The accent and its tint for one colour scheme, as CSS writes them."""

    accent: str
    tint: str


def shades(colour: str, ground: Ground) -> Shades:
    """Return the shade of a colour that is nearest to it and can be read, with a tint to stand on."""
    is_light = luminance(_parsed(ground.paper)) > 0.5  # noqa: PLR2004 - nearer to white than to black
    hue, lightness, saturation = colorsys.rgb_to_hls(*_parsed(colour))

    def at(share: float) -> RGB:
        """Return the colour so far on its way to black, or to white on dark paper."""
        end = 0.0 if is_light else 1.0
        return colorsys.hls_to_rgb(hue, lightness + (end - lightness) * share, saturation)

    def is_readable(share: float) -> bool:
        accent = at(share)
        grounds = (_parsed(ground.paper), _parsed(ground.raised), _tint(accent, ground))
        return all(contrast(accent, each) >= _ENOUGH for each in grounds)

    accent = at(_least(is_readable))
    return Shades(_written(accent), _written(_tint(accent, ground)))


def contrast(one: RGB, other: RGB) -> float:
    """Return the contrast of two colours, from 1 to 21 (WCAG 2.2)."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: RGB) -> float:
    """Return how bright a colour is, from 0 to 1 (WCAG 2.2)."""
    red, green, blue = (each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in colour)  # noqa: PLR2004
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _tint(accent: RGB, ground: Ground) -> RGB:
    """Return paper with a little of the accent, as long as soft text can be read on it."""
    paper, soft = _parsed(ground.paper), _parsed(ground.soft)

    def at(share: float) -> RGB:
        less = _SHARE * (1 - share)
        red, green, blue = (own + (other - own) * less for own, other in zip(paper, accent, strict=True))
        return red, green, blue

    return at(_least(lambda share: contrast(soft, at(share)) >= _ENOUGH))


def _least(is_enough: Callable[[float], bool]) -> float:
    """Return the smallest share from 0 to 1 that is enough; 1 always is."""
    if is_enough(0.0):
        return 0.0
    low, high = 0.0, 1.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (low, middle) if is_enough(middle) else (middle, high)
    return high


def _parsed(colour: str) -> RGB:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def _written(colour: RGB) -> str:
    return "#" + "".join(f"{round(each * 255):02x}" for each in colour)
